/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_SYSFS_H
#define HOSTED_LINUX_SYSFS_H

#include <linux/types.h>

struct attribute {
	const char *name;
	umode_t mode;
};

struct attribute_group {
	const char *name;
	struct attribute **attrs;
};

#define ATTRIBUTE_GROUPS(group)						\
static const struct attribute_group group##_group = {			\
	.attrs = group##_attrs,						\
};									\
static const struct attribute_group *group##_groups[] = {		\
	&group##_group,							\
	NULL								\
}

__attribute__((format(printf, 2, 3))) int sysfs_emit(char *buf, const char *fmt, ...);

#endif
