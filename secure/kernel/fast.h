/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fast calls.
 */
#ifndef KERNEL_FAST_H
#define KERNEL_FAST_H

#include <secure/secure.h>

void fast_call(struct smc_regs *regs);

#endif /* KERNEL_FAST_H */
