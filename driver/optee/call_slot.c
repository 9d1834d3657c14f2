// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The calls there are, each with an argument buffer.
 *
 * A token lets one call into the secure world, and there are never more tokens out than the
 * trusted OS has thread contexts. So as many calls with a buffer are enough, and who has a token
 * finds one that nobody uses: a call allocates nothing, and its buffer was registered when the
 * driver was loaded, before client memory has filled the trusted OS's heap.
 *
 * Invariant, where the number of threads is known: calls in use <= tokens out + calls that were
 * refused and wait for their thread to come back <= threads. A refused call lowers the number of
 * tokens by one (lanes_refused.c) and is the first to get one that comes back.
 *
 * Where the number is not known, a call that finds none is made with the token in hand. Such a
 * trusted OS has no lanes, so no promise is broken by allocating there.
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
 * An argument that is passed by address must start a page, unless it is in reserved shared
 * memory (OP-TEE, core/tee/entry_std.c).
 *
 * A registered page is mapped when a call enters and unmapped when the last one on it returns.
 * Later versions of OP-TEE mend a race of calls that do so at once on the same page
 * (core/mm/mobj_dyn_shm.c, mobj_reg_shm_dec_map()), and 4.5 was seen to panic under concurrent
 * calls. So such a page has one call.
 */
static unsigned int calls_per_page(const struct optee *optee)
{
	if (optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		return 1;
	return CALL_PAGE_SIZE / buffer_size(optee);
}

static void free_call_page(struct optee_call_page *page)
{
	tee_shm_free(page->shm);
	kfree(page);
}

static struct optee_call_page *alloc_call_page(struct optee *optee)
{
	unsigned int num = calls_per_page(optee);
	struct optee_call_page *page;
	struct optee_call *call;
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
	for (call = page->call; call < page->call + num; call++) {
		call->page = page;
		call->optee = optee;
		call->offset = (call - page->call) * buffer_size(optee);
		call->msg = page->shm->kaddr + call->offset;
		init_completion(&call->supp.answered);
	}
	return page;
}

/* Tell the secure world of the page, by a message in the page. Its first call has a token. */
static int register_call_page(struct optee_call_page *page)
{
	struct optee_call *call = &page->call[0];
	struct page *pages = virt_to_page(page->shm->kaddr);
	size_t list_size;
	u64 cookie;
	u64 *list;
	int rc;

	if (!registers_pages(call->optee))
		return 0;
	rc = optee_cookie_alloc(call->optee, page->shm, false, &cookie);
	if (rc)
		return rc;
	list = optee_page_list_alloc(&pages, 1, 0, &list_size);
	if (!list) {
		optee_cookie_forget(call->optee, cookie);
		return -ENOMEM;
	}
	optee_call_prepare(call, NULL, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	call->by_address = true;
	optee_call_write_register(call, cookie, optee_page_list_addr(list, 0), CALL_PAGE_SIZE);
	rc = optee_call_exchange(call);
	if (!rc && READ_ONCE(call->msg->ret) != TEEC_SUCCESS)
		rc = -ENOMEM;
	optee_page_list_free(list, list_size);
	if (rc)
		optee_cookie_forget(call->optee, cookie);
	else
		page->cookie = cookie;
	return rc;
}

/* The page is freed after this, so its cookie must not lead to it any more in any case. */
static void unregister_call_page(struct optee_call_page *page)
{
	struct optee_call *call = &page->call[0];

	if (!page->cookie)
		return;
	optee_call_prepare(call, NULL, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	call->by_address = true;
	optee_call_write_unregister(call, page->cookie);
	if (optee_call_exchange(call) || READ_ONCE(call->msg->ret) != TEEC_SUCCESS) {
		pr_warn("optee: argument page %llu stays registered\n", page->cookie);
		optee_cookie_bury(call->optee, page->cookie);
		/* The secure world may still write to it. */
		page->shm = NULL;
	} else {
		optee_cookie_forget(call->optee, page->cookie);
	}
}

/* A page of calls that nobody uses yet; @lane is the token of whoever wants one. */
static struct optee_call_page *make_call_page(struct optee *optee, const struct lane_call *lane)
{
	struct optee_call_page *page = alloc_call_page(optee);
	int rc;

	if (IS_ERR(page))
		return page;
	lane_call_copy(&page->call[0].lane, lane);
	rc = register_call_page(page);
	if (rc) {
		free_call_page(page);
		return ERR_PTR(rc);
	}
	spin_lock(&optee->calls_lock);
	list_add(&page->node, &optee->call_pages);
	spin_unlock(&optee->calls_lock);
	return page;
}

static void add_calls(struct optee *optee, struct optee_call_page *page, unsigned int first)
{
	unsigned int n;

	spin_lock(&optee->calls_lock);
	for (n = first; n < page->num_calls; n++)
		list_add(&page->call[n].node, &optee->calls);
	spin_unlock(&optee->calls_lock);
}

/**
 * optee_slot_take() - a call that nobody uses
 * @optee:	the trusted OS
 * @lane:	the token that it is wanted for
 *
 * Does not sleep and does not allocate where the number of threads is known.
 *
 * Return: the call, which has no message yet; ERR_PTR of -ENOMEM; or of -EINTR or -ECANCELED, as
 * lanes_refused(), and @lane is void.
 */
struct optee_call *optee_slot_take(struct optee *optee, const struct lane_call *lane)
{
	struct optee_call_page *page;
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	call = list_first_entry_or_null(&optee->calls, struct optee_call, node);
	if (call)
		list_del(&call->node);
	spin_unlock(&optee->calls_lock);
	if (likely(call)) {
		lane_call_copy(&call->lane, lane);
		return call;
	}
	page = make_call_page(optee, lane);
	if (IS_ERR(page))
		return ERR_CAST(page);
	add_calls(optee, page, 1);
	return &page->call[0];
}

/**
 * optee_slot_put() - nobody uses a call any more
 * @call:	from optee_slot_take(); its token must still be out, since the next one who has a
 *		token finds this call
 */
void optee_slot_put(struct optee_call *call)
{
	struct optee *optee = call->optee;

	spin_lock(&optee->calls_lock);
	list_add(&call->node, &optee->calls);
	spin_unlock(&optee->calls_lock);
}

/* One page with the token of an ordinary call. */
static int create_page(struct optee *optee)
{
	struct lane_call lane = { };
	struct optee_call_page *page;
	int rc;

	rc = lanes_enter(&optee->lanes, &lane);
	if (rc)
		return rc;
	page = make_call_page(optee, &lane);
	if (!IS_ERR(page)) {
		lane_call_copy(&lane, &page->call[0].lane);
		add_calls(optee, page, 0);
	}
	/* After -EINTR the token is gone: the secure world had no thread for it. */
	if (PTR_ERR_OR_ZERO(page) != -EINTR)
		lanes_leave(&optee->lanes, &lane);
	return PTR_ERR_OR_ZERO(page);
}

/**
 * optee_slots_create() - make as many calls as the trusted OS has threads
 * @optee:	the trusted OS, with optee->ctx
 *
 * Process context. Makes yielding calls to register the pages.
 *
 * Return: 0, -ENOMEM or -EINTR; optee_slots_destroy() is due in any case.
 */
int optee_slots_create(struct optee *optee)
{
	unsigned int num;
	int rc = 0;

	spin_lock_init(&optee->calls_lock);
	INIT_LIST_HEAD(&optee->calls);
	INIT_LIST_HEAD(&optee->call_pages);
	for (num = 0; !rc && num < optee->caps.threads; num += calls_per_page(optee))
		rc = create_page(optee);
	return rc;
}

/**
 * optee_slots_destroy() - free all calls; none may be in use
 * @optee:	the trusted OS, which forgets their pages
 *
 * Process context, may sleep until a thread is free.
 */
void optee_slots_destroy(struct optee *optee)
{
	struct optee_call_page *page, *next;
	struct lane_call lane = { };

	list_for_each_entry_safe(page, next, &optee->call_pages, node) {
		if (page->cookie && !lanes_enter(&optee->lanes, &lane)) {
			lane_call_copy(&page->call[0].lane, &lane);
			unregister_call_page(page);
			lane_call_copy(&lane, &page->call[0].lane);
			if (lane.state == LANE_HOLDING)
				lanes_leave(&optee->lanes, &lane);
		}
		free_call_page(page);
	}
}
