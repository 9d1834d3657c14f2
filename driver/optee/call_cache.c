// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls and their argument buffers, kept for the next use.
 *
 * A call is made once, together with a buffer for its message and for those of
 * its RPCs, and then goes round: cache, call, cache. Where the trusted OS takes
 * registered arguments, the page that buffers are cut from is registered once.
 * A holder of lanes has calls set aside in a stash of its own, one for each
 * lane, so that a call on a lane allocates nothing.
 */
#include <linux/align.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "optee_private.h"

#define CALL_PAGE_SIZE	OPTEE_MSG_NONCONTIG_PAGE_SIZE

/* Keeps messages of different calls in different cache lines. */
#define CALL_ALIGN	64

static size_t buffer_size(const struct optee *optee)
{
	size_t size = OPTEE_MSG_GET_ARG_SIZE(OPTEE_MAX_MSG_PARAMS);

	if (optee->caps.rpc_params)
		size += OPTEE_MSG_GET_ARG_SIZE(optee->caps.rpc_params);
	return ALIGN(size, CALL_ALIGN);
}

static bool registers_pages(const struct optee *optee)
{
	return optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM && optee->caps.rpc_params;
}

/*
 * An argument that is passed by address must start a page, unless it is in
 * reserved shared memory (OP-TEE, core/tee/entry_std.c).
 *
 * A registered page is mapped when a call enters and unmapped when the last one
 * on it returns. Later versions of OP-TEE mend a race of calls that do so at once
 * on the same page (core/mm/mobj_dyn_shm.c, mobj_reg_shm_dec_map()), and 4.5 was
 * seen to panic under concurrent calls. So such a page has one call.
 */
static unsigned int calls_per_page(const struct optee *optee)
{
	if (optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		return 1;
	return CALL_PAGE_SIZE / buffer_size(optee);
}

static void prepare(struct optee_call *call, struct tee_context *ctx, u32 cmd,
		    unsigned int num_params, bool system)
{
	struct optee_context *ctxdata = ctx->data;

	refcount_set(&call->refs, 1);
	call->ctx = ctx;
	call->cmd = cmd;
	call->num_params = num_params;
	call->noio = false;
	call->suspended = false;
	call->detachable = false;
	call->rpc_until = 0;
	call->rpc_list = NULL;
	call->lane.set = &ctxdata->set;
	call->lane.system = system;
	call->lane.cancellable = false;
	memset(call->held, 0, num_params * sizeof(call->held[0]));
	memset(call->msg, 0, OPTEE_MSG_GET_ARG_SIZE(num_params));
	call->msg->cmd = cmd;
	call->msg->num_params = num_params;
}

static void free_call_page(struct optee_call_page *page)
{
	tee_shm_free(page->shm);
	kfree(page);
}

/* A page registers itself: its first buffer carries the message, by address. */
static int register_page(struct optee *optee, struct optee_call_page *page,
			 struct tee_context *ctx)
{
	struct optee_call *call = &page->call[0];
	struct page *pages = virt_to_page(page->shm->kaddr);
	u64 cookie;
	int rc;

	rc = optee_cookie_alloc(optee, page->shm, false, &cookie);
	if (rc)
		return rc;
	prepare(call, ctx, OPTEE_MSG_CMD_REGISTER_SHM, 1, false);
	rc = optee_call_register(call, cookie, &pages, 1, 0, CALL_PAGE_SIZE);
	if (rc)
		optee_cookie_forget(optee, cookie);
	else
		page->cookie = cookie;
	return rc;
}

static void unregister_page(struct optee *optee, struct optee_call_page *page)
{
	struct optee_call *call = &page->call[0];
	u64 cookie = page->cookie;

	if (!cookie)
		return;
	page->cookie = 0; /* so this message goes by address */
	prepare(call, optee->ctx, OPTEE_MSG_CMD_UNREGISTER_SHM, 1, false);
	if (optee_call_unregister(call, cookie))
		pr_warn("optee: argument page %llu stays registered\n", cookie);
	else
		optee_cookie_forget(optee, cookie);
}

/* A new page of calls, none of them in a cache yet. */
static struct optee_call_page *new_page(struct optee *optee, struct tee_context *ctx)
{
	unsigned int num = calls_per_page(optee);
	struct optee_call_page *page;
	unsigned int n;
	int rc;

	page = kzalloc(struct_size(page, call, num), GFP_KERNEL);
	if (!page)
		return ERR_PTR(-ENOMEM);
	page->num_calls = num;
	page->shm = tee_shm_alloc_priv_buf(optee->ctx, CALL_PAGE_SIZE);
	if (IS_ERR(page->shm)) {
		rc = PTR_ERR(page->shm);
		kfree(page);
		return ERR_PTR(rc);
	}
	for (n = 0; n < num; n++) {
		struct optee_call *call = &page->call[n];

		call->page = page;
		call->offset = n * buffer_size(optee);
		call->msg = page->shm->kaddr + call->offset;
		init_completion(&call->supp.answered);
	}
	if (registers_pages(optee)) {
		rc = register_page(optee, page, ctx);
		if (rc) {
			free_call_page(page);
			return ERR_PTR(rc);
		}
	}
	return page;
}

/* One call of a new page; the others go to the cache. */
static struct optee_call *new_call(struct optee *optee, struct tee_context *ctx)
{
	struct optee_call_page *page = new_page(optee, ctx);
	unsigned int n;

	if (IS_ERR(page))
		return ERR_CAST(page);
	spin_lock(&optee->calls_lock);
	list_add(&page->node, &optee->call_pages);
	for (n = 1; n < page->num_calls; n++)
		list_add(&page->call[n].node, &optee->calls);
	spin_unlock(&optee->calls_lock);
	return &page->call[0];
}

static struct optee_call *take(struct list_head *list)
{
	struct optee_call *call = list_first_entry_or_null(list, struct optee_call, node);

	if (call)
		list_del(&call->node);
	return call;
}

static struct optee_call *take_cached(struct optee *optee)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	call = take(&optee->calls);
	spin_unlock(&optee->calls_lock);
	return call;
}

static struct optee_call *take_stashed(struct optee *optee, struct optee_context *ctxdata,
				       bool system)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	call = take(&ctxdata->stash.free);
	if (!call && system)
		call = take(&optee->system_stash.free);
	if (!call)
		call = take(&optee->calls);
	spin_unlock(&optee->calls_lock);
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
	struct optee_context *ctxdata = ctx->data;
	struct optee_call *call;

	if (num_params > OPTEE_MAX_MSG_PARAMS)
		return ERR_PTR(-EINVAL);
	call = take_stashed(optee, ctxdata, system);
	if (!call)
		call = new_call(optee, ctx);
	if (IS_ERR(call))
		return call;
	prepare(call, ctx, cmd, num_params, system);
	call->noio = system || ctxdata->set.granted;
	return call;
}

/**
 * optee_call_reuse() - make another call in the place of one that is over
 * @call:	from optee_call_get(), not detached, its answer read
 * @cmd:	OPTEE_MSG_CMD_*, a message without parameters
 */
void optee_call_reuse(struct optee_call *call, u32 cmd)
{
	bool noio = call->noio;

	prepare(call, call->ctx, cmd, 0, call->lane.system);
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
	if (call->stash && call->stash->owed) {
		call->stash->owed--;
		call->stash = NULL;
	}
	list_add(&call->node, call->stash ? &call->stash->free : &optee->calls);
	spin_unlock(&optee->calls_lock);
}

/**
 * optee_stash_add() - set one more call aside
 * @optee:	the trusted OS
 * @ctx:	the context that wants it
 * @stash:	where to
 *
 * Return: 0 or an error of optee_call_get().
 */
int optee_stash_add(struct optee *optee, struct tee_context *ctx, struct optee_stash *stash)
{
	struct optee_call *call = take_cached(optee);

	if (!call)
		call = new_call(optee, ctx);
	if (IS_ERR(call))
		return PTR_ERR(call);
	call->stash = stash;
	spin_lock(&optee->calls_lock);
	list_add(&call->node, &stash->free);
	spin_unlock(&optee->calls_lock);
	return 0;
}

/**
 * optee_stash_remove() - undo one optee_stash_add()
 * @optee:	the trusted OS
 * @stash:	where from
 *
 * Where all calls of the stash are in use, the next that comes back goes to the
 * cache. Does not sleep.
 */
void optee_stash_remove(struct optee *optee, struct optee_stash *stash)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	call = take(&stash->free);
	if (call) {
		call->stash = NULL;
		list_add(&call->node, &optee->calls);
	} else {
		stash->owed++;
	}
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
	INIT_LIST_HEAD(&optee->system_stash.free);
}

/**
 * optee_calls_destroy() - free all calls; none may be in use
 * @optee:	the trusted OS
 */
void optee_calls_destroy(struct optee *optee)
{
	struct optee_call_page *page, *next;

	list_for_each_entry_safe(page, next, &optee->call_pages, node) {
		unregister_page(optee, page);
		free_call_page(page);
	}
}
