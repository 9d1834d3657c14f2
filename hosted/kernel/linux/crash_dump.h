/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_CRASH_DUMP_H
#define HOSTED_LINUX_CRASH_DUMP_H

#include <linux/types.h>

static inline bool is_kdump_kernel(void)
{
	return false;
}

#endif
