// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The threads of tee-supplicant: they take the requests that calls have posted, and send answers.
 *
 * What the supplicant and the driver say to each other follows <linux/tee.h>, "struct
 * tee_iocl_supp_recv_arg", and tee-supplicant itself (optee_client,
 * tee-supplicant/src/tee_supplicant.c): a supplicant that offers an empty meta parameter in front
 * gets the id of the request in it, sends it back with the answer, and may work on many requests.
 * One that does not works on one at a time.
 */
#include <linux/freezer.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "tee_result.h"

#include "optee.h"
#include "supp.h"

#define META_OFFERED	TEE_IOCTL_PARAM_ATTR_META
#define META_WITH_ID	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

/* Supplicants may keep the id in an int. */
#define ID_MAX		INT_MAX

/* Check the parameters with which the supplicant receives: they are only room for a request. */
static int check_recv_params(const struct tee_param *params, u32 num_params)
{
	u32 n;

	if (!num_params)
		return -EINVAL;
	for (n = 0; n < num_params; n++)
		if (params[n].attr != TEE_IOCTL_PARAM_ATTR_TYPE_NONE &&
		    params[n].attr != META_OFFERED)
			return -EINVAL;
	return 0;
}

static struct tee_shm *param_shm(struct tee_param *param)
{
	return tee_param_is_memref(param) ? param->u.memref.shm : NULL;
}

/* Memory of a supplicant that is gone has an id that means nothing to this one. */
static bool names_foreign_memory(struct optee_supp_request *req, const struct tee_context *ctx)
{
	struct tee_shm *shm;
	unsigned int n;

	for (n = 0; n < req->num_params; n++) {
		shm = param_shm(&req->params[n]);
		if (shm && shm->ctx != ctx)
			return true;
	}
	return false;
}

/* The poster holds the memory until the answer comes; the TEE core puts ours. */
static void copy_request(struct tee_param *params, const struct optee_supp_request *req)
{
	struct tee_shm *shm;
	unsigned int n;

	memcpy(params, req->params, req->num_params * sizeof(*params));
	for (n = 0; n < req->num_params; n++) {
		shm = param_shm(&params[n]);
		if (shm)
			refcount_inc(&shm->refcount);
	}
}

/* -EAGAIN: there is none to be taken any more. */
static int take_request(struct tee_context *ctx, u32 id, u32 *func, u32 *num_params,
			struct tee_param *params)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	bool meta = params[0].attr == META_OFFERED;
	struct optee_supp_request *req;

	req = list_first_entry_or_null(&supp->requests, struct optee_supp_request, node);
	if (!req)
		return -EAGAIN;
	/* A supplicant that works on one request at a time has to answer it first. */
	if (supp->single_id || *num_params - meta < req->num_params)
		return -EINVAL;
	list_del(&req->node);
	if (names_foreign_memory(req, ctx)) {
		optee_supp_answer(req, TEEC_ERROR_COMMUNICATION);
		return -EAGAIN;
	}

	req->state = OPTEE_SUPP_TAKEN;
	req->id = id;
	supp->process = current->tgid;
	/* The place was allocated together with the id. */
	xa_store(&supp->taken, id, req, GFP_NOWAIT);
	if (meta)
		params[0] = (struct tee_param){ .attr = META_WITH_ID, .u.value.a = id };
	else
		WRITE_ONCE(supp->single_id, id);
	*func = req->func;
	*num_params = req->num_params + meta;
	copy_request(params + meta, req);
	return 0;
}

/**
 * optee_supp_recv() - a supplicant thread wants something to do
 * @ctx:	the supplicant
 * @func:	out: OPTEE_RPC_CMD_*
 * @num_params:	in: room in @params, out: used entries
 * @params:	in: empty, the first may be a meta parameter; out: the request,
 *		with references on the memory it names
 *
 * Sleeps until there is a request, interruptibly and freezably.
 *
 * Return: 0; -ERESTARTSYS after a signal; -ENOMEM; -EINVAL for parameters that
 * are not empty or too few for the request, which stays queued then, and when
 * the answer to a request that was taken without an id is due.
 */
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *params)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	u32 id;
	int rc;

	rc = check_recv_params(params, *num_params);
	if (rc)
		return rc;
	/*
	 * The request that was taken must be answered first. Perhaps this thread has to do that, so
	 * it must not sleep.
	 */
	if (READ_ONCE(supp->single_id))
		return -EINVAL;
	/* A NULL entry reserves the id: nobody can send an answer to it. */
	rc = xa_alloc_cyclic(&supp->taken, &id, NULL, XA_LIMIT(1, ID_MAX), &supp->next_id,
			     GFP_KERNEL);
	if (rc < 0)
		return rc;

	do {
		rc = wait_event_freezable_exclusive(supp->work, !list_empty(&supp->requests));
		if (rc)
			break;
		spin_lock(&supp->lock);
		rc = take_request(ctx, id, func, num_params, params);
		spin_unlock(&supp->lock);
	} while (rc == -EAGAIN);
	if (!rc)
		return 0;

	xa_release(&supp->taken, id);
	/* The wake-up may have been meant for the request that we leave there. */
	wake_up(&supp->work);
	return rc;
}

/* Back to the head of the queue, for the supplicant has never seen it. */
static void requeue_request(struct optee_supp *supp, u32 id)
{
	struct optee_supp_request *req = xa_load(&supp->taken, id);

	if (supp->single_id == id)
		WRITE_ONCE(supp->single_id, 0);
	if (!req)
		return;
	xa_erase(&supp->taken, id);
	req->state = OPTEE_SUPP_QUEUED;
	list_add(&req->node, &supp->requests);
}

/**
 * optee_supp_unrecv() - a request has not reached the supplicant's memory
 * @ctx:	the supplicant
 * @params:	what optee_supp_recv() has returned
 *
 * The next thread of the supplicant that wants something to do gets it. Does not
 * sleep.
 */
void optee_supp_unrecv(struct tee_context *ctx, const struct tee_param *params)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	u32 id;

	spin_lock(&supp->lock);
	id = params[0].attr == META_WITH_ID ? params[0].u.value.a : supp->single_id;
	requeue_request(supp, id);
	spin_unlock(&supp->lock);
	wake_up(&supp->work);
}

static int find_sent_id(const struct optee_supp *supp, const struct tee_param *params,
			u32 num_params, u32 *id)
{
	if (supp->single_id) {
		*id = supp->single_id;
		return 0;
	}
	if (!num_params || params[0].attr != META_WITH_ID)
		return -EINVAL;
	if (params[0].u.value.a > ID_MAX)
		return -ENOENT;
	*id = params[0].u.value.a;
	return 0;
}

static bool is_supp_value_output(const struct tee_param *param)
{
	u64 type = param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT ||
	       type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
}

static bool is_supp_memref_output(const struct tee_param *param)
{
	u64 type = param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT ||
	       type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

/* Is each output of the request answered by one of its kind? */
static bool outputs_fit(const struct optee_supp_request *req, const struct tee_param *params)
{
	unsigned int n;

	for (n = 0; n < req->num_params; n++) {
		if (is_supp_value_output(&req->params[n]) && !is_supp_value_output(&params[n]))
			return false;
		if (is_supp_memref_output(&req->params[n]) && !is_supp_memref_output(&params[n]))
			return false;
	}
	return true;
}

/* Of memory only the size can change: it is the poster's to say where it is. */
static void copy_outputs(struct optee_supp_request *req, const struct tee_param *params)
{
	unsigned int n;

	for (n = 0; n < req->num_params; n++) {
		struct tee_param *to = &req->params[n];

		if (is_supp_value_output(to))
			to->u.value = params[n].u.value;
		else if (is_supp_memref_output(to))
			to->u.memref.size = params[n].u.memref.size;
	}
}

static int take_answer(struct optee_supp *supp, u32 ret, u32 num_params,
		       const struct tee_param *params)
{
	bool meta = !supp->single_id;
	struct optee_supp_request *req;
	u32 id;
	int rc;

	rc = find_sent_id(supp, params, num_params, &id);
	if (rc)
		return rc;
	req = xa_load(&supp->taken, id);
	if (!req)
		return -ENOENT;
	if (num_params - meta != req->num_params || !outputs_fit(req, params + meta))
		return -EINVAL;

	xa_erase(&supp->taken, id);
	WRITE_ONCE(supp->single_id, 0);
	copy_outputs(req, params + meta);
	optee_supp_answer(req, ret);
	return 0;
}

/**
 * optee_supp_send() - a supplicant thread has done what it was asked
 * @ctx:	the supplicant
 * @ret:	TEEC_*
 * @num_params:	entries of @params
 * @params:	as received, outputs changed: values, and sizes of memory
 *
 * Does not sleep.
 *
 * Return: 0; -ENOENT if no request with that id is being worked on; -EINVAL if
 * the parameters are not those of the request, which stays to be answered then.
 */
int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params, struct tee_param *params)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	int rc;

	spin_lock(&supp->lock);
	rc = take_answer(supp, ret, num_params, params);
	spin_unlock(&supp->lock);
	return rc;
}
