// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * One yielding call, from entry to return.
 *
 * All that a call needs to go on is in its struct optee_call, so that it can
 * change hands: a client that is killed while its call is suspended leaves, and
 * a worker serves the call's RPCs to the end. The secure world has no way to
 * drop a suspended thread, and a thread that nobody resumes is lost.
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
	struct optee *optee = call_to_optee(call);
	u64 where;

	memset(call->reg, 0, sizeof(call->reg));
	if (optee_call_registered(call, &where)) {
		if (call->lane.lane && optee->caps.reserves_threads)
			call->reg[0] = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
		else
			call->reg[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
		call->reg[3] = call->offset;
	} else {
		if (optee->caps.rpc_params)
			call->reg[0] = OPTEE_SMC_CALL_WITH_RPC_ARG;
		else
			call->reg[0] = OPTEE_SMC_CALL_WITH_ARG;
		where = optee_call_pa(call);
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

/*
 * Serve RPCs until the call returns. -EINTR: the caller is being killed and the
 * RPC in call->reg has not been served.
 */
static int serve(struct optee_call *call, u32 *ret)
{
	while (OPTEE_SMC_RETURN_IS_RPC(*ret)) {
		int rc;

		cond_resched();
		rc = optee_rpc_handle(call);
		if (rc)
			return rc;
		call->reg[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
		*ret = switch_world(call);
	}
	return 0;
}

static int serve_noio(struct optee_call *call, u32 *ret)
{
	unsigned int flags;
	int rc;

	if (!call->noio)
		return serve(call, ret);
	flags = memalloc_noio_save();
	rc = serve(call, ret);
	memalloc_noio_restore(flags);
	return rc;
}

static void leave(struct optee_call *call)
{
	lanes_leave(&call_to_optee(call)->lanes, &call->lane);
	optee_page_list_free(call->rpc_list, call->rpc_list_size);
	call->rpc_list = NULL;
}

/*
 * A session that a detached call opened has no owner: close it again. The
 * message is still ours, and this worker may wait.
 */
static void close_orphan_session(struct optee_call *call)
{
	struct optee_msg_arg *msg = call->msg;
	u32 session = READ_ONCE(msg->session);
	struct tee_context *ctx = call->ctx;

	if (READ_ONCE(msg->ret) != TEEC_SUCCESS)
		return;
	call = optee_call_get(ctx, OPTEE_MSG_CMD_CLOSE_SESSION, 0, false);
	if (IS_ERR(call))
		return;
	call->msg->session = session;
	optee_call_run(call, false);
	optee_call_put(call);
}

static void put_params(struct optee_call *call)
{
	unsigned int n;

	for (n = 0; n < call->num_params; n++)
		if (call->held[n])
			tee_shm_put(call->held[n]);
}

static void detached_fn(struct work_struct *work)
{
	struct optee_call *call = container_of(work, struct optee_call, work);
	struct tee_context *ctx = call->ctx;
	u32 ret = call->reg[0];

	/* No signal reaches a worker: the RPCs are served to the end. */
	serve_noio(call, &ret);
	leave(call);
	if (ret == OPTEE_SMC_RETURN_OK && call->cmd == OPTEE_MSG_CMD_OPEN_SESSION)
		close_orphan_session(call);
	put_params(call);
	optee_call_put(call);
	teedev_ctx_put(ctx);
}

/* Keep what the secure world may still touch, and let a worker go on. */
static void detach(struct optee_call *call)
{
	unsigned int n;

	for (n = 0; n < call->num_params; n++)
		if (call->held[n])
			refcount_inc(&call->held[n]->refcount);
	teedev_ctx_get(call->ctx);
	refcount_inc(&call->refs);
	call->detached = true;
	INIT_WORK(&call->work, detached_fn);
	queue_work(call_to_optee(call)->wq, &call->work);
}

/*
 * May the call outlive its caller? Memory that a kernel client registered is
 * the client's to free as soon as the call is over, so a call that names such
 * memory has to be waited for.
 */
static bool may_detach(const struct optee_call *call)
{
	const u32 kind = TEE_SHM_DYNAMIC | TEE_SHM_USER_MAPPED | TEE_SHM_POOL;
	unsigned int n;

	for (n = 0; n < call->num_params; n++)
		if (call->held[n] && (call->held[n]->flags & kind) == TEE_SHM_DYNAMIC)
			return false;
	return true;
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
 * @system:	for a system session: may use the lane these share
 *
 * Process context, no locks held. Waits for a thread as lanes_enter() does,
 * then serves the call's RPCs. When the caller is killed meanwhile the call
 * may go on without it, see docs/lanes.md; @call->detached tells, and the
 * message must not be looked at then.
 *
 * Return: 0 when the secure world has answered in @call->msg, -EINTR when the
 * caller was killed, -ECANCELED when lanes_cancel() ended the wait for a
 * thread, -ENOMEM, -EBUSY or -EINVAL when the secure world refused the call.
 */
int optee_call_run(struct optee_call *call, bool system)
{
	struct optee *optee = call_to_optee(call);
	u32 ret;
	int rc;

	call->lane.system = system;
	call->detachable = call->detachable && may_detach(call);
	rc = lanes_enter(&optee->lanes, &call->lane);
	if (rc)
		return rc;
	rc = enter(call, &ret);
	if (rc)
		return rc;

	rc = serve_noio(call, &ret);
	if (rc) {
		detach(call);
		return rc;
	}
	leave(call);
	return return_to_errno(ret);
}
