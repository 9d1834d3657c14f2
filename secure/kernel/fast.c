// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fast calls. They are answered at once and need no thread.
 */
#include <secure/secure.h>
#include <secure/types.h>

#include "optee_msg.h"
#include "optee_smc.h"

#include "call.h"
#include "config.h"
#include "notif.h"
#include "rpc.h"
#include "thread.h"

/* Number of calls that fast_call() knows, and of the yielding calls */
#define NUM_FAST_CALLS		14
#define NUM_YIELDING_CALLS	5

#define OS_REVISION_MAJOR	0
#define OS_REVISION_MINOR	1

static void put_regs(struct smc_regs *regs, u32 a0, u32 a1, u32 a2, u32 a3)
{
	regs->a[0] = a0;
	regs->a[1] = a1;
	regs->a[2] = a2;
	regs->a[3] = a3;
}

static void answer_with(struct smc_regs *regs, u32 a0)
{
	regs->a[0] = a0;
}

/*
 * A kernel makes this call once, when its driver starts. What a kernel before it has reserved and
 * not given back, since it crashed or was replaced, would be lost until the board is reset.
 */
static void exchange_capabilities(struct smc_regs *regs)
{
	u32 caps = config_announced_caps();

	if (regs->a[1] & ~(u64)OPTEE_SMC_NSEC_CAP_UNIPROCESSOR) {
		answer_with(regs, OPTEE_SMC_RETURN_ENOTAVAIL);
		return;
	}
	threads_unreserve_all(regs->a[7]);
	put_regs(regs, OPTEE_SMC_RETURN_OK, caps,
		 caps & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF ? SECURE_NOTIF_MAX : 0,
	    caps & OPTEE_SMC_SEC_CAP_RPC_ARG ? SECURE_RPC_PARAMS : 0);
}

static void thread_count(struct smc_regs *regs)
{
	if (config_hides_thread_count()) {
		answer_with(regs, OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
		return;
	}
	answer_with(regs, OPTEE_SMC_RETURN_OK);
	regs->a[1] = threads_count();
}

static void disable_shm_cache(struct smc_regs *regs)
{
	u64 cookie;
	u32 ret = rpc_cache_disable(regs->a[7], &cookie);

	answer_with(regs, ret);
	if (ret != OPTEE_SMC_RETURN_OK)
		return;
	regs->a[1] = optee_smc_hi(cookie);
	regs->a[2] = optee_smc_lo(cookie);
}

static void enable_async_notif(struct smc_regs *regs)
{
	if (!config_supports(OPTEE_SMC_SEC_CAP_ASYNC_NOTIF)) {
		answer_with(regs, OPTEE_SMC_RETURN_ENOTAVAIL);
		return;
	}
	notif_enable(true);
	answer_with(regs, OPTEE_SMC_RETURN_OK);
}

static void async_notif_value(struct smc_regs *regs)
{
	u32 value = 0;
	u32 bits = 0;
	bool more;

	if (!config_supports(OPTEE_SMC_SEC_CAP_ASYNC_NOTIF)) {
		answer_with(regs, OPTEE_SMC_RETURN_ENOTAVAIL);
		return;
	}
	if (notif_take(&value, &more))
		bits |= OPTEE_SMC_ASYNC_NOTIF_VALUE_VALID;
	if (more)
		bits |= OPTEE_SMC_ASYNC_NOTIF_VALUE_PENDING;
	answer_with(regs, OPTEE_SMC_RETURN_OK);
	regs->a[1] = value;
	regs->a[2] = bits;
}

static void sys_thread(struct smc_regs *regs, bool (*change)(u32 guest))
{
	if (!config_supports(OPTEE_SMC_SEC_CAP_SYSTEM_THREAD))
		answer_with(regs, OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
	else if (change(regs->a[7]))
		answer_with(regs, OPTEE_SMC_RETURN_OK);
	else
		answer_with(regs, OPTEE_SMC_RETURN_ETHREAD_LIMIT);
}

/**
 * fast_call() - answer a fast call
 * @regs:	registers in and out; a0 is an id of a fast call
 */
void fast_call(struct smc_regs *regs)
{
	switch (regs->a[0]) {
	case OPTEE_SMC_CALLS_COUNT:
		answer_with(regs, NUM_FAST_CALLS + NUM_YIELDING_CALLS);
		break;
	case OPTEE_SMC_CALLS_UID:
		put_regs(regs, OPTEE_MSG_UID_0, OPTEE_MSG_UID_1, OPTEE_MSG_UID_2, OPTEE_MSG_UID_3);
		break;
	case OPTEE_SMC_CALLS_REVISION:
		answer_with(regs, OPTEE_MSG_REVISION_MAJOR);
		regs->a[1] = OPTEE_MSG_REVISION_MINOR;
		break;
	case OPTEE_SMC_CALL_GET_OS_UUID:
		put_regs(regs, SECURE_OS_UUID_0, SECURE_OS_UUID_1, SECURE_OS_UUID_2,
			 SECURE_OS_UUID_3);
		break;
	case OPTEE_SMC_CALL_GET_OS_REVISION:
		put_regs(regs, OS_REVISION_MAJOR, OS_REVISION_MINOR, 0, regs->a[3]);
		break;
	case OPTEE_SMC_EXCHANGE_CAPABILITIES:
		exchange_capabilities(regs);
		break;
	case OPTEE_SMC_GET_SHM_CONFIG: /* there is no reserved shared memory */
		answer_with(regs, OPTEE_SMC_RETURN_ENOTAVAIL);
		break;
	case OPTEE_SMC_GET_THREAD_COUNT:
		thread_count(regs);
		break;
	case OPTEE_SMC_ENABLE_SHM_CACHE:
		answer_with(regs, rpc_cache_enable(regs->a[7]));
		break;
	case OPTEE_SMC_DISABLE_SHM_CACHE:
		disable_shm_cache(regs);
		break;
	case OPTEE_SMC_ENABLE_ASYNC_NOTIF:
		enable_async_notif(regs);
		break;
	case OPTEE_SMC_GET_ASYNC_NOTIF_VALUE:
		async_notif_value(regs);
		break;
	case OPTEE_SMC_RESERVE_SYS_THREAD:
		sys_thread(regs, threads_reserve);
		break;
	case OPTEE_SMC_UNRESERVE_SYS_THREAD:
		sys_thread(regs, threads_unreserve);
		break;
	default:
		answer_with(regs, OPTEE_SMC_RETURN_UNKNOWN_FUNCTION);
		break;
	}
}
