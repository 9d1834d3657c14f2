// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions that the compiler calls by itself. They are compiled without loop idiom
 * recognition, which would turn each of them into a call of itself.
 */
#include <secure/types.h>

#define WORD	sizeof(u64)

/*
 * Copy from the first byte to the last. @dst may be before @src, and overlap with it. Therefore the
 * pointers are not restrict, and the four words are loaded before any of them is stored, by two
 * instructions each.
 */
static void *copy_up(void *dst, const void *src, size_t size)
{
	const u8 *from = src;
	u8 *to = dst;

	if (!(((u64)to | (u64)from) % WORD)) {
		for (; size >= 4 * WORD; size -= 4 * WORD) {
			u64 a = ((const u64 *)from)[0], b = ((const u64 *)from)[1];
			u64 c = ((const u64 *)from)[2], d = ((const u64 *)from)[3];

			((u64 *)to)[0] = a;
			((u64 *)to)[1] = b;
			((u64 *)to)[2] = c;
			((u64 *)to)[3] = d;
			to += 4 * WORD;
			from += 4 * WORD;
		}
		for (; size >= WORD; size -= WORD) {
			*(u64 *)to = *(const u64 *)from;
			to += WORD;
			from += WORD;
		}
		if (!size)
			return dst;
	}
	if (!(((u64)to | (u64)from) % sizeof(u32))) {
		for (; size >= sizeof(u32); size -= sizeof(u32)) {
			*(u32 *)to = *(const u32 *)from;
			to += sizeof(u32);
			from += sizeof(u32);
		}
	}
	while (size--)
		*to++ = *from++;
	return dst;
}

void *memcpy(void *restrict dst, const void *restrict src, size_t size)
{
	return copy_up(dst, src, size);
}

void *memmove(void *dst, const void *src, size_t size)
{
	const u8 *from = src;
	u8 *to = dst;

	if ((u64)to - (u64)from >= size)
		return copy_up(dst, src, size);
	while (size--)
		to[size] = from[size];
	return dst;
}

void *memset(void *dst, int c, size_t size)
{
	u64 pattern = (u8)c * 0x0101010101010101ULL;
	u8 *to = dst;

	for (; size && (u64)to % WORD; size--)
		*to++ = c;
	for (; size >= 4 * WORD; size -= 4 * WORD) {
		((u64 *)to)[0] = pattern;
		((u64 *)to)[1] = pattern;
		((u64 *)to)[2] = pattern;
		((u64 *)to)[3] = pattern;
		to += 4 * WORD;
	}
	for (; size >= WORD; size -= WORD) {
		*(u64 *)to = pattern;
		to += WORD;
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
