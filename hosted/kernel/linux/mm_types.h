/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_MM_TYPES_H
#define HOSTED_LINUX_MM_TYPES_H

#include <linux/mm.h>

#endif
