/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_FREEZER_H
#define HOSTED_LINUX_FREEZER_H

#include <linux/wait.h>

#endif
