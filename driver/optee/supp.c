// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * tee-supplicant: which process it is, and the requests that calls post to it. Its threads take and
 * answer them in supp_serve.c.
 *
 * A request lies in its call and goes
 *
 *	idle -> queued -> taken -> answered -> idle
 *
 * Each step is made under the lock, and once it is answered nobody but the poster touches the
 * request.
 *
 * A process that is killed leaves, and a worker waits in its place, for its request is seen through
 * once it is made: a supplicant thread may be writing to the memory that the request names, which
 * the secure world would free, or opening a file that nobody would close; and a TA whose storage
 * fails with a code that the GlobalPlatform API does not know panics, with all its sessions. Only
 * where there is no supplicant the worker gives up.
 *
 * A kernel client cannot leave, since the secure world works in buffers that are the client's. When
 * its task is killed, a request that no supplicant thread has taken yet is withdrawn and answered
 * with an error, so that the call ends soon. One that has been taken is seen through.
 */
#include <linux/completion.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "optee_rpc_cmd.h"
#include "tee_result.h"

#include "call_state.h"
#include "optee.h"
#include "supp.h"

/**
 * optee_supp_answer() - end a request
 * @req:	on no list, and on none of the requests that a supplicant thread works on
 * @ret:	the answer, TEEC_*; outputs are in @req->params
 *
 * With the lock held. From then on @req is the poster's alone.
 */
void optee_supp_answer(struct optee_supp_request *req, u32 ret)
{
	req->ret = ret;
	req->state = OPTEE_SUPP_ANSWERED;
	complete(&req->answered);
}

/* Neither a process, nor the worker that goes on with a process's call. */
static bool is_kernel_clients(const struct optee_call *call)
{
	return !call->freezable && !call->detached;
}

/*
 * With the lock held. Is a queued request answered with an error at once? That is so after
 * optee_supp_stop(); where there is no supplicant and the poster does not wait for one; and for a
 * kernel client while the system suspends, because the suspend operation of a device may wait for
 * that client, and the supplicant is frozen.
 */
static bool is_answered_at_once(const struct optee_supp *supp, const struct optee_call *call,
				bool nowait)
{
	return supp->stopped || (nowait && !supp->ctx) ||
	       (supp->suspended && is_kernel_clients(call));
}

/* Post a request, if it is not posted yet. */
static void post_request(struct optee_supp *supp, struct optee_call *call, bool nowait)
{
	struct optee_supp_request *req = &call->supp;

	spin_lock(&supp->lock);
	if (is_kernel_clients(call))
		supp->asking++;
	if (req->state == OPTEE_SUPP_IDLE) {
		reinit_completion(&req->answered);
		req->state = OPTEE_SUPP_QUEUED;
		list_add_tail(&req->node, &supp->requests);
	}
	if (req->state == OPTEE_SUPP_QUEUED && is_answered_at_once(supp, call, nowait)) {
		list_del(&req->node);
		optee_supp_answer(req, TEEC_ERROR_COMMUNICATION);
	}
	spin_unlock(&supp->lock);
	wake_up(&supp->work);
}

static void end_asking(struct optee_supp *supp, const struct optee_call *call)
{
	if (!is_kernel_clients(call))
		return;
	spin_lock(&supp->lock);
	if (!--supp->asking)
		wake_up(&supp->nobody_asks);
	spin_unlock(&supp->lock);
}

/*
 * Take a request back and answer it with an error, unless a supplicant thread works on it: the
 * thread may be writing to memory that the secure world frees as soon as it has an answer. And
 * what the supplicant is to free it must be told.
 *
 * A thread of the supplicant can itself be in a kernel client's call: the eMMC that it writes to
 * has a clock that the trusted OS switches with the help of another thread of the supplicant. When
 * the process is killed that other thread never answers, for it does not run any more, and the
 * device is closed only when this one is gone. So then the request is taken back all the same.
 */
static void withdraw_request(struct optee_supp *supp, struct optee_supp_request *req)
{
	bool supplicant_dies;

	spin_lock(&supp->lock);
	supplicant_dies = supp->process == current->tgid;
	if (req->state == OPTEE_SUPP_QUEUED &&
	    (supplicant_dies || req->func != OPTEE_RPC_CMD_SHM_FREE)) {
		list_del(&req->node);
		optee_supp_answer(req, TEEC_ERROR_COMMUNICATION);
	} else if (req->state == OPTEE_SUPP_TAKEN && supplicant_dies) {
		xa_erase(&supp->taken, req->id);
		optee_supp_answer(req, TEEC_ERROR_COMMUNICATION);
	}
	spin_unlock(&supp->lock);
	wait_for_completion_state(&req->answered, TASK_IDLE);
}

/**
 * optee_supp_ask() - have tee-supplicant do something
 * @supp:	the supplicant
 * @call:	the call whose RPC it is; @func and @params of its request filled in,
 *		or posted by a call of this function before that returned -EINTR
 * @nowait:	do not wait for a supplicant to appear
 *
 * Process context, no locks held. The caller holds the memory that @params name. A
 * kill ends the wait of a process with -EINTR, that of a kernel client with an error as
 * the answer unless the supplicant works on it, and that of a worker not at all.
 * Freezable for a process.
 *
 * Return: 0 with the supplicant's answer in the request's @ret and @params, or with
 * TEEC_ERROR_COMMUNICATION where there is none and @nowait, or where it went
 * away; -EINTR: killed, and the request goes on. It is to be waited for by
 * asking again.
 */
int optee_supp_ask(struct optee_supp *supp, struct optee_call *call, bool nowait)
{
	struct optee_supp_request *req = &call->supp;
	bool leaves = call->detachable;
	unsigned int state = optee_call_sleep_state(call);

	if (!call->detached)
		state |= TASK_KILLABLE;
	post_request(supp, call, nowait);
	if (wait_for_completion_state(&req->answered, state)) {
		if (leaves)
			return -EINTR;
		withdraw_request(supp, req);
	}
	end_asking(supp, call);
	req->state = OPTEE_SUPP_IDLE;
	return 0;
}

/**
 * optee_supp_get_shm() - memory that the supplicant allocated
 * @supp:	the supplicant
 * @id:		its id, as the supplicant said
 *
 * Return: the object, with a reference; ERR_PTR of -EINVAL if the supplicant has
 * no such memory, -ENODEV if there is no supplicant any more.
 */
struct tee_shm *optee_supp_get_shm(struct optee_supp *supp, int id)
{
	struct tee_context *ctx;
	struct tee_shm *shm;

	/* optee_supp_close() comes before the opener's reference goes. */
	spin_lock(&supp->lock);
	ctx = supp->ctx;
	if (ctx)
		teedev_ctx_get(ctx);
	spin_unlock(&supp->lock);
	if (!ctx)
		return ERR_PTR(-ENODEV);

	shm = tee_shm_get_from_id(ctx, id);
	teedev_ctx_put(ctx);
	return shm;
}

static bool nobody_asks(struct optee_supp *supp)
{
	bool nobody;

	spin_lock(&supp->lock);
	nobody = !supp->asking;
	spin_unlock(&supp->lock);
	return nobody;
}

/**
 * optee_supp_suspend() - the supplicant is about to be frozen
 * @supp:	the supplicant
 * @timeout:	how long to wait until no kernel client waits for it, jiffies
 *
 * Process context, sleeps. From now on kernel clients get TEEC_ERROR_COMMUNICATION for an answer.
 *
 * Return: 0, and optee_supp_resume() is due; -EBUSY if a kernel client waits still.
 */
int optee_supp_suspend(struct optee_supp *supp, unsigned long timeout)
{
	spin_lock(&supp->lock);
	supp->suspended = true;
	spin_unlock(&supp->lock);
	if (wait_event_timeout(supp->nobody_asks, nobody_asks(supp), timeout))
		return 0;
	optee_supp_resume(supp);
	return -EBUSY;
}

/**
 * optee_supp_resume() - the supplicant is about to be thawed
 * @supp:	the supplicant
 */
void optee_supp_resume(struct optee_supp *supp)
{
	spin_lock(&supp->lock);
	supp->suspended = false;
	spin_unlock(&supp->lock);
}

/**
 * optee_supp_is() - is a context the supplicant's?
 * @supp:	the supplicant
 * @ctx:	a context
 *
 * Return: false also for that of a supplicant that is gone.
 */
bool optee_supp_is(struct optee_supp *supp, const struct tee_context *ctx)
{
	bool is;

	spin_lock(&supp->lock);
	is = supp->ctx == ctx;
	spin_unlock(&supp->lock);
	return is;
}

/**
 * optee_supp_open() - a supplicant opens its device
 * @supp:	the supplicant
 * @ctx:	its context
 *
 * Return: 0, or -EBUSY where there is one already.
 */
int optee_supp_open(struct optee_supp *supp, struct tee_context *ctx)
{
	int rc = -EBUSY;

	spin_lock(&supp->lock);
	if (!supp->ctx) {
		supp->ctx = ctx;
		rc = 0;
	}
	spin_unlock(&supp->lock);
	return rc;
}

/* Answer all requests in the supplicant's place. */
static void fail_requests(struct optee_supp *supp)
{
	struct optee_supp_request *req, *next;
	unsigned long id;

	xa_for_each(&supp->taken, id, req) {
		xa_erase(&supp->taken, id);
		optee_supp_answer(req, TEEC_ERROR_COMMUNICATION);
	}
	list_for_each_entry_safe(req, next, &supp->requests, node) {
		list_del(&req->node);
		optee_supp_answer(req, TEEC_ERROR_COMMUNICATION);
	}
}

/**
 * optee_supp_stop() - no request is for the supplicant any more
 * @supp:	the supplicant
 *
 * Calls that wait for an answer, and calls that ask later, get TEEC_ERROR_COMMUNICATION. The
 * supplicant's own answer to a request that it works on is refused with -ENOENT. Does not sleep.
 */
void optee_supp_stop(struct optee_supp *supp)
{
	spin_lock(&supp->lock);
	supp->stopped = true;
	fail_requests(supp);
	spin_unlock(&supp->lock);
}

/**
 * optee_supp_close() - the supplicant has closed its device
 * @supp:	the supplicant
 * @ctx:	its context; no recv or send is under way on it
 *
 * To be called while the opener's reference on @ctx is there. Whoever waits for
 * an answer gets TEEC_ERROR_COMMUNICATION. Does nothing for a context that is
 * not, or no longer, the supplicant's. Does not sleep.
 */
void optee_supp_close(struct optee_supp *supp, struct tee_context *ctx)
{
	spin_lock(&supp->lock);
	if (supp->ctx != ctx)
		goto out;
	supp->ctx = NULL;
	WRITE_ONCE(supp->single_id, 0);
	fail_requests(supp);
	xa_destroy(&supp->taken);
out:
	spin_unlock(&supp->lock);
}

/**
 * optee_supp_init() - no supplicant yet
 * @supp:	the supplicant
 */
void optee_supp_init(struct optee_supp *supp)
{
	spin_lock_init(&supp->lock);
	supp->ctx = NULL;
	supp->process = 0;
	INIT_LIST_HEAD(&supp->requests);
	xa_init_flags(&supp->taken, XA_FLAGS_ALLOC1);
	supp->next_id = 0;
	supp->single_id = 0;
	init_waitqueue_head(&supp->work);
	supp->asking = 0;
	supp->suspended = false;
	init_waitqueue_head(&supp->nobody_asks);
	supp->stopped = false;
}

/**
 * optee_supp_destroy() - undo optee_supp_init()
 * @supp:	the supplicant, closed; nobody waits for it
 */
void optee_supp_destroy(struct optee_supp *supp)
{
	xa_destroy(&supp->taken);
}
