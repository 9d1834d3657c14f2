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
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "optee_private.h"

#define CALL_PAGE_SIZE	OPTEE_MSG_NONCONTIG_PAGE_SIZE

/* Keeps messages of different calls in different cache lines. */
#define CALL_ALIGN	64

/* For how long the driver's own calls at its beginning and end look for a thread, in all */
#define THREAD_WAIT_MS	3000
/* Between two looks */
#define THREAD_POLL_MS	20

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

/* One try to have the secure world forget a page, by its first call, which nobody else uses. */
static int try_to_unregister(struct optee_call_page *page)
{
	struct lane_call lane = { .immediate = true };
	struct optee_call *call = &page->call[0];
	struct lanes *lanes = &call->optee->lanes;
	int rc;

	rc = lanes_enter(lanes, &lane);
	if (rc)
		return rc;
	lane_call_copy(&call->lane, &lane);
	optee_call_prepare(call, NULL, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	call->by_address = true;
	optee_call_write_unregister(call, page->cookie);
	rc = optee_call_exchange(call);
	if (!rc && READ_ONCE(call->msg->ret) != TEEC_SUCCESS)
		rc = -EINVAL;
	if (call->lane.state == LANE_HOLDING)
		lanes_leave(lanes, &call->lane);
	return rc;
}

/* The page is freed after this, so its cookie must not lead to it any more in any case. */
static void unregister_call_page(struct optee_call_page *page, unsigned long until)
{
	struct optee *optee = page->call[0].optee;
	int rc;

	/* -EAGAIN: it has no thread for that, -ENOMEM: it has no memory for that, both only now. */
	while (((rc = try_to_unregister(page)) == -EAGAIN || rc == -ENOMEM) &&
	       time_before(jiffies, until))
		msleep(THREAD_POLL_MS);
	if (rc) {
		pr_warn("optee: argument page %llu stays registered: error %d\n", page->cookie, rc);
		optee_cookie_bury(optee, page->cookie);
		/*
		 * The secure world may still write to it, so the page is never used for anything
		 * else. Its object goes, which would keep the device.
		 */
		get_page(virt_to_page(page->shm->kaddr));
	} else {
		optee_cookie_forget(optee, page->cookie);
	}
	page->cookie = 0;
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
 * Return: the call, which has no message yet; ERR_PTR of -ENOMEM, and @lane is still held; or an
 * error of lanes_refused(), and @lane is void.
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

/* One page with the token of an ordinary call. -EAGAIN: no thread is free now. */
static int create_page(struct optee *optee)
{
	struct lane_call lane = { .immediate = true };
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
	if (!lanes_has_no_token(PTR_ERR_OR_ZERO(page)))
		lanes_leave(&optee->lanes, &lane);
	return PTR_ERR_OR_ZERO(page);
}

/**
 * optee_slots_create() - make as many calls as the trusted OS has threads
 * @optee:	the trusted OS, with optee->ctx
 *
 * Process context. Makes yielding calls to register the pages: the first yielding calls that this
 * kernel makes. A kernel that ran before may have left threads suspended, which nobody will ever
 * resume, so each is waited for only for a time. Where the number of threads is not known there is
 * one call for a start.
 *
 * Return: 0, -ENOMEM or -EINTR; -EBUSY when no thread came free; optee_slots_destroy() is due in
 * any case.
 */
int optee_slots_create(struct optee *optee)
{
	unsigned long until = jiffies + msecs_to_jiffies(THREAD_WAIT_MS);
	unsigned int num = 0;
	int rc;

	spin_lock_init(&optee->calls_lock);
	INIT_LIST_HEAD(&optee->calls);
	INIT_LIST_HEAD(&optee->call_pages);
	do {
		while ((rc = create_page(optee)) == -EAGAIN && time_before(jiffies, until))
			msleep(THREAD_POLL_MS);
		num += calls_per_page(optee);
	} while (!rc && num < optee->caps.threads);
	return rc == -EAGAIN ? -EBUSY : rc;
}

/**
 * optee_slots_unregister() - have the secure world forget the pages of calls that nobody uses
 * @optee:	the trusted OS, whose lanes are closed; no ordinary call can be made after this
 *
 * Process context. Sleeps for a bounded time where no thread is free.
 */
void optee_slots_unregister(struct optee *optee)
{
	unsigned long until = jiffies + msecs_to_jiffies(THREAD_WAIT_MS);
	struct optee_call *call;

	for (;;) {
		spin_lock(&optee->calls_lock);
		call = list_first_entry_or_null(&optee->calls, struct optee_call, node);
		if (call)
			list_del(&call->node);
		spin_unlock(&optee->calls_lock);
		if (!call)
			return;
		/* A page that is registered has one call, see calls_per_page(). */
		if (call->page->cookie)
			unregister_call_page(call->page, until);
	}
}

/**
 * optee_slots_destroy() - free all calls; none may be in use
 * @optee:	the trusted OS, which forgets their pages
 *
 * Process context. Sleeps for a bounded time where no thread is free.
 */
void optee_slots_destroy(struct optee *optee)
{
	struct optee_call_page *page, *next;

	optee_slots_unregister(optee);
	list_for_each_entry_safe(page, next, &optee->call_pages, node)
		free_call_page(page);
}
