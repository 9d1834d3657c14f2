// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls that go on without their caller.
 *
 * The secure world has no way to drop a suspended thread, and a thread that
 * nobody resumes is lost. But a client that is killed shall be gone at once. So
 * it leaves, and a worker serves the call's RPCs to the end. What the secure
 * world may still touch is held until then; the result is dropped.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/workqueue.h>

#include "optee_private.h"

/*
 * A session that nobody has heard of has no owner: close it again. There may be no
 * memory for another call, so this one does that, too.
 */
static void close_orphan_session(struct optee_call *call)
{
	u32 session = READ_ONCE(call->msg->session);

	optee_call_reuse(call, OPTEE_MSG_CMD_CLOSE_SESSION);
	call->msg->session = session;
	optee_call_run(call);
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
	bool opened;
	int rc;

	rc = optee_call_resume(call);
	opened = !rc && call->cmd == OPTEE_MSG_CMD_OPEN_SESSION &&
		 READ_ONCE(call->msg->ret) == TEEC_SUCCESS;
	put_params(call);
	if (opened)
		close_orphan_session(call);
	optee_call_put(call);
	teedev_ctx_put(ctx);
}

static void detach(struct optee_call *call)
{
	struct optee *optee = tee_get_drvdata(call->ctx->teedev);
	unsigned int n;

	for (n = 0; n < call->num_params; n++)
		if (call->held[n])
			refcount_inc(&call->held[n]->refcount);
	teedev_ctx_get(call->ctx);
	refcount_inc(&call->refs);
	INIT_WORK(&call->work, detached_fn);
	queue_work(optee->wq, &call->work);
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

/**
 * optee_call_run_or_detach() - make a yielding call from which a kill frees
 * @call:	from optee_call_get(), its message filled in
 *
 * A session that such a call opens is closed again when its caller has left.
 *
 * Return: as optee_call_run(). After -EINTR the message must not be looked at,
 * for the call may go on.
 */
int optee_call_run_or_detach(struct optee_call *call)
{
	int rc;

	call->detachable = may_detach(call);
	rc = optee_call_run(call);
	if (call->suspended)
		detach(call);
	return rc;
}
