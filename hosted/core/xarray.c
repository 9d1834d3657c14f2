// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * XArray and IDR.
 */
#include <linux/idr.h>
#include <linux/kernel.h>

#include "table.h"

void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	hosted_table_init(&xa->table);
}

void xa_destroy(struct xarray *xa)
{
	xa_lock(xa);
	hosted_table_destroy(&xa->table);
	xa_unlock(xa);
}

bool xa_empty(struct xarray *xa)
{
	unsigned long index = 0;

	return !hosted_table_next(&xa->table, &index);
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	return hosted_table_load(&xa->table, index);
}

/*
 * Storing NULL erases an entry. Functions that look up and change an entry take the XArray's lock.
 */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *old;
	int rc;

	if (!entry)
		return xa_erase(xa, index);
	/* Where the number is in use there is nothing to allocate. */
	if (hosted_table_replace(&xa->table, index, entry, &old))
		return old;
	rc = hosted_table_store(&xa->table, index, entry, gfp, &old);
	return rc ? xa_mk_err(rc) : old;
}

void *xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp)
{
	/* NULL could be a number that is not in use, and would have to be allocated. */
	FATAL_IF(!old || !entry);
	return hosted_table_cmpxchg(&xa->table, index, old, entry);
}

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	return hosted_table_erase(&xa->table, index);
}

void *xa_erase(struct xarray *xa, unsigned long index)
{
	void *entry;

	xa_lock(xa);
	entry = __xa_erase(xa, index);
	xa_unlock(xa);
	return entry;
}

void xa_release(struct xarray *xa, unsigned long index)
{
	xa_lock(xa);
	if (!xa_load(xa, index))
		__xa_erase(xa, index);
	xa_unlock(xa);
}

static unsigned long lowest_free(const struct xarray *xa, struct xa_limit limit)
{
	return xa->xa_flags & XA_FLAGS_ALLOC1 ? max(limit.min, 1u) : limit.min;
}

int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	unsigned long index;
	int rc;

	rc = hosted_table_alloc(&xa->table, lowest_free(xa, limit), limit.max, entry, gfp, &index);
	if (rc)
		return rc == -ENOSPC ? -EBUSY : rc;
	*id = index;
	return 0;
}

int xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		    gfp_t gfp)
{
	unsigned long index;
	u32 min = lowest_free(xa, limit);
	u32 first;
	int round = 0;
	int rc;

	first = max(min, READ_ONCE(*next));
	rc = hosted_table_alloc(&xa->table, first, limit.max, entry, gfp, &index);
	if (rc == -ENOSPC && first > min) {
		round = 1;
		rc = hosted_table_alloc(&xa->table, min, limit.max, entry, gfp, &index);
	}
	if (rc)
		return rc == -ENOSPC ? -EBUSY : rc;
	*id = index;
	WRITE_ONCE(*next, index == limit.max ? min : index + 1);
	return round;
}

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	hosted_table_mark(&xa->table, index, mark, 1);
}

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	return hosted_table_mark(&xa->table, index, mark, -1);
}

/**
 * hosted_xa_find() - find the first entry from an index on
 * @xa:	the XArray
 * @index:	the index, and then that of the entry
 *
 * Return: the entry, or NULL.
 */
void *hosted_xa_find(struct xarray *xa, unsigned long *index)
{
	return hosted_table_next(&xa->table, index);
}

/* IDR */

void idr_init(struct idr *idr)
{
	hosted_table_init(&idr->table);
}

void idr_destroy(struct idr *idr)
{
	hosted_table_destroy(&idr->table);
}

/* @end: the first number that is not to be used; 0: none. */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	unsigned long index;
	int rc;

	rc = hosted_table_alloc(&idr->table, start, end > 0 ? end - 1 : INT_MAX, ptr, gfp, &index);
	return rc ? rc : (int)index;
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	return hosted_table_erase(&idr->table, id);
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	return hosted_table_load((struct hosted_table *)&idr->table, id);
}

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	void *old;

	return hosted_table_replace(&idr->table, id, ptr, &old) ? old : ERR_PTR(-ENOENT);
}

void idr_preload(gfp_t gfp)
{
	hosted_table_preload(gfp);
}

void idr_preload_end(void)
{
	hosted_table_preload_end();
}
