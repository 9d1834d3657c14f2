/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_KTIME_H
#define HOSTED_LINUX_KTIME_H

#include <linux/jiffies.h>
#include <linux/sched.h>

typedef s64 ktime_t;

static inline ktime_t ktime_get(void)
{
	return hosted_now();
}

static inline u64 ktime_get_ns(void)
{
	return hosted_now();
}

#define ktime_to_ms(t)		((t) / 1000000)
#define ktime_ms_delta(a, b)	ktime_to_ms((a) - (b))
#define ktime_add_ms(t, ms)	((t) + (s64)(ms) * 1000000)
#define ktime_before(a, b)	((a) < (b))

#include <linux/timekeeping.h>

#endif
