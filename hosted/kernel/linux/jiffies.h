/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_JIFFIES_H
#define HOSTED_LINUX_JIFFIES_H

#include <linux/types.h>

#define HZ		250
#define NSEC_PER_MSEC	1000000ULL
#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_JIFFY	(NSEC_PER_SEC / HZ)

unsigned long hosted_jiffies(void);
/* When @jiffy begins, ns of the scheduler's clock. */
u64 hosted_jiffy_to_ns(unsigned long jiffy);

#define jiffies		hosted_jiffies()

#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)

#define MAX_JIFFY_OFFSET	((~0UL >> 1) - 1)

static inline unsigned long msecs_to_jiffies(unsigned int ms)
{
	if ((int)ms < 0)
		return MAX_JIFFY_OFFSET;
	return ((unsigned long)ms * HZ + 999) / 1000;
}

#endif
