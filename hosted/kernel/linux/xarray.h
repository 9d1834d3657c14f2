/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Arrays of pointers by number, on the tree of hosted/core/table.c.
 *
 * A reader needs no lock of the caller's. xa_lock() is for who changes several things at once.
 */
#ifndef HOSTED_LINUX_XARRAY_H
#define HOSTED_LINUX_XARRAY_H

#include <linux/err.h>
#include <linux/limits.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct hosted_table_node;

/**
 * struct hosted_table - numbers and what they stand for; see core/table.c
 * @lock:	protects all of it; inside every other lock
 * @root:	the topmost node, NULL: empty
 * @height:	levels of nodes
 */
struct hosted_table {
	spinlock_t lock; /* see above */
	struct hosted_table_node *root;
	unsigned int height;
};

struct xarray {
	spinlock_t xa_lock; /* of whoever changes it */
	gfp_t xa_flags;
	struct hosted_table table;
};

#define XA_FLAGS_ALLOC1	2u	/* from 1 on */

typedef unsigned int xa_mark_t;
#define XA_MARK_1	1u
#define XA_MARK_2	2u

struct xa_limit {
	u32 max;
	u32 min;
};

#define XA_LIMIT(lo, hi)	((struct xa_limit){ .min = (lo), .max = (hi) })
#define xa_limit_31b		XA_LIMIT(0, INT_MAX)

/* Numbers as entries: odd, so no pointers. Errors as XArray has them: 2 modulo 4. */
static inline void *xa_mk_value(unsigned long v)
{
	return (void *)((v << 1) | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

static inline void *xa_mk_err(long error)
{
	return (void *)(((unsigned long)error << 2) | 2);
}

static inline bool xa_is_err(const void *entry)
{
	return ((unsigned long)entry & 3) == 2 &&
	       (long)entry >= -4 * (long)MAX_ERRNO && (long)entry < 0;
}

static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

void xa_init_flags(struct xarray *xa, gfp_t flags);
void xa_destroy(struct xarray *xa);
bool xa_empty(struct xarray *xa);

#define xa_init(xa)	xa_init_flags(xa, 0)
#define xa_lock(xa)	spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa)	spin_unlock(&(xa)->xa_lock)

void *xa_load(struct xarray *xa, unsigned long index);
/* The old entry, or an error to be looked at with xa_err(). */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
void *__xa_erase(struct xarray *xa, unsigned long index);
/* Free a number that was allocated for NULL. */
void xa_release(struct xarray *xa, unsigned long index);
int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp);
/* 0, or 1 if it went round; or -ENOMEM, -EBUSY. */
int xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		    gfp_t gfp);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

/* The first entry from *@index on, and its number; NULL if there is none. */
void *hosted_xa_find(struct xarray *xa, unsigned long *index);

#define xa_for_each(xa, index, entry)						\
	for ((index) = 0, (entry) = hosted_xa_find(xa, &(index)); (entry);	\
	     (index)++, (entry) = hosted_xa_find(xa, &(index)))

#endif
