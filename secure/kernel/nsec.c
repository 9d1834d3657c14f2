// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Access to the normal world's memory by physical address. No other file accesses it.
 *
 * The normal world can write to the memory while it is copied. The copy is private. But a compiler
 * may read the source again where the code reads the copy, so it is told that the source has
 * changed.
 */
#include <secure/platform.h>

#include "shm.h"

static inline void copy_barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

/**
 * nsec_read() - copy from the normal world's memory
 * @dst:	private memory
 * @pa:		physical address
 * @len:	bytes, not 0
 *
 * Return: 0, or -1 if it is not all normal-world memory; nothing is copied then.
 */
int nsec_read(void *dst, u64 pa, size_t len)
{
	const void *src = platform_nsec_ptr(pa, len);

	if (!src)
		return -1;
	memcpy(dst, src, len);
	copy_barrier();
	return 0;
}

/**
 * nsec_write() - copy to the normal world's memory
 * @pa:		physical address
 * @src:	private memory
 * @len:	bytes, not 0
 *
 * Return: as nsec_read().
 */
int nsec_write(u64 pa, const void *src, size_t len)
{
	void *dst = platform_nsec_ptr(pa, len);

	if (!dst)
		return -1;
	copy_barrier();
	memcpy(dst, src, len);
	return 0;
}
