/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory that each CPU has its own of.
 */
#ifndef HOSTED_LINUX_PERCPU_H
#define HOSTED_LINUX_PERCPU_H

#include <linux/cpumask.h>
#include <linux/slab.h>

#define alloc_percpu(type)		((type *)kcalloc(nr_cpu_ids, sizeof(type), GFP_KERNEL))
#define free_percpu(ptr)		kfree(ptr)
#define per_cpu_ptr(ptr, cpu)		((ptr) + (cpu))

#endif
