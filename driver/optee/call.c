// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * One yielding call, from its entry to its return. The caller of these functions has a token.
 *
 * All that a call needs to go on is in its struct optee_call. So while the call is suspended
 * another task can take it over, see detach.c.
 */
#include <linux/arm-smccc.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "optee_smc.h"

#include "call.h"
#include "optee.h"
#include "shm.h"
#include "optee_trace.h"

/* The registers tell the secure world where the message is, and whether the call is on a lane. */
static void set_entry_regs(struct optee_call *call)
{
	const struct optee_caps *caps = &call->optee->caps;
	bool system = call->lane.lane && caps->reserves_threads;
	u64 where = call->page->cookie;

	/*
	 * There is no system call by address. If a call on a lane named its message by address, the
	 * secure world would take it for an ordinary call, and refuse it when only reserved threads
	 * are left. A call that was refused may have got a lane since.
	 */
	if (where && system && call->by_address)
		optee_call_pass_by_cookie(call);
	if (where && !call->by_address) {
		if (system)
			call->reg[0] = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
		else
			call->reg[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
		call->reg[3] = call->offset;
	} else {
		if (caps->rpc_params)
			call->reg[0] = OPTEE_SMC_CALL_WITH_RPC_ARG;
		else
			call->reg[0] = OPTEE_SMC_CALL_WITH_ARG;
		call->reg[3] = 0;
		if (call->msg == call->plain)
			where = virt_to_phys(call->plain);
		else
			where = call->page->shm->paddr + call->offset;
	}
	call->reg[1] = optee_smc_hi(where);
	call->reg[2] = optee_smc_lo(where);
	call->reg[4] = 0;
	call->reg[5] = 0;
	call->reg[6] = 0;
	call->reg[7] = 0;
}

static __always_inline u32 switch_world(struct optee_call *call)
{
	struct arm_smccc_res res __uninitialized;

	trace_optee_invoke_fn_begin(call->reg);
	call->optee->invoke_fn(call->reg[0], call->reg[1], call->reg[2], call->reg[3],
			       call->reg[4], call->reg[5], call->reg[6], call->reg[7], &res);
	trace_optee_invoke_fn_end(call->reg, &res);

	/* A 32-bit call: the upper halves are undefined (SMCCC, section 3.1). */
	call->reg[0] = (u32)res.a0;
	call->reg[1] = (u32)res.a1;
	call->reg[2] = (u32)res.a2;
	call->reg[3] = (u32)res.a3;
	return call->reg[0];
}

/* An error is one of lanes_refused(): the call has not entered. It has a token all the same. */
static int enter_secure_world(struct optee_call *call, u32 *ret)
{
	struct lanes *lanes = &call->optee->lanes;
	bool was_refused = false;
	int rc;

	for (;;) {
		set_entry_regs(call);
		*ret = switch_world(call);
		if (*ret != OPTEE_SMC_RETURN_ETHREAD_LIMIT)
			break;
		was_refused = true;
		rc = lanes_refused(lanes, &call->lane);
		if (rc)
			return rc;
	}
	if (unlikely(was_refused))
		lanes_entered(lanes, &call->lane);
	return 0;
}

/* Serve RPCs until the call returns. False: the caller was killed before that. */
static bool serve_call_rpcs(struct optee_call *call, u32 *ret)
{
	while (OPTEE_SMC_RETURN_IS_RPC(*ret)) {
		cond_resched();
		if (optee_rpc_handle(call))
			return false;
		call->reg[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
		*ret = switch_world(call);
	}
	return true;
}

static bool serve_rpcs_in_scope(struct optee_call *call, u32 *ret)
{
	unsigned int flags;
	bool done;

	if (!OPTEE_SMC_RETURN_IS_RPC(*ret))
		return true;
	/* A call that was refused may have got a lane since @noio was decided. */
	if (!call->noio && !call->lane.lane)
		return serve_call_rpcs(call, ret);
	flags = memalloc_noio_save();
	done = serve_call_rpcs(call, ret);
	memalloc_noio_restore(flags);
	return done;
}

static int return_to_errno(u32 ret)
{
	switch (ret) {
	case OPTEE_SMC_RETURN_OK:
		return 0;
	case OPTEE_SMC_RETURN_ENOMEM:
		return -ENOMEM;
	case OPTEE_SMC_RETURN_EBUSY:
		return -EBUSY;
	default:
		return -EINVAL;
	}
}

/* The call has returned. The secure world no longer reads the page list of its last RPC. */
static int finish_exchange(struct optee_call *call, u32 ret)
{
	if (unlikely(call->rpc_list)) {
		optee_page_list_free(call->rpc_list, call->rpc_list_size);
		call->rpc_list = NULL;
	}
	return return_to_errno(ret);
}

/**
 * optee_call_exchange() - enter the secure world and serve the call's RPCs until it returns
 * @call:	prepared, its message filled in, its token in hand
 *
 * Process context, no locks held; sleeps in RPCs. A token stays in hand, also when the call is over
 * or has failed: the caller reads the answer in the message, then gives the call back, and the
 * token last.
 *
 * Return: 0 when the secure world has answered in @call->msg; OPTEE_CALL_DETACHED when the caller
 * is being killed: the call is suspended, and a worker has to go on with it by optee_call_resume();
 * -ENOMEM, -EBUSY or -EINVAL when the secure world refused the call; -EINTR, -ECANCELED,
 * -ESHUTDOWN or -EAGAIN as lanes_refused(): it was not entered.
 */
int optee_call_exchange(struct optee_call *call)
{
	u32 ret;
	int rc;

	rc = enter_secure_world(call, &ret);
	if (rc)
		return rc;
	if (!serve_rpcs_in_scope(call, &ret))
		return OPTEE_CALL_DETACHED;
	return finish_exchange(call, ret);
}

/**
 * optee_call_resume() - go on with a call whose caller was killed
 * @call:	suspended, no longer detachable
 *
 * Runs on a worker. No signal reaches a worker, so it serves the call's RPCs to the end. The token
 * stays in hand.
 *
 * Return: 0, -ENOMEM, -EBUSY or -EINVAL, as optee_call_exchange().
 */
int optee_call_resume(struct optee_call *call)
{
	u32 ret = call->reg[0];

	serve_rpcs_in_scope(call, &ret);
	return finish_exchange(call, ret);
}
