// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The pool of extents. Kernel buffers are one extent each, which lies in the
 * object itself; scattered memory takes from the pool, and who shares too much
 * of it is told that memory is short.
 */
#include "extent.h"
#include "spin.h"

/*
 * Invariant, under the lock: each element is in exactly one chain, that of the
 * unused or that of one object; the first @fresh have been in one, the others
 * are unused but in no chain.
 */
static struct {
	struct secure_lock lock;
	u32 unused;
	u32 fresh;
	u32 in_use;
	struct extent extent[EXTENTS_MAX];
} pool;

/**
 * extents_boot() - forget all objects
 */
void extents_boot(void)
{
	pool.unused = 0;
	pool.fresh = 0;
	pool.in_use = 0;
}

/**
 * extent_next() - go on to the next run of pages
 * @e:		extent
 *
 * Return: the next or NULL.
 */
struct extent *extent_next(const struct extent *e)
{
	return e->next ? &pool.extent[e->next - 1] : NULL;
}

/**
 * extent_append() - one more run of pages
 * @last:	what has been the last
 *
 * Return: the new last one, empty, or NULL if there is none to be had.
 */
struct extent *extent_append(struct extent *last)
{
	u32 index = 0;

	spin_lock(&pool.lock);
	if (pool.unused) {
		index = pool.unused;
		pool.unused = pool.extent[index - 1].next;
	} else if (pool.fresh < EXTENTS_MAX) {
		index = ++pool.fresh;
	}
	if (index)
		pool.in_use++;
	spin_unlock(&pool.lock);
	if (!index)
		return NULL;
	last->next = index;
	pool.extent[index - 1] = (struct extent){ 0 };
	return &pool.extent[index - 1];
}

/**
 * extents_free() - put back all that follow an extent
 * @first:	the one in the object
 */
void extents_free(struct extent *first)
{
	struct extent *last;
	u32 num = 1;

	if (!first->next)
		return;
	for (last = extent_next(first); last->next; last = extent_next(last))
		num++;
	spin_lock(&pool.lock);
	last->next = pool.unused;
	pool.unused = first->next;
	pool.in_use -= num;
	spin_unlock(&pool.lock);
	first->next = 0;
}

/**
 * extents_in_use() - how many have been taken, for tests
 */
unsigned int extents_in_use(void)
{
	unsigned int num;

	spin_lock(&pool.lock);
	num = pool.in_use;
	spin_unlock(&pool.lock);
	return num;
}
