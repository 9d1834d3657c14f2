// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls, kept for the next use. A call goes round: cache, call, cache; one that was set
 * aside for a holder of lanes goes back there.
 */
#include <linux/err.h>
#include <linux/list.h>

#include "optee_private.h"

/* A call that is there. @stash: what was set aside for the holder of lanes, or NULL. */
static struct optee_call *take_any(struct optee *optee, struct optee_context *ctxdata,
				   bool system, struct optee_stash **stash)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	*stash = system ? &optee->system_stash : NULL;
	if (ctxdata->stash.lanes)
		*stash = &ctxdata->stash;
	call = optee_stash_take(&ctxdata->stash);
	if (!call && system)
		call = optee_stash_take(&optee->system_stash);
	if (!call)
		call = optee_call_take(&optee->calls);
	spin_unlock(&optee->calls_lock);
	return call;
}

/* There was none, but one may come back while we wait for our turn. */
static struct optee_call *make_call(struct optee *optee, struct tee_context *ctx, bool system,
				    struct optee_stash *stash)
{
	struct optee_stash *ignored;
	struct optee_call *call;
	int rc;

	rc = optee_stash_begin(stash);
	if (rc)
		return ERR_PTR(rc);
	call = take_any(optee, ctx->data, system, &ignored);
	if (!call)
		call = optee_stash_make(optee, ctx, stash, system);
	optee_stash_end(stash);
	return call;
}

/**
 * optee_call_get() - a call to fill in
 * @ctx:	the context it is made for
 * @cmd:	OPTEE_MSG_CMD_*
 * @num_params:	parameters of its message, at most OPTEE_MAX_MSG_PARAMS
 * @system:	it is made for a system session, and may use the lane these share
 *
 * Does not sleep and does not allocate while there is a call in the context's
 * stash or in the cache. Otherwise it allocates, and may make a yielding call
 * to have the new page registered.
 *
 * Return: the call, its message zeroed but for command and parameter count; or
 * ERR_PTR of -EINVAL, -ENOMEM or -EINTR.
 */
struct optee_call *optee_call_get(struct tee_context *ctx, u32 cmd, unsigned int num_params,
				  bool system)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_stash *stash;
	struct optee_call *call;

	if (num_params > OPTEE_MAX_MSG_PARAMS)
		return ERR_PTR(-EINVAL);
	call = take_any(optee, ctx->data, system, &stash);
	if (!call && stash)
		call = make_call(optee, ctx, system, stash);
	else if (!call)
		call = optee_call_new(optee, ctx, system, NULL);
	if (IS_ERR(call))
		return call;
	refcount_set(&call->refs, 1);
	optee_call_prepare(call, ctx, cmd, num_params, system);
	call->noio = stash;
	return call;
}

/**
 * optee_call_reuse() - make another call in the place of one that is over
 * @call:	from optee_call_get(), its answer read; once detached, by its worker only
 * @cmd:	OPTEE_MSG_CMD_*, a message without parameters
 */
void optee_call_reuse(struct optee_call *call, u32 cmd)
{
	bool noio = call->noio;

	optee_call_prepare(call, call->ctx, cmd, 0, call->lane.system);
	call->noio = noio;
}

/**
 * optee_call_put() - the caller is done with a call
 * @call:	from optee_call_get()
 *
 * A call that was detached stays its worker's until that is done with it. Does
 * not sleep.
 */
void optee_call_put(struct optee_call *call)
{
	struct optee *optee = tee_get_drvdata(call->ctx->teedev);

	if (!refcount_dec_and_test(&call->refs))
		return;
	spin_lock(&optee->calls_lock);
	if (call->stash)
		optee_stash_put(optee, call);
	else
		list_add(&call->node, &optee->calls);
	spin_unlock(&optee->calls_lock);
}

/**
 * optee_calls_init() - no calls yet
 * @optee:	the trusted OS
 */
void optee_calls_init(struct optee *optee)
{
	spin_lock_init(&optee->calls_lock);
	INIT_LIST_HEAD(&optee->calls);
	INIT_LIST_HEAD(&optee->call_pages);
	optee_stash_init(&optee->system_stash);
}

/**
 * optee_calls_destroy() - free all calls; none may be in use
 * @optee:	the trusted OS
 */
void optee_calls_destroy(struct optee *optee)
{
	struct optee_call_page *page, *next;

	list_for_each_entry_safe(page, next, &optee->call_pages, node)
		optee_call_page_free(optee, page);
}
