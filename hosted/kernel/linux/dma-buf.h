/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_DMA_BUF_H
#define HOSTED_LINUX_DMA_BUF_H

#include <linux/types.h>

#endif
