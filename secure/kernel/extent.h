/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Extents: runs of the normal world's pages, of which shared memory is made.
 */
#ifndef KERNEL_EXTENT_H
#define KERNEL_EXTENT_H

#include <secure/types.h>

#define PAGE_SIZE	4096

/* Extents at the same time, except for the first of each shared memory object */
#define EXTENTS_MAX	32768
/*
 * So many of them all ordinary calls together can have for memory that they register or name. The
 * rest is left to system calls, and to memory lent in RPCs.
 */
#define EXTENTS_ORDINARY	(EXTENTS_MAX / 4 * 3)
/* So many one object can have: that is 48 MiB if no two of its pages follow each other */
#define EXTENTS_OBJECT		(EXTENTS_ORDINARY / 2)

/**
 * struct extent - pages that follow each other
 * @pa:		physical address of the first
 * @pages:	how many
 * @first:	how many pages of the same object come before
 * @rank:	how many extents of the chain come before
 * @prev:	extent before this one in the chain, NULL for none
 * @skip:	extent further back, the one before, or this one if it is the first of the chain
 *
 * An object has its first run of pages in itself, and the others in a chain from the pool. The
 * chain leads from the last run back. Where @skip leads follows from @rank alone, in such a way
 * that any run is found in a number of steps that is logarithmic in the length of the chain
 * (Myers, "An applicative random-access stack", 1983).
 */
struct extent {
	u64 pa;
	u32 pages;
	u16 first;
	u16 rank;
	struct extent *prev;
	const struct extent *skip;
};

void extents_boot(void);
struct extent *extent_append(struct extent *last, u32 first, bool share);
const struct extent *extent_find(const struct extent *last, u32 page);
void extents_free(struct extent *last);
unsigned int extents_in_use(void);

#endif /* KERNEL_EXTENT_H */
