/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_MINMAX_H
#define HOSTED_LINUX_MINMAX_H

#define __hosted_choose(a, op, b)	\
({					\
	__auto_type a_ = (a);		\
	__auto_type b_ = (b);		\
					\
	(void)(&a_ == &b_);		\
	a_ op b_ ? a_ : b_;		\
})

#define min(a, b)		__hosted_choose(a, <, b)
#define max(a, b)		__hosted_choose(a, >, b)
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))

#endif
