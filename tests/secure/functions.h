/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions of secure/arch/aarch64/lib.c, by the names that the makefile gives them.
 */
#ifndef TESTS_SECURE_FUNCTIONS_H
#define TESTS_SECURE_FUNCTIONS_H

#include <stddef.h>

void *lib_memcpy(void *restrict dst, const void *restrict src, size_t size);
void *lib_memmove(void *dst, const void *src, size_t size);
void *lib_memset(void *dst, int c, size_t size);
int lib_memcmp(const void *a, const void *b, size_t size);

#endif
