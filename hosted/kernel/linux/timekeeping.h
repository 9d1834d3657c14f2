/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_TIMEKEEPING_H
#define HOSTED_LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

void ktime_get_real_ts64(struct timespec64 *ts);

#endif
