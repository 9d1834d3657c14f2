/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_CPUMASK_H
#define HOSTED_LINUX_CPUMASK_H

extern unsigned int nr_cpu_ids;

#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < (int)nr_cpu_ids; (cpu)++)

#endif
