// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls with their argument buffers, a page of them at a time.
 *
 * A call is made once, together with a buffer for its message and for those of
 * its RPCs. Where the trusted OS takes registered arguments, the page that buffers
 * are cut from is registered once.
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

/**
 * optee_call_prepare() - make a call ready for a message
 * @call:	that nobody uses
 * @ctx:	the context it is made for
 * @cmd:	OPTEE_MSG_CMD_*
 * @num_params:	parameters of its message, at most OPTEE_MAX_MSG_PARAMS
 * @system:	it may use the lane that system sessions share
 */
void optee_call_prepare(struct optee_call *call, struct tee_context *ctx, u32 cmd,
			unsigned int num_params, bool system)
{
	struct optee_context *ctxdata = ctx->data;

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

/*
 * Have @via carry the message. Without it the page registers itself: its first
 * buffer does, by address.
 */
static int register_page(struct optee *optee, struct optee_call_page *page,
			 struct tee_context *ctx, bool system, struct optee_call *via)
{
	struct optee_call *call = via ?: &page->call[0];
	struct page *pages = virt_to_page(page->shm->kaddr);
	u64 cookie;
	int rc;

	rc = optee_cookie_alloc(optee, page->shm, false, &cookie);
	if (rc)
		return rc;
	optee_call_prepare(call, ctx, OPTEE_MSG_CMD_REGISTER_SHM, 1, system);
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
	optee_call_prepare(call, optee->ctx, OPTEE_MSG_CMD_UNREGISTER_SHM, 1, false);
	if (optee_call_unregister(call, cookie))
		pr_warn("optee: argument page %llu stays registered\n", cookie);
	else
		optee_cookie_forget(optee, cookie);
}

/* A new page of calls, none of them in a cache yet. */
static struct optee_call_page *new_page(struct optee *optee, struct tee_context *ctx,
					bool system, struct optee_call *via)
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
		rc = register_page(optee, page, ctx, system, via);
		if (rc) {
			free_call_page(page);
			return ERR_PTR(rc);
		}
	}
	return page;
}

/**
 * optee_call_new() - one call of a new page; the others go to the cache
 * @optee:	the trusted OS
 * @ctx:	the context that wants it
 * @system:	to register the page, the lane that system sessions share may be used
 * @via:	carries the message that registers the page; NULL: the page itself does
 *
 * Process context; allocates, and makes a yielding call to have the page registered.
 *
 * Return: the call, or ERR_PTR of -ENOMEM, -EINTR or -EINVAL.
 */
struct optee_call *optee_call_new(struct optee *optee, struct tee_context *ctx, bool system,
				  struct optee_call *via)
{
	struct optee_call_page *page = new_page(optee, ctx, system, via);
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

/**
 * optee_call_page_free() - free a page of calls; none may be in use
 * @optee:	the trusted OS, which forgets the page
 * @page:	from optee->call_pages
 */
void optee_call_page_free(struct optee *optee, struct optee_call_page *page)
{
	unregister_page(optee, page);
	free_call_page(page);
}
