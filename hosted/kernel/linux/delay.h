/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_DELAY_H
#define HOSTED_LINUX_DELAY_H

#include <linux/sched.h>

void hosted_sleep_ns(u64 ns, const char *where);
void ndelay(unsigned long ns);

#define usleep_range(min, max)	hosted_sleep_ns((u64)(min) * 1000, __func__)
#define msleep(ms)		hosted_sleep_ns((u64)(ms) * 1000000, __func__)
#define mdelay(ms)		ndelay((ms) * 1000000UL)

#endif
