// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * What libfdt and Mbed TLS want of a C library besides the functions of lib.c.
 */
#include <string.h>

size_t strlen(const char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	return len;
}

void *memchr(const void *s, int c, size_t size)
{
	const unsigned char *at = s;

	for (; size; size--, at++)
		if (*at == (unsigned char)c)
			return (void *)at;
	return NULL;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

/* The compiler must believe that somebody reads the zeroes. */
void explicit_bzero(void *s, size_t size)
{
	memset(s, 0, size);
	__asm__ volatile("" : : "r" (s) : "memory");
}
