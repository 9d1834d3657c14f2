// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Who waits for a thread, and handing a token to one of them.
 *
 * A waiting call is on the list of everybody that would do: the queue for an
 * ordinary token, its own set's, the system set's. Whoever hands it a token
 * takes it off all of them, so nobody ever searches.
 */
#include "lanes_private.h"
#include "optee_trace.h"

/**
 * lanes_enqueue_last() - a call that has just come
 * @lanes:	locked
 * @call:	with the highest ticket
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
 * I4 for a call that comes back to a list: what it goes in front of. Ahead of
 * it are only calls that held a token with it and are back as well, no more
 * than there are threads.
 */
static struct list_head *place_of(const struct lane_call *call, struct list_head *list,
				  size_t member)
{
	const struct lane_call *other;
	struct list_head *node;

	list_for_each(node, list) {
		other = (void *)node - member;
		if (other->ticket > call->ticket)
			break;
	}
	return node;
}

/**
 * lanes_enqueue_in_order() - a call that had a token, and no thread for it
 * @lanes:	locked
 * @call:	keeps the place that its ticket says
 */
void lanes_enqueue_in_order(struct lanes *lanes, struct lane_call *call)
{
	list_add_tail(&call->queue,
		      place_of(call, &lanes->queue, offsetof(struct lane_call, queue)));
	if (call->set)
		list_add_tail(&call->own, place_of(call, &call->set->waiters,
						   offsetof(struct lane_call, own)));
	if (call->system)
		list_add_tail(&call->shared, place_of(call, &lanes->system.waiters,
						      offsetof(struct lane_call, shared)));
}

/**
 * lanes_enqueue_starved() - a call that has a lane, and no thread for it
 * @lanes:	locked
 * @call:	keeps its lane, and the place that its ticket says
 */
void lanes_enqueue_starved(struct lanes *lanes, struct lane_call *call)
{
	list_add_tail(&call->queue,
		      place_of(call, &lanes->starved, offsetof(struct lane_call, queue)));
}

/**
 * lanes_dequeue() - a call waits no more
 * @lanes:	locked
 * @call:	in state LANE_WAITING; the caller gives it another
 */
void lanes_dequeue(struct lanes *lanes, struct lane_call *call)
{
	list_del_init(&call->queue);
	list_del_init(&call->own);
	list_del_init(&call->shared);
	lanes->waiting--;
}

/**
 * lanes_hand_over() - a token for a call that waits, and its one wake-up
 * @lanes:	locked
 * @call:	waits
 * @lane:	the set that has a free lane, NULL: an ordinary token
 */
void lanes_hand_over(struct lanes *lanes, struct lane_call *call, struct lane_set *lane)
{
	lanes_dequeue(lanes, call);
	hold(lanes, call, lane);
	call->look = false;
	trace_optee_lane_grant(call);
	complete(&call->wake);
}

/**
 * lanes_serve_set() - restore I2 after a lane came back or was granted
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
