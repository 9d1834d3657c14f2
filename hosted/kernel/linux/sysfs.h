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

/* What a device is to its attributes. */
struct kobject {
	unsigned char hosted_nothing;
};

struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr, int n);
	struct attribute **attrs;
};

#define __ATTRIBUTE_GROUPS(group)					\
static const struct attribute_group *group##_groups[] = {		\
	&group##_group,							\
	NULL								\
}

#define ATTRIBUTE_GROUPS(group)						\
static const struct attribute_group group##_group = {			\
	.attrs = group##_attrs,						\
};									\
__ATTRIBUTE_GROUPS(group)

__attribute__((format(printf, 2, 3))) int sysfs_emit(char *buf, const char *fmt, ...);

#endif
