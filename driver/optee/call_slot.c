// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Slots: each is a place for one call, with an argument buffer.
 *
 * A token lets one call into the secure world, and there are never more tokens out than the
 * trusted OS has thread contexts. So there are as many slots as thread contexts, and a call with a
 * token always finds a free one. Therefore a call allocates nothing. The buffers are registered
 * when the driver is loaded, before memory of clients has filled the trusted OS's heap.
 *
 * Invariant, where the number of threads is known: slots in use <= tokens out + calls that were
 * refused and wait for their thread to come back <= threads. A refused call lowers the number of
 * tokens by one (lanes_refused.c) and is the first to get a token that comes back.
 *
 * Where the number of threads is not known, a call that finds no free slot makes one while it has
 * its token. A trusted OS that does not tell the number has no lanes, so to allocate there breaks
 * no promise.
 */
#include <linux/align.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "optee_smc.h"
#include "tee_result.h"

#include "call.h"
#include "optee.h"
#include "session.h"
#include "shm.h"

#define CALL_PAGE_SIZE	OPTEE_MSG_NONCONTIG_PAGE_SIZE

/* The alignment keeps messages of different calls in different cache lines. */
#define CALL_ALIGN	64

/* How long the driver's own calls wait for a thread in all, when it starts and when it ends */
#define THREAD_WAIT_MS	3000
/* Time between two attempts */
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
 * When two calls do so at the same time on the same page, they race; later versions of OP-TEE mend
 * that (core/mm/mobj_dyn_shm.c, mobj_reg_shm_dec_map()), but 4.5 was seen to panic under concurrent
 * calls. Therefore a registered page has only one slot.
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

/*
 * Tell the secure world of the page, by a message that lies in the page itself. The caller has
 * given its token to the first slot of the page.
 */
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

/* Ask the secure world once to forget a page, with a message in its first slot, which is free. */
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
	if (!rc)
		rc = optee_call_read_unregister(call);
	if (call->lane.state == LANE_HOLDING)
		lanes_leave(lanes, &call->lane);
	return rc;
}

static bool may_be_asked_again(int rc)
{
	/* -EAGAIN: no thread is free now. The others come from the trusted OS, and pass. */
	return rc == -EAGAIN || rc == -ENOMEM || rc == -EBUSY;
}

/* The page is freed after this, so in any case its cookie must not lead to the page any more. */
static void unregister_call_page(struct optee_call_page *page, unsigned long until)
{
	struct optee *optee = page->call[0].optee;
	int rc;

	while (may_be_asked_again(rc = try_to_unregister(page)) && time_before(jiffies, until))
		msleep(THREAD_POLL_MS);
	if (rc) {
		pr_warn("optee: argument page %llu stays registered: error %d\n", page->cookie, rc);
		optee_cookie_bury(optee, page->cookie);
		/*
		 * The secure world may still write to the page. The reference keeps it from being
		 * used for anything else. The memory object is freed all the same, because it would
		 * keep the TEE device.
		 */
		get_page(virt_to_page(page->shm->kaddr));
	} else {
		optee_cookie_forget(optee, page->cookie);
	}
	page->cookie = 0;
}

/* A new page, none of whose slots is used yet. @lane is the token of the caller. */
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

/* Under calls_lock. */
static void push_free(struct optee_call *call)
{
	call->next_free = call->optee->free_calls;
	call->optee->free_calls = call;
}

static struct optee_call *pop_free(struct optee *optee)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	call = optee->free_calls;
	if (likely(call))
		optee->free_calls = call->next_free;
	spin_unlock(&optee->calls_lock);
	return call;
}

static void add_calls(struct optee *optee, struct optee_call_page *page, unsigned int first)
{
	unsigned int n;

	spin_lock(&optee->calls_lock);
	for (n = first; n < page->num_calls; n++)
		push_free(&page->call[n]);
	spin_unlock(&optee->calls_lock);
}

/**
 * optee_slot_take() - take a free slot
 * @optee:	the trusted OS
 * @lane:	the token that it is wanted for
 *
 * Does not sleep and does not allocate where the number of threads is known.
 *
 * Return: the slot, which has no message yet; ERR_PTR of -ENOMEM, and @lane is still held; or an
 * error of lanes_refused(), and @lane is void.
 */
struct optee_call *optee_slot_take(struct optee *optee, const struct lane_call *lane)
{
	struct optee_call *call = pop_free(optee);
	struct optee_call_page *page;

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
 * optee_slot_put() - give a slot back
 * @call:	from optee_slot_take(). Its token must still be out: if the token were handed on
 *		first, the next call could find no free slot.
 */
void optee_slot_put(struct optee_call *call)
{
	struct optee *optee = call->optee;

	spin_lock(&optee->calls_lock);
	push_free(call);
	spin_unlock(&optee->calls_lock);
}

static void end_use_of_session(const struct optee_call *call)
{
	struct optee_context *ctxdata;

	if (!call->lane.session)
		return;
	ctxdata = call->ctx->data;
	optee_session_unuse(&ctxdata->sessions, call->lane.session);
}

/**
 * optee_call_end() - give slot and token of a call back
 * @call:	from optee_call_begin(), over
 *
 * The token goes to the next call that waits. The call does not use its session any more. Does not
 * sleep.
 */
void optee_call_end(struct optee_call *call)
{
	struct optee *optee = call->optee;
	bool has_token = call->lane.state == LANE_HOLDING;
	struct lane_set *lane = call->lane.lane;

	end_use_of_session(call);
	/* Another call may use the slot as soon as it is put. */
	call->lane.state = LANE_IDLE;
	optee_slot_put(call);
	if (has_token)
		lanes_return(&optee->lanes, lane);
}

/* Make one page, with the token of an ordinary call. -EAGAIN: no thread is free now. */
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
 * optee_slots_create() - make as many slots as the trusted OS has threads
 * @optee:	the trusted OS, with optee->ctx
 *
 * Process context. The pages are registered by yielding calls, the first that this kernel makes. A
 * kernel that ran before may have left threads suspended which nobody will ever resume, so the time
 * to wait for a thread is bounded. Where the number of threads is not known, one slot is made.
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
	optee->free_calls = NULL;
	INIT_LIST_HEAD(&optee->call_pages);
	do {
		while ((rc = create_page(optee)) == -EAGAIN && time_before(jiffies, until))
			msleep(THREAD_POLL_MS);
		num += calls_per_page(optee);
	} while (!rc && num < optee->caps.threads);
	return rc == -EAGAIN ? -EBUSY : rc;
}

/**
 * optee_slots_unregister() - have the secure world forget the pages of all free slots
 * @optee:	the trusted OS, whose lanes are closed; no ordinary call can be made after this
 *
 * Process context. Sleeps for a bounded time where no thread is free.
 */
void optee_slots_unregister(struct optee *optee)
{
	unsigned long until = jiffies + msecs_to_jiffies(THREAD_WAIT_MS);
	struct optee_call *call;

	while ((call = pop_free(optee))) {
		/* A registered page has only one slot, see calls_per_page(). */
		if (call->page->cookie)
			unregister_call_page(call->page, until);
	}
}

/**
 * optee_slots_destroy() - unregister and free all slots; none may be in use
 * @optee:	the trusted OS
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
