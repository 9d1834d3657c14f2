/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The flash behind an emulated device: a file that is programmed in pages, and
 * a plug that can be pulled at any of them.
 */
#ifndef BOARD_NVRAM_H
#define BOARD_NVRAM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is programmed at once. A power cut leaves half of it. */
#define NVRAM_PAGE	256

/**
 * struct nvram - non-volatile memory
 * @fd:		the file it is kept in
 * @size:	bytes
 * @programmed:	pages programmed since it was opened
 * @cut_at:	count of @programmed at which the supply fails; 0: never
 * @lost:	the supply has failed: nothing is programmed until nvram_restore()
 * @cuts:	how often it has failed since it was opened; may be read at any time
 *
 * The owner serialises all calls.
 */
struct nvram {
	int fd;
	size_t size;
	uint64_t programmed;
	uint64_t cut_at;
	bool lost;
	atomic_uint cuts;
};

int nvram_open(struct nvram *nv, const char *path, size_t size);
void nvram_close(struct nvram *nv);
int nvram_read(const struct nvram *nv, size_t offset, void *data, size_t len);
int nvram_program(struct nvram *nv, size_t offset, const void *page);
void nvram_cut(struct nvram *nv, uint64_t pages);
void nvram_restore(struct nvram *nv);

#endif
