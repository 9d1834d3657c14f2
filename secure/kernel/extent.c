// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The pool of extents. A buffer of the kernel of the normal world is one extent,
 * which lies in the object itself. Scattered memory takes more from the pool; a
 * client that shares too much of it is told that memory is short.
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
	struct extent *unused;
	u32 fresh;
	u32 in_use;
	struct extent extent[EXTENTS_MAX];
} pool;

/**
 * extents_boot() - all elements are unused
 */
void extents_boot(void)
{
	pool.unused = NULL;
	pool.fresh = 0;
	pool.in_use = 0;
}

/*
 * Take an unused element, unless @limit are in use. Elements that have been used before are taken
 * first, so @fresh rises only while all of those are in use.
 */
static struct extent *take_unused(u32 limit)
{
	struct extent *e = NULL;

	spin_lock(&pool.lock);
	if (pool.in_use < limit) {
		pool.in_use++;
		e = pool.unused;
		if (e)
			pool.unused = e->prev;
		else
			e = &pool.extent[pool.fresh++];
	}
	spin_unlock(&pool.lock);
	return e;
}

/* Two skips of equal length that follow each other become one for the extent behind them. */
static const struct extent *skip_behind(const struct extent *last)
{
	const struct extent *skip = last->skip;

	if (last->rank - skip->rank == skip->rank - skip->skip->rank)
		return skip->skip;
	return last;
}

/**
 * extent_append() - append an extent to a chain
 * @last:	the last of the chain, NULL for none
 * @first:	how many pages of the object come before
 * @share:	it may be one that ordinary calls cannot use for memory they register or name
 *
 * Return: the new last one, empty, or NULL if there is none to be had or the chain is too long.
 */
struct extent *extent_append(struct extent *last, u32 first, bool share)
{
	struct extent *e = NULL;

	if (!last || last->rank + 1 < EXTENTS_OBJECT)
		e = take_unused(share ? EXTENTS_MAX : EXTENTS_ORDINARY);
	if (!e)
		return NULL;
	*e = (struct extent){ .first = first, .prev = last };
	if (last)
		e->rank = last->rank + 1;
	e->skip = last ? skip_behind(last) : e;
	return e;
}

/**
 * extent_find() - find the run that a page lies in
 * @last:	the last of the chain
 * @page:	number in the object, not before the first of the chain
 *
 * Return: the run that begins at @page or is the last that begins before.
 */
const struct extent *extent_find(const struct extent *last, u32 page)
{
	const struct extent *e = last;

	while (e->first > page)
		e = e->skip->first > page ? e->skip : e->prev;
	return e;
}

/**
 * extents_free() - give all elements of a chain back
 * @last:	the last of it, NULL for none
 */
void extents_free(struct extent *last)
{
	struct extent *first;

	if (!last)
		return;
	for (first = last; first->prev; first = first->prev)
		;
	spin_lock(&pool.lock);
	first->prev = pool.unused;
	pool.unused = last;
	pool.in_use -= last->rank + 1;
	spin_unlock(&pool.lock);
}

/**
 * extents_in_use() - number of elements in use, for tests
 */
unsigned int extents_in_use(void)
{
	unsigned int num;

	spin_lock(&pool.lock);
	num = pool.in_use;
	spin_unlock(&pool.lock);
	return num;
}
