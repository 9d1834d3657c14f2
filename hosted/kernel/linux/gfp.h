/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_GFP_H
#define HOSTED_LINUX_GFP_H

#include <linux/types.h>

#define __GFP_IO	0x40u
#define __GFP_FS	0x80u
#define __GFP_ZERO	0x100u
#define __GFP_SLEEP	0x400u
#define __GFP_NOWARN	0x2000u
#define GFP_NOWAIT	__GFP_NOWARN
#define GFP_NOIO	__GFP_SLEEP
#define GFP_KERNEL	(__GFP_SLEEP | __GFP_IO | __GFP_FS)
/* There are no memory cgroups here, but tests see what would be charged to them. */
#define __GFP_ACCOUNT	0x400000u
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)

#endif
