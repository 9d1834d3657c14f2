/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * User memory. Nothing in it is touched unless it is mapped there.
 */
#ifndef HOSTED_LINUX_UACCESS_H
#define HOSTED_LINUX_UACCESS_H

#include <linux/kernel.h>
#include <linux/types.h>

/* Bytes that could not be copied. */
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
bool access_ok(const void __user *ptr, unsigned long size);

#define get_user(x, ptr)						\
({									\
	__typeof__(*(ptr)) val_ = 0;					\
	int rc_ = copy_from_user(&val_, ptr, sizeof(val_)) ? -EFAULT : 0;	\
									\
	(x) = val_;							\
	rc_;								\
})

#define put_user(x, ptr)						\
({									\
	__typeof__(*(ptr)) val_ = (x);					\
									\
	copy_to_user(ptr, &val_, sizeof(val_)) ? -EFAULT : 0;		\
})

#endif
