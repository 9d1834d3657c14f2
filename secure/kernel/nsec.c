// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The normal world's memory, by physical address. Nobody else touches it.
 *
 * The other world can write to it while it is copied. What has been copied is
 * private; but a compiler that sees a copy may read its source again instead,
 * so it is told that the source has changed.
 */
#include <secure/platform.h>

#include "nsec.h"

static inline void barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

/**
 * nsec_read() - copy in
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
	barrier();
	return 0;
}

/**
 * nsec_write() - copy out
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
	barrier();
	memcpy(dst, src, len);
	return 0;
}
