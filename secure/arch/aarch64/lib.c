// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions that the compiler calls by itself. They are compiled without loop idiom
 * recognition, which would turn each of them into a call of itself.
 */
#include <secure/types.h>

void *memcpy(void *restrict dst, const void *restrict src, size_t size)
{
	const u8 *from = src;
	u8 *to = dst;

	if (!(((u64)to | (u64)from) % sizeof(u64))) {
		for (; size >= sizeof(u64); size -= sizeof(u64)) {
			*(u64 *)to = *(const u64 *)from;
			to += sizeof(u64);
			from += sizeof(u64);
		}
	}
	while (size--)
		*to++ = *from++;
	return dst;
}

void *memmove(void *dst, const void *src, size_t size)
{
	const u8 *from = src;
	u8 *to = dst;

	if ((u64)to - (u64)from >= size)
		return memcpy(dst, src, size);
	while (size--)
		to[size] = from[size];
	return dst;
}

void *memset(void *dst, int c, size_t size)
{
	u64 pattern = (u8)c * 0x0101010101010101ULL;
	u8 *to = dst;

	for (; size && (u64)to % sizeof(u64); size--)
		*to++ = c;
	for (; size >= sizeof(u64); size -= sizeof(u64)) {
		*(u64 *)to = pattern;
		to += sizeof(u64);
	}
	while (size--)
		*to++ = c;
	return dst;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const u8 *pa = a;
	const u8 *pb = b;

	for (; size; size--, pa++, pb++)
		if (*pa != *pb)
			return *pa - *pb;
	return 0;
}
