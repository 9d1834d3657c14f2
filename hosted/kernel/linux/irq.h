/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_IRQ_H
#define HOSTED_LINUX_IRQ_H

#include <linux/types.h>

#define IRQ_TYPE_NONE	0

bool irq_is_percpu_devid(unsigned int irq);

#endif
