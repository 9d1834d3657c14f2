/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The two kinds of calls.
 */
#ifndef KERNEL_CALL_H
#define KERNEL_CALL_H

#include <secure/secure.h>
#include <secure/types.h>

struct thread;

/* call.c: a yielding call, on its thread */
u32 call_run(struct thread *t);

/* fast.c: a fast call, without a thread */
void fast_call(struct smc_regs *regs);

#endif /* KERNEL_CALL_H */
