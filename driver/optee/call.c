// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * One yielding call, from entry to return.
 *
 * All that a call needs to go on is in its struct optee_call, so that it can
 * change hands while it is suspended, see detach.c.
 */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "optee_private.h"
#include "optee_trace.h"

static struct optee *call_to_optee(const struct optee_call *call)
{
	return tee_get_drvdata(call->ctx->teedev);
}

/* Registers for the entry of a call: how the message is passed, and as what. */
static void set_entry_regs(struct optee_call *call)
{
	const struct optee_caps *caps = &call_to_optee(call)->caps;
	u64 where = call->page->cookie;

	memset(call->reg, 0, sizeof(call->reg));
	if (where) {
		if (call->lane.lane && caps->reserves_threads)
			call->reg[0] = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
		else
			call->reg[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
		call->reg[3] = call->offset;
	} else {
		if (caps->rpc_params)
			call->reg[0] = OPTEE_SMC_CALL_WITH_RPC_ARG;
		else
			call->reg[0] = OPTEE_SMC_CALL_WITH_ARG;
		where = call->page->shm->paddr + call->offset;
	}
	call->reg[1] = optee_smc_hi(where);
	call->reg[2] = optee_smc_lo(where);
}

static u32 switch_world(struct optee_call *call)
{
	struct arm_smccc_res res;

	trace_optee_invoke_fn_begin(call->reg);
	call_to_optee(call)->invoke_fn(call->reg[0], call->reg[1], call->reg[2], call->reg[3],
				       call->reg[4], call->reg[5], call->reg[6], call->reg[7],
				       &res);
	trace_optee_invoke_fn_end(&res);

	/* A 32-bit call: the upper halves are undefined (SMCCC, section 3.1). */
	call->reg[0] = (u32)res.a0;
	call->reg[1] = (u32)res.a1;
	call->reg[2] = (u32)res.a2;
	call->reg[3] = (u32)res.a3;
	return call->reg[0];
}

/* Enter with the token in hand. -EINTR, -ECANCELED: not entered, no token. */
static int enter(struct optee_call *call, u32 *ret)
{
	int rc;

	for (;;) {
		set_entry_regs(call);
		*ret = switch_world(call);
		if (*ret != OPTEE_SMC_RETURN_ETHREAD_LIMIT)
			return 0;
		rc = lanes_refused(&call_to_optee(call)->lanes, &call->lane);
		if (rc)
			return rc;
	}
}

/* Serve RPCs until the call returns; false: until the caller was killed. */
static bool serve(struct optee_call *call, u32 *ret)
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

static bool serve_noio(struct optee_call *call, u32 *ret)
{
	unsigned int flags;
	bool done;

	if (!call->noio)
		return serve(call, ret);
	flags = memalloc_noio_save();
	done = serve(call, ret);
	memalloc_noio_restore(flags);
	return done;
}

static void leave(struct optee_call *call)
{
	lanes_leave(&call_to_optee(call)->lanes, &call->lane);
	optee_page_list_free(call->rpc_list, call->rpc_list_size);
	call->rpc_list = NULL;
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

/**
 * optee_call_run() - make a yielding call
 * @call:	from optee_call_get(), its message filled in
 *
 * Process context, no locks held. Waits for a thread as lanes_enter() does,
 * then serves the call's RPCs.
 *
 * Return: 0 when the secure world has answered in @call->msg; -ECANCELED when
 * lanes_cancel() ended the wait for a thread; -EINTR when the caller was
 * killed: @call->suspended tells whether the call has entered and is to be
 * resumed, which is so for detachable calls only; -ENOMEM, -EBUSY or -EINVAL
 * when the secure world refused the call.
 */
int optee_call_run(struct optee_call *call)
{
	struct optee *optee = call_to_optee(call);
	u32 ret;
	int rc;

	/* To the secure world, a call by address is an ordinary one. */
	if (optee->caps.reserves_threads && !call->page->cookie) {
		call->lane.system = false;
		call->lane.set = NULL;
	}
	rc = lanes_enter(&optee->lanes, &call->lane);
	if (!rc)
		rc = enter(call, &ret);
	if (rc)
		return rc;
	call->suspended = !serve_noio(call, &ret);
	if (call->suspended)
		return -EINTR;
	leave(call);
	return return_to_errno(ret);
}

/**
 * optee_call_resume() - go on with a call whose caller was killed
 * @call:	suspended
 *
 * On a worker, which no signal reaches: the call's RPCs are served to the end.
 *
 * Return: as optee_call_run(), but for -EINTR and -ECANCELED.
 */
int optee_call_resume(struct optee_call *call)
{
	u32 ret = call->reg[0];

	serve_noio(call, &ret);
	leave(call);
	return return_to_errno(ret);
}
