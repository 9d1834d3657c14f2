// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * One yielding call, from entry to return, made with a token in hand.
 *
 * All that a call needs to go on is in its struct optee_call, so that it can
 * change hands while it is suspended, see detach.c.
 */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "optee_private.h"
#include "optee_trace.h"

/**
 * optee_call_prepare() - make a call ready for a message
 * @call:	that nobody else uses, with its token
 * @ctx:	the context it is made for, NULL for the driver's own pages
 * @cmd:	OPTEE_MSG_CMD_*
 * @num_params:	parameters of its message, at most OPTEE_MAX_MSG_PARAMS
 */
void optee_call_prepare(struct optee_call *call, struct tee_context *ctx, u32 cmd,
			unsigned int num_params)
{
	call->ctx = ctx;
	call->cmd = cmd;
	call->num_params = num_params;
	call->by_address = false;
	call->noio = false;
	call->detachable = false;
	call->freezable = false;
	call->detached = false;
	call->rpc.unserved = false;
	call->rpc_until = 0;
	call->rpc_list = NULL;
	memset(call->held, 0, num_params * sizeof(call->held[0]));
	memset(call->msg, 0, OPTEE_MSG_GET_ARG_SIZE(num_params));
	call->msg->cmd = cmd;
	call->msg->num_params = num_params;
}

/* Registers for the entry of a call: how the message is passed, and as what. */
static void set_entry_regs(struct optee_call *call)
{
	const struct optee_caps *caps = &call->optee->caps;
	bool system = call->lane.lane && caps->reserves_threads;
	u64 where = call->page->cookie;

	memset(call->reg, 0, sizeof(call->reg));
	/* A call by address is an ordinary one to the secure world, which a lane is not for. */
	if (where && (system || !call->by_address)) {
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
		where = call->page->shm->paddr + call->offset;
	}
	call->reg[1] = optee_smc_hi(where);
	call->reg[2] = optee_smc_lo(where);
}

static u32 switch_world(struct optee_call *call)
{
	struct arm_smccc_res res;

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

/* An error, of lanes_refused(): not entered, and the token is gone. */
static int enter_secure_world(struct optee_call *call, u32 *ret)
{
	int rc;

	for (;;) {
		set_entry_regs(call);
		*ret = switch_world(call);
		if (*ret != OPTEE_SMC_RETURN_ETHREAD_LIMIT)
			return 0;
		rc = lanes_refused(&call->optee->lanes, &call->lane);
		if (rc)
			return rc;
	}
}

/* Serve RPCs until the call returns; false: until the caller was killed. */
static bool serve_rpcs(struct optee_call *call, u32 *ret)
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

	if (!call->noio)
		return serve_rpcs(call, ret);
	flags = memalloc_noio_save();
	done = serve_rpcs(call, ret);
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

/* The secure world has let go of the call: what it said, and nothing is lent to it any more. */
static int finish_call(struct optee_call *call, u32 ret)
{
	optee_page_list_free(call->rpc_list, call->rpc_list_size);
	call->rpc_list = NULL;
	return return_to_errno(ret);
}

/**
 * optee_call_exchange() - enter the secure world and serve the call's RPCs until it returns
 * @call:	prepared, its message filled in, its token in hand
 *
 * Process context, no locks held; sleeps in RPCs. The token stays in hand, also when the call is
 * over: the caller reads the answer in the message and then gives call and token back.
 *
 * Return: 0 when the secure world has answered in @call->msg; OPTEE_CALL_DETACHED when the caller
 * is being killed and the call, which is suspended, has to be gone on with by optee_call_resume();
 * -ENOMEM, -EBUSY or -EINVAL when the secure world refused the call; -EINTR, -ECANCELED,
 * -ESHUTDOWN or -EAGAIN as lanes_refused(): it was not entered, and the token is gone.
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
	return finish_call(call, ret);
}

/**
 * optee_call_resume() - go on with a call whose caller was killed
 * @call:	suspended, no longer detachable
 *
 * On a worker, which no signal reaches: the call's RPCs are served to the end. The token stays in
 * hand.
 *
 * Return: 0, -ENOMEM, -EBUSY or -EINVAL, as optee_call_exchange().
 */
int optee_call_resume(struct optee_call *call)
{
	u32 ret = call->reg[0];

	serve_rpcs_in_scope(call, &ret);
	return finish_call(call, ret);
}
