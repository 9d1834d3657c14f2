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

/**
 * nvram_open() - open a flash, or make a blank one
 * @nv:		filled in
 * @path:	a file, made if it is not there; NULL: one in memory, without a name
 * @size:	bytes, a multiple of NVRAM_PAGE
 *
 * Return: 0 or a negative errno; -EINVAL if a file is there, of another size;
 * -EBUSY if somebody else has opened it.
 */
int nvram_open(struct nvram *nv, const char *path, size_t size);
void nvram_close(struct nvram *nv);

/**
 * nvram_read() - read any number of bytes
 *
 * Return: 0, -EIO, or -EINVAL where [@offset, @offset + @len) is not inside.
 */
int nvram_read(const struct nvram *nv, size_t offset, void *data, size_t len);

/**
 * nvram_program() - program one page
 * @nv:		the flash
 * @offset:	a multiple of NVRAM_PAGE
 * @page:	NVRAM_PAGE bytes
 *
 * Return: 0; -EIO, also where the supply failed during it or before; -EINVAL.
 */
int nvram_program(struct nvram *nv, size_t offset, const void *page);

/**
 * nvram_cut() - have the supply fail
 * @nv:		the flash
 * @pages:	in the middle of the so-manyeth page from now, 1 is the next one;
 *		0: not at all
 */
void nvram_cut(struct nvram *nv, uint64_t pages);

/* The supply is back. What was programmed is there, the last page maybe torn. */
void nvram_restore(struct nvram *nv);

#endif
