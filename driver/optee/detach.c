// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls that go on without their caller.
 *
 * The secure world cannot drop a suspended thread, and a thread that nobody resumes is lost. But a
 * process that is killed is to be gone at once. So the process leaves, and a worker serves the
 * call's RPCs to the end. The worker holds references on the memory that the secure world may still
 * access. The result of the call is dropped.
 *
 * A kernel client's call never gets here: the client owns the buffers that the
 * call names, and may hold locks around the call.
 *
 * The worker holds a thread, and frees it without waiting for another: a session
 * that has no owner is closed with the same token, and what may need a call of its
 * own (memory to be unregistered, sessions of the context to be closed) is left to
 * the TEE core's workers. There are never more such works than threads.
 */
#include <linux/string.h>
#include <linux/workqueue.h>

#include "tee_result.h"

#include "call.h"
#include "optee.h"

/*
 * The detached call has opened a session. No client knows its id, so it is closed here, by one more
 * call with the same token. Nobody can cancel that call, and if it is on a lane, what its RPCs
 * allocate does not wait for I/O either.
 */
static void close_orphan_session(struct optee_call *call)
{
	u32 session = READ_ONCE(call->msg->session);
	bool noio = call->noio;

	optee_call_prepare(call, call->ctx, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
	call->noio = noio;
	call->detached = true;
	call->lane.cancellable = false;
	call->lane.cancelled = false;
	call->msg->session = session;
	if (optee_call_exchange(call))
		pr_warn("optee: session %u stays open\n", session);
}

static void detached_fn(struct work_struct *work)
{
	struct optee_call *call = container_of(work, struct optee_call, work);
	struct tee_shm *held[OPTEE_MAX_MSG_PARAMS];
	unsigned int num_held = call->num_params;
	struct tee_context *ctx = call->ctx;
	unsigned int n;
	int rc;

	memcpy(held, call->held, sizeof(held));
	rc = optee_call_resume(call);
	if (!rc && call->cmd == OPTEE_MSG_CMD_OPEN_SESSION &&
	    READ_ONCE(call->msg->ret) == TEEC_SUCCESS)
		close_orphan_session(call);
	optee_call_end(call);

	/* The call may be another's by now, and this work queued again: nothing may wait here. */
	for (n = 0; n < num_held; n++)
		if (held[n])
			tee_shm_put_later(held[n]);
	teedev_ctx_put_later(ctx);
}

/**
 * optee_call_detach() - a worker goes on with a call
 * @call:	suspended; its caller is being killed and leaves
 */
void optee_call_detach(struct optee_call *call)
{
	unsigned int n;

	for (n = 0; n < call->num_params; n++)
		if (call->held[n])
			refcount_inc(&call->held[n]->refcount);
	teedev_ctx_get(call->ctx);
	call->detachable = false;
	call->freezable = false;
	call->detached = true;
	INIT_WORK(&call->work, detached_fn);
	queue_work(call->optee->wq, &call->work);
}
