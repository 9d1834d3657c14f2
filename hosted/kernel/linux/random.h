/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Random numbers: the same in each run, so that a run can be repeated.
 */
#ifndef HOSTED_LINUX_RANDOM_H
#define HOSTED_LINUX_RANDOM_H

#include <linux/types.h>

u32 get_random_u32(void);

#endif
