/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Reference counts. One that would rise from 0 or fall below it is a bug, and ends the
 * process.
 */
#ifndef HOSTED_LINUX_REFCOUNT_H
#define HOSTED_LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/bug.h>

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

static inline void refcount_inc(refcount_t *r)
{
	FATAL_IF(__atomic_fetch_add(&r->refs.counter, 1, __ATOMIC_RELAXED) <= 0);
}

static inline bool refcount_inc_not_zero(refcount_t *r)
{
	int old = refcount_read(r);

	while (old && !__atomic_compare_exchange_n(&r->refs.counter, &old, old + 1, false,
						   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		;
	return old;
}

static inline bool refcount_dec_and_test(refcount_t *r)
{
	int old = __atomic_fetch_sub(&r->refs.counter, 1, __ATOMIC_ACQ_REL);

	FATAL_IF(old <= 0);
	return old == 1;
}

#endif
