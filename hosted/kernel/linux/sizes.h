/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_SIZES_H
#define HOSTED_LINUX_SIZES_H

#define SZ_4K	0x1000
#define SZ_32K	0x8000

#endif
