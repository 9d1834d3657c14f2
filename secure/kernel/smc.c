// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The entry for SMCs of the normal world.
 */
#include <secure/secure.h>
#include <secure/types.h>

#include "optee_smc.h"

#include "call.h"
#include "config.h"
#include "thread.h"

/* Is @id that of a call that begins, and is it offered? */
static bool begins_call(u32 id)
{
	switch (id) {
	case OPTEE_SMC_CALL_WITH_ARG:
		return true;
	case OPTEE_SMC_CALL_WITH_RPC_ARG:
	case OPTEE_SMC_CALL_WITH_REGD_ARG:
		return config_supports(OPTEE_SMC_SEC_CAP_RPC_ARG);
	case OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG:
		return config_supports(OPTEE_SMC_SEC_CAP_RPC_ARG) &&
		       config_supports(OPTEE_SMC_SEC_CAP_SYSTEM_THREAD);
	default:
		return false;
	}
}

static u32 yielding_call(struct smc_regs *regs)
{
	u32 id = regs->a[0];
	u32 client = regs->a[7];
	struct thread *t;

	if (id == OPTEE_SMC_CALL_RETURN_FROM_RPC) {
		t = thread_resume(regs->a[3], client);
		if (!t)
			return OPTEE_SMC_RETURN_ERESUME;
	} else if (begins_call(id)) {
		t = thread_take(id == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG, client);
		if (!t)
			return OPTEE_SMC_RETURN_ETHREAD_LIMIT;
	} else {
		return OPTEE_SMC_RETURN_EBADCMD;
	}
	thread_run(t, regs);
	return regs->a[0];
}

/* Not for a trusted OS, or a 64-bit call: whoever routed it here should not have. */
static bool is_ours(u32 id)
{
	u32 owner = OPTEE_SMC_OWNER_NUM(id);

	if (OPTEE_SMC_IS_64(id))
		return false;
	return owner == OPTEE_SMC_OWNER_TRUSTED_OS ||
	       (owner == OPTEE_SMC_OWNER_TRUSTED_OS_API && OPTEE_SMC_IS_FAST_CALL(id));
}

/* See secure.h. */
void secure_smc(struct smc_regs *regs)
{
	unsigned int n;

#pragma GCC unroll 8
	for (n = 0; n < ARRAY_SIZE(regs->a); n++)
		regs->a[n] = (u32)regs->a[n];
	if (!is_ours(regs->a[0]))
		regs->a[0] = OPTEE_SMC_RETURN_UNKNOWN_FUNCTION;
	else if (OPTEE_SMC_IS_FAST_CALL(regs->a[0]))
		fast_call(regs);
	else
		regs->a[0] = yielding_call(regs);
}
