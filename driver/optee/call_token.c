// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a client does to make a call:
 *
 *	optee_call_begin()	waits for a token, and takes a slot
 *	(the client writes the message)
 *	optee_call_run()	enters the secure world, and returns when it has answered
 *	(the client reads the answer)
 *	optee_call_end()	gives the slot back, and then the token (call_slot.c)
 *
 * The call has its place in the queue, and can be cancelled, from the first moment. Between begin
 * and end the client must neither allocate nor sleep, except in RPCs of the secure world: the call
 * occupies a thread that others wait for.
 */
#include <linux/err.h>

#include "optee_msg.h"

#include "call.h"
#include "optee.h"
#include "session.h"

/*
 * Memory reclaim may wait for what a context with lanes, or a system session, provides: the supply
 * of the eMMC, for example. If their calls waited for I/O in turn, both would wait for ever.
 */
static bool must_not_wait_for_io(const struct tee_context *ctx, bool system)
{
	const struct optee_context *ctxdata = ctx ? ctx->data : NULL;

	return system || (ctxdata && atomic_read(&ctxdata->lanes));
}

/**
 * optee_call_begin() - wait for a token, and take a slot for the call
 * @optee:	the trusted OS
 * @ctx:	the context the call is made for, NULL for the driver's own
 * @spec:	what kind of call
 *
 * Process context, no locks held. The wait is killable, and freezable for a process. Does not
 * allocate where the trusted OS tells the number of its threads.
 *
 * Return: the call, whose message has the command, the parameter count and zeroes, and parameters
 * that are still to be written; or ERR_PTR of -EINVAL for too many parameters, -EINTR when killed,
 * -ECANCELED when lanes_cancel() named the call while it waited, -ENOMEM; -ESHUTDOWN and -EAGAIN
 * as lanes_enter().
 */
struct optee_call *optee_call_begin(struct optee *optee, struct tee_context *ctx,
				    const struct optee_call_spec *spec)
{
	struct optee_context *ctxdata = ctx ? ctx->data : NULL;
	bool by_process = ctx && tee_context_is_user(ctx);
	struct lane_call lane __uninitialized;
	struct optee_call *call;
	int rc;

	if (spec->num_params > OPTEE_MAX_MSG_PARAMS)
		return ERR_PTR(-EINVAL);
	/* All that lanes_enter() wants. The rest is for a call that waits, which few do. */
	lane.set = ctxdata ? &ctxdata->set : NULL;
	lane.until = 0;
	lane.session = spec->session;
	lane.cancel_id = spec->cancel_id;
	lane.system = spec->system;
	lane.request = false;
	lane.freezable = by_process;
	lane.immediate = spec->immediate;
	lane.probe = false;
	lane.cancellable = spec->cancellable;
	rc = lanes_enter(&optee->lanes, &lane);
	if (rc)
		return ERR_PTR(rc);
	call = optee_slot_take(optee, &lane);
	if (IS_ERR(call)) {
		lanes_leave(&optee->lanes, &lane);
		return call;
	}
	optee_call_prepare(call, ctx, spec->cmd, spec->num_params);
	call->noio = must_not_wait_for_io(ctx, spec->system);
	call->detachable = spec->detachable && by_process;
	call->freezable = by_process;
	return call;
}

/**
 * optee_call_run() - have the secure world answer a call
 * @call:	from optee_call_begin(), its message filled in
 *
 * Process context, no locks held. Serves the call's RPCs.
 *
 * Return: 0 when the secure world has answered in @call->msg, and optee_call_end() is due.
 * After any other value the caller must not use @call any more: OPTEE_CALL_DETACHED when the caller
 * is being killed and a worker goes on with the call; -EINTR when killed before the call entered;
 * -ECANCELED when lanes_cancel() named it then; -ESHUTDOWN and -EAGAIN as lanes_refused(); -ENOMEM,
 * -EBUSY or -EINVAL when the secure world refused it.
 */
int optee_call_run(struct optee_call *call)
{
	int rc = optee_call_exchange(call);

	if (rc == OPTEE_CALL_DETACHED)
		optee_call_detach(call);
	else if (rc)
		optee_call_end(call);
	return rc;
}

/**
 * optee_probe_thread() - a lanes_probe_fn: see whether a thread is there for a request
 * @lanes:	those of a struct optee
 * @request:	holds a token
 *
 * There is no session 0, so the trusted OS has nothing to cancel and does nothing. A cancellation
 * has no parameters: because of this one OP-TEE refuses it before it takes its lock of the
 * sessions, for which the call could have to wait.
 *
 * Return: as lanes_probe_fn.
 */
int optee_probe_thread(struct lanes *lanes, struct lane_call *request)
{
	struct optee *optee = container_of(lanes, struct optee, lanes);
	struct optee_call *call = optee_slot_take(optee, request);
	int rc;

	if (IS_ERR(call))
		return PTR_ERR(call);
	optee_call_prepare(call, NULL, OPTEE_MSG_CMD_CANCEL, 1);
	call->msg->params[0] = (struct optee_msg_param){ .attr = OPTEE_MSG_ATTR_TYPE_NONE };
	call->freezable = request->freezable;
	rc = optee_call_exchange(call);
	lane_call_copy(request, &call->lane);
	/* The token is still out: see optee_slot_put(). */
	optee_slot_put(call);
	return rc;
}
