/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * An eMMC with an RPMB partition (JEDEC JESD84-B51, section 6.6.22).
 */
#ifndef BOARD_EMMC_H
#define BOARD_EMMC_H

#include <stdbool.h>
#include <stdint.h>

#include "rpmb_store.h"

#define EMMC_FRAME	512
#define EMMC_CID	16
/* The most frames in one transfer; what a write may have is less. */
#define EMMC_MAX_FRAMES	64

/**
 * struct emmc - a card; only the RPMB partition of it
 * @store:	what it remembers
 * @on:		it has its supply
 * @size_mult:	EXT_CSD 168: size in 128 KiB
 * @rel_wr_sec_c: EXT_CSD 222: 512-byte sectors that a reliable write may have
 * @pending:	type of the request that the next read answers, 0: none
 * @request:	that request's frame
 * @result:	the result register of the last key or data write
 * @result_type: which of the two it was, as a response type
 * @result_addr: address of that write
 */
struct emmc {
	struct rpmb_store store;
	bool on;
	uint8_t size_mult;
	uint8_t rel_wr_sec_c;
	uint16_t pending;
	uint8_t request[EMMC_FRAME];
	uint16_t result;
	uint16_t result_type;
	uint16_t result_addr;
};

int emmc_open(struct emmc *card, const char *path, uint8_t size_mult, uint8_t rel_wr_sec_c);
void emmc_close(struct emmc *card);
void emmc_power(struct emmc *card, bool on);
void emmc_cid(const struct emmc *card, uint8_t cid[EMMC_CID]);
int emmc_write_blocks(struct emmc *card, const void *frames, unsigned int num, bool reliable);
int emmc_read_blocks(struct emmc *card, void *frames, unsigned int num);
void emmc_cut(struct emmc *card, uint64_t pages);

#endif
