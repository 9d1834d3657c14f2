// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Slots: each is a place for one call, with an argument buffer.
 *
 * A token lets one call into the secure world, and there are never more tokens out than the
 * trusted OS has thread contexts. So there are no fewer slots than thread contexts, and a call with
 * a token always finds a free one. Therefore a call allocates nothing.
 *
 * Invariant, where the number of threads is known: slots in use <= tokens out + calls that were
 * refused and wait for their thread to come back <= threads (I6 in lanes.h). A refused call lowers
 * the number of tokens by one (lanes_refused.c). Another call probes for that thread only if there
 * is a slot for it as well (has_slot_for_probe()). If the refused call ends before it has a token
 * again, it gets a spent token until its slot is free (spend_token()).
 *
 * Where the number of threads is not known, a call that finds no free slot makes one while it has
 * its token. A trusted OS that does not tell the number has no lanes, so to allocate there breaks
 * no promise.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>

#include "call.h"
#include "optee.h"
#include "session.h"

/* How long the driver's own calls wait for a thread in all, when it starts and when it ends */
#define THREAD_WAIT_MS	3000
/* Time between two attempts */
#define THREAD_POLL_MS	20

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
 * @lane:	the token that it is wanted for; another one may take its place
 *
 * Does not sleep and does not allocate where the number of threads is known.
 *
 * Return: the slot, which has no message yet and has the token; or ERR_PTR of -ENOMEM, -EBUSY,
 * -EINVAL or an error of lanes_refused(), and the token is in @lane.
 */
struct optee_call *optee_slot_take(struct optee *optee, struct lane_call *lane)
{
	struct optee_call *call = pop_free(optee);
	struct optee_call_page *page;

	if (likely(call)) {
		lane_call_copy(&call->lane, lane);
		return call;
	}
	page = optee_call_page_make(optee, lane);
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
	struct lane_set *lane = call->lane.lane;

	end_use_of_session(call);
	/* Another call may use the slot as soon as it is put. */
	optee_slot_put(call);
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
	page = optee_call_page_make(optee, &lane);
	if (!IS_ERR(page))
		add_calls(optee, page, 0);
	lanes_leave(&optee->lanes, &lane);
	return PTR_ERR_OR_ZERO(page);
}

/**
 * optee_slots_create() - make no fewer slots than the trusted OS has threads
 * @optee:	the trusted OS, with optee->ctx
 *
 * Process context. The pages are registered by yielding calls, the first that this kernel makes. A
 * kernel that ran before may have left threads suspended which nobody will ever resume, so the time
 * to wait for a thread is bounded. Where the number of threads is not known, one page is made.
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
		num += optee_calls_per_page(optee);
	} while (!rc && num < optee->caps.threads);
	return rc == -EAGAIN ? -EBUSY : rc;
}

/**
 * optee_slots_unregister() - have the secure world forget the pages all of whose slots are free
 * @optee:	the trusted OS, whose lanes are closed; no ordinary call can be made after this
 *
 * No slot that is free now is used again. When the others come free, this may be called once more.
 * Process context. Sleeps for a bounded time where no thread is free.
 */
void optee_slots_unregister(struct optee *optee)
{
	unsigned long until = jiffies + msecs_to_jiffies(THREAD_WAIT_MS);
	struct optee_call_page *page;
	struct optee_call *call;

	while ((call = pop_free(optee))) {
		page = call->page;
		page->num_done++;
		if (page->cookie && page->num_done == page->num_calls)
			optee_call_page_unregister(page, until);
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
		optee_call_page_free(page);
}
