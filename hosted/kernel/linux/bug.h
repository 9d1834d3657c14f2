/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A failed check of the kernel's ends the process: it is a bug, here or in the driver.
 */
#ifndef HOSTED_LINUX_BUG_H
#define HOSTED_LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/types.h>

bool hosted_warn(const char *what, const char *file, int line);
__noreturn void hosted_bug(const char *what, const char *file, int line);

/* For the hosted kernel itself: end the process if @cond, which is a bug. */
#define FATAL_IF(cond)						\
do {								\
	if (unlikely(cond))					\
		hosted_bug(#cond, __FILE__, __LINE__);		\
} while (0)
#define WARN_ON(cond)						\
	(unlikely(!!(cond)) ? hosted_warn(#cond, __FILE__, __LINE__) : false)
#define WARN_ON_ONCE(cond)	WARN_ON(cond)
#define static_assert(cond)	_Static_assert(cond, #cond)

#endif
