/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_CAPABILITY_H
#define HOSTED_LINUX_CAPABILITY_H

#include <linux/types.h>

#define CAP_SYS_RESOURCE	24

bool capable(int cap);

#endif
