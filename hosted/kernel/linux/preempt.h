/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Preemption. The host cannot be kept from running something else, but a task that has preemption
 * disabled must not sleep.
 */
#ifndef HOSTED_LINUX_PREEMPT_H
#define HOSTED_LINUX_PREEMPT_H

#include <linux/sched.h>

#define preempt_disable()	((void)current->atomic++)
#define preempt_enable()	((void)current->atomic--)

#endif
