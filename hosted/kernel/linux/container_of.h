/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_CONTAINER_OF_H
#define HOSTED_LINUX_CONTAINER_OF_H

#include <stddef.h>

#define container_of(ptr, type, member)						\
({										\
	void *mptr_ = (void *)(ptr);						\
										\
	_Static_assert(__builtin_types_compatible_p(__typeof__(*(ptr)),		\
			__typeof__(((type *)0)->member)) ||			\
		       __builtin_types_compatible_p(__typeof__(*(ptr)), void),	\
		       "pointer type mismatch in container_of()");		\
	(type *)((char *)mptr_ - offsetof(type, member));			\
})

#define container_of_const(ptr, type, member)					\
	_Generic(ptr,								\
		 const __typeof__(*(ptr)) *:					\
			(const type *)container_of(ptr, type, member),		\
		 default: (type *)container_of(ptr, type, member))

#endif
