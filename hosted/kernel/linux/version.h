/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel whose API this is.
 */
#ifndef HOSTED_LINUX_VERSION_H
#define HOSTED_LINUX_VERSION_H

#define LINUX_VERSION_MAJOR		6
#define LINUX_VERSION_PATCHLEVEL	12
#define LINUX_VERSION_SUBLEVEL		0
#define KERNEL_VERSION(a, b, c)		(((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE		KERNEL_VERSION(6, 12, 0)

#endif
