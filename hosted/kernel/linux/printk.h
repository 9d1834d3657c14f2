/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Messages. The formats %pUb and %pUl (UUIDs) are known here, too.
 */
#ifndef HOSTED_LINUX_PRINTK_H
#define HOSTED_LINUX_PRINTK_H

#include <stdarg.h>

#include <linux/compiler.h>
#include <linux/types.h>

__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 0) int vscnprintf(char *buf, size_t size, const char *fmt, va_list args);

/* @level: as in syslog(2) */
__printf(2, 3) void hosted_printk(int level, const char *fmt, ...);
__printf(2, 0) void hosted_vprintk(int level, const char *fmt, va_list args);
bool hosted_ratelimit(u64 *last);

#define pr_err(...)	hosted_printk(3, __VA_ARGS__)
#define pr_warn(...)	hosted_printk(4, __VA_ARGS__)
#define pr_info(...)	hosted_printk(6, __VA_ARGS__)
#define pr_warn_once(...)			\
do {						\
	static bool said_;			\
						\
	if (!__atomic_exchange_n(&said_, true, __ATOMIC_RELAXED))	\
		pr_warn(__VA_ARGS__);		\
} while (0)
#define pr_warn_ratelimited(...)		\
do {						\
	static u64 last_;			\
						\
	if (hosted_ratelimit(&last_))		\
		pr_warn(__VA_ARGS__);		\
} while (0)

#endif
