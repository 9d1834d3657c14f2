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

/* Runs of pages known at once, beyond the first of each shared memory object */
#define EXTENTS_MAX	32768

/**
 * struct extent - pages that follow each other
 * @pa:		physical address of the first
 * @pages:	how many
 * @next:	index of the next extent of the same memory plus 1, 0 for none
 */
struct extent {
	u64 pa;
	u32 pages;
	u32 next;
};

void extents_boot(void);
struct extent *extent_next(const struct extent *e);
struct extent *extent_append(struct extent *last);
void extents_free(struct extent *first);
unsigned int extents_in_use(void);

#endif /* KERNEL_EXTENT_H */
