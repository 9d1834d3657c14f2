// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which calls wait for a thread, and handing a token to one of them.
 *
 * A waiting call is on a list for each kind of token that it could use: the queue for an ordinary
 * token, the waiters of its own set for a lane of its context, the waiters of the system set for
 * the shared lane. Handing it a token takes it off all of them. So the first entry of a list is
 * always the call that a token is for, and no search is needed.
 */
#include "lanes_private.h"
#include "optee_trace.h"

/**
 * lanes_enqueue_last() - a call that has just come begins to wait
 * @lanes:	locked
 * @call:	has the highest ticket
 */
void lanes_enqueue_last(struct lanes *lanes, struct lane_call *call)
{
	list_add_tail(&call->queue, &lanes->queue);
	if (call->set)
		list_add_tail(&call->own, &call->set->waiters);
	if (call->system)
		list_add_tail(&call->shared, &lanes->system.waiters);
}

/*
 * A call that had a token and waits again goes to the place that its ticket says, so that each list
 * stays in order of arrival (I4). The loops end soon: before that place are only calls that were
 * refused as well, and these are no more than there are threads.
 */
static void insert_in_queue(struct list_head *queue, struct lane_call *call)
{
	struct lane_call *later;

	list_for_each_entry(later, queue, queue)
		if (later->ticket > call->ticket)
			break;
	list_add_tail(&call->queue, &later->queue);
}

static void insert_among_own(struct lane_set *set, struct lane_call *call)
{
	struct lane_call *later;

	list_for_each_entry(later, &set->waiters, own)
		if (later->ticket > call->ticket)
			break;
	list_add_tail(&call->own, &later->own);
}

static void insert_among_shared(struct lane_set *system, struct lane_call *call)
{
	struct lane_call *later;

	list_for_each_entry(later, &system->waiters, shared)
		if (later->ticket > call->ticket)
			break;
	list_add_tail(&call->shared, &later->shared);
}

/**
 * lanes_enqueue_in_order() - a call waits again that had a token, and found no thread
 * @lanes:	locked
 * @call:	goes to the place that its ticket says
 */
void lanes_enqueue_in_order(struct lanes *lanes, struct lane_call *call)
{
	insert_in_queue(&lanes->queue, call);
	if (call->set)
		insert_among_own(call->set, call);
	if (call->system)
		insert_among_shared(&lanes->system, call);
}

/**
 * lanes_enqueue_starved() - a call waits that has a lane, and found no thread for it
 * @lanes:	locked
 * @call:	keeps its lane, and goes to the place that its ticket says
 */
void lanes_enqueue_starved(struct lanes *lanes, struct lane_call *call)
{
	insert_in_queue(&lanes->starved, call);
}

/**
 * lanes_dequeue() - take a waiting call off all lists
 * @lanes:	locked
 * @call:	in state LANE_WAITING; the caller sets another state
 */
void lanes_dequeue(struct lanes *lanes, struct lane_call *call)
{
	list_del_init(&call->queue);
	if (call->set)
		list_del(&call->own);
	if (call->system)
		list_del(&call->shared);
	lanes->waiting--;
}

/**
 * lanes_hand_over() - give a token to a call that waits, and wake it
 * @lanes:	locked
 * @call:	waits
 * @lane:	a set that has a free lane; NULL: an ordinary token
 */
void lanes_hand_over(struct lanes *lanes, struct lane_call *call, struct lane_set *lane)
{
	lanes_dequeue(lanes, call);
	hold_token(lanes, call, lane);
	call->probe = false;
	trace_optee_lane_grant(call);
	complete(&call->wake);
}

/**
 * lanes_serve_set() - restore invariant I2 after a lane came back or was granted
 * @lanes:	locked
 * @set:	whose lane it is
 */
void lanes_serve_set(struct lanes *lanes, struct lane_set *set)
{
	struct lane_call *call;

	while (has_free_lane(set) && !list_empty(&set->waiters)) {
		if (set == &lanes->system)
			call = list_first_entry(&set->waiters, struct lane_call, shared);
		else
			call = list_first_entry(&set->waiters, struct lane_call, own);
		lanes_hand_over(lanes, call, set);
	}
}

/* The first call of the queue that may have a token: while the system suspends, not a process's. */
static struct lane_call *first_in_queue(struct lanes *lanes)
{
	struct lane_call *call;

	list_for_each_entry(call, &lanes->queue, queue)
		if (may_have_token(lanes, call))
			return call;
	return NULL;
}

/**
 * lanes_serve_queue() - restore invariant I1 after an ordinary token came back or the limit rose
 * @lanes:	locked
 */
void lanes_serve_queue(struct lanes *lanes)
{
	struct lane_call *call;

	while (lanes->ordinary < lanes->limit && (call = first_in_queue(lanes)))
		lanes_hand_over(lanes, call, NULL);
}
