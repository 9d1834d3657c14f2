/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_STRING_H
#define HOSTED_LINUX_STRING_H

#include <string.h>

#include <linux/types.h>

ssize_t strscpy(char *dst, const char *src, size_t size);
int match_string(const char *const *array, size_t n, const char *string);
char *kstrdup(const char *s, gfp_t gfp);

#endif
