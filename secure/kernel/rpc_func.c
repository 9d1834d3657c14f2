// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPC functions: the current call is suspended, its registers tell the normal world what for, and
 * it goes on when the normal world resumes it.
 */
#include "rpc.h"

#include "optee_smc.h"

/**
 * rpc_suspend() - make a request; suspends
 * @t:		current thread
 * @func:	OPTEE_SMC_RPC_FUNC_*
 * @arg:	for a1 and a2
 */
void rpc_suspend(struct thread *t, u32 func, u64 arg)
{
	t->regs.a[0] = OPTEE_SMC_RPC_VAL(func);
	t->regs.a[1] = optee_smc_hi(arg);
	t->regs.a[2] = optee_smc_lo(arg);
	t->regs.a[3] = t->id;
	thread_suspend(t);
}

/**
 * thread_preempt() - let the normal world handle an interrupt; suspends
 *
 * The architecture calls this function between any two instructions of a thread that has interrupts
 * unmasked. Interrupts are masked meanwhile. The thread may just have set its registers for a
 * return to the normal world, or have read them after one; so they are saved and restored, and so
 * is the mark that its call is over.
 */
void thread_preempt(void)
{
	struct thread *t = thread_current();
	struct smc_regs regs = t->regs;
	bool finished = t->finished;

	t->finished = false;
	rpc_suspend(t, OPTEE_SMC_RPC_FUNC_FOREIGN_INTR, 0);
	t->regs = regs;
	t->finished = finished;
}

/* See pta.h. */
void secure_preempt(void)
{
	rpc_suspend(thread_current(), OPTEE_SMC_RPC_FUNC_FOREIGN_INTR, 0);
}
