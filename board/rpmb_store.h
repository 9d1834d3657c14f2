/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What an RPMB partition remembers: key, write counter, blocks.
 */
#ifndef BOARD_RPMB_STORE_H
#define BOARD_RPMB_STORE_H

#include "nvram.h"

#define RPMB_STORE_BLOCK	NVRAM_PAGE
#define RPMB_STORE_KEY		32
/* The most blocks that one write may have: 8 KiB, as EN_RPMB_REL_WR allows. */
#define RPMB_STORE_MAX_WRITE	32

/**
 * struct rpmb_store - key, write counter and blocks in a flash
 * @nv:		where they are kept
 * @num_blocks:	blocks of RPMB_STORE_BLOCK bytes
 * @seq:	of the record that counts now, each has a higher one
 * @has_key:	@key was programmed
 * @key:	the authentication key
 * @counter:	the write counter
 */
struct rpmb_store {
	struct nvram nv;
	uint32_t num_blocks;
	uint64_t seq;
	bool has_key;
	uint8_t key[RPMB_STORE_KEY];
	uint32_t counter;
};

int rpmb_store_open(struct rpmb_store *st, const char *path, uint32_t num_blocks);
void rpmb_store_close(struct rpmb_store *st);
int rpmb_store_recover(struct rpmb_store *st);
int rpmb_store_set_key(struct rpmb_store *st, const uint8_t key[RPMB_STORE_KEY]);
int rpmb_store_write(struct rpmb_store *st, uint32_t first, const void *data, unsigned int count);
int rpmb_store_read(const struct rpmb_store *st, uint32_t block, void *data);

#endif
