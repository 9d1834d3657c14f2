/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_BITOPS_H
#define HOSTED_LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/types.h>

#define __HOSTED_WORD(nr, addr)	(&(addr)[(nr) / BITS_PER_LONG])
#define __HOSTED_MASK(nr)	(1UL << ((nr) % BITS_PER_LONG))

static inline void set_bit(unsigned long nr, unsigned long *addr)
{
	__atomic_fetch_or(__HOSTED_WORD(nr, addr), __HOSTED_MASK(nr), __ATOMIC_RELAXED);
}

static inline void clear_bit(unsigned long nr, unsigned long *addr)
{
	__atomic_fetch_and(__HOSTED_WORD(nr, addr), ~__HOSTED_MASK(nr), __ATOMIC_RELAXED);
}

static inline bool test_bit(unsigned long nr, const unsigned long *addr)
{
	return __atomic_load_n(__HOSTED_WORD(nr, addr), __ATOMIC_RELAXED) & __HOSTED_MASK(nr);
}

/* For who has the bitmap to himself. */
static inline void __set_bit(unsigned long nr, unsigned long *addr)
{
	*__HOSTED_WORD(nr, addr) |= __HOSTED_MASK(nr);
}

static inline void __clear_bit(unsigned long nr, unsigned long *addr)
{
	*__HOSTED_WORD(nr, addr) &= ~__HOSTED_MASK(nr);
}

static inline bool __test_and_clear_bit(unsigned long nr, unsigned long *addr)
{
	bool was = *__HOSTED_WORD(nr, addr) & __HOSTED_MASK(nr);

	__clear_bit(nr, addr);
	return was;
}

/* The first clear bit from @start on; @size if there is none below it. */
static inline unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
					       unsigned long start)
{
	while (start < size && test_bit(start, addr))
		start++;
	return start < size ? start : size;
}

#endif
