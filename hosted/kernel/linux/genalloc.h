/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * An allocator for a range of memory.
 */
#ifndef HOSTED_LINUX_GENALLOC_H
#define HOSTED_LINUX_GENALLOC_H

#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define NUMA_NO_NODE	(-1)

/**
 * struct gen_pool - a range, cut into units of 1 << @min_alloc_order bytes
 * @lock:	protects @used
 * @min_alloc_order: see above
 * @start:	where it is mapped
 * @phys:	where it is
 * @units:	how many
 * @used:	a byte for each unit that is taken
 */
struct gen_pool {
	spinlock_t lock; /* see above */
	int min_alloc_order;
	unsigned long start;
	phys_addr_t phys;
	size_t units;
	unsigned char *used;
};

struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
int gen_pool_add_virt(struct gen_pool *pool, unsigned long start, phys_addr_t phys, size_t size,
		      int nid);
void gen_pool_destroy(struct gen_pool *pool);
void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);
void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size);

#endif
