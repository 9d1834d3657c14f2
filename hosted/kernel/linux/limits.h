/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_LIMITS_H
#define HOSTED_LINUX_LIMITS_H

#include_next <linux/limits.h>

#ifndef INT_MAX
#define INT_MAX		__INT_MAX__
#endif
#ifndef UINT_MAX
#define UINT_MAX	(__INT_MAX__ * 2U + 1)
#endif
#ifndef LONG_MAX
#define LONG_MAX	__LONG_MAX__
#endif
#ifndef ULONG_MAX
#define ULONG_MAX	(__LONG_MAX__ * 2UL + 1)
#endif
#ifndef SIZE_MAX
#define SIZE_MAX	__SIZE_MAX__
#endif
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define U64_MAX		((u64)~0ULL)

#endif
