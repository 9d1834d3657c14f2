/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_BITS_H
#define HOSTED_LINUX_BITS_H

#define BITS_PER_LONG	64
#define BIT(n)		(1UL << (n))

#endif
