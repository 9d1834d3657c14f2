/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_IRQ_H
#define HOSTED_IRQ_H

#include <linux/types.h>

void hosted_irq_set_percpu(unsigned int irq, bool percpu);

#endif
