/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The uapi header of this name, and what only the kernel knows.
 */
#ifndef HOSTED_LINUX_ERRNO_H
#define HOSTED_LINUX_ERRNO_H

#include_next <linux/errno.h>

#define ERESTARTSYS	512
#define ENOTSUPP	524

#endif
