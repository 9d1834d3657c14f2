/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_OF_H
#define HOSTED_LINUX_OF_H

#include <linux/mod_devicetable.h>

#endif
