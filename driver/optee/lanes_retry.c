// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lost threads. Somebody whom this driver does not know holds them, and nobody tells when they are
 * free again. Therefore one call at a time probes, that is, enters to see whether a thread is back:
 * at once when any call leaves, otherwise when the timer says so.
 */
#include <linux/container_of.h>
#include <linux/jiffies.h>

#include "lanes_private.h"

/* Longest time between two probes for a lost thread, jiffies */
#define RETRY_MAX	((unsigned long)HZ / 4)

/**
 * lanes_retry_later() - start the timer if a call waits for a lost thread
 * @lanes:	locked
 */
void lanes_retry_later(struct lanes *lanes)
{
	if (!somebody_waits(lanes))
		return;
	if (!threads_are_lost(lanes) && list_empty(&lanes->starved))
		return;
	if (!timer_pending(&lanes->retry))
		mod_timer(&lanes->retry, jiffies + lanes->retry_delay);
}

/* A thread may be free now. A call on a lane that lost its thread comes before all others. */
static void serve_starved(struct lanes *lanes)
{
	struct lane_call *call = list_first_entry_or_null(&lanes->starved, struct lane_call,
							  queue);

	if (call) {
		list_del_init(&call->queue);
		lanes_wake_later(lanes, call);
	}
}

/**
 * lanes_retry_soon() - a call has left, so a thread is free: probe soon
 * @lanes:	locked
 */
void lanes_retry_soon(struct lanes *lanes)
{
	lanes->retry_delay = LANES_RETRY_MIN;
	serve_starved(lanes);
	lanes_retry_later(lanes);
}

/*
 * Where the secure world does not tell lanes apart, an ordinary call can enter on the thread that
 * an idle lane needs. A request cannot tell then whether another thread is there.
 */
static bool may_be_mistaken(const struct lanes *lanes, const struct lane_call *call)
{
	unsigned int on_lanes = lanes->busy - lanes->ordinary - lanes->spent.busy;

	return call->request && !lanes->ops && on_lanes < lanes->granted;
}

static struct lane_call *first_that_may_probe(struct lanes *lanes)
{
	struct lane_call *call;

	list_for_each_entry(call, &lanes->queue, queue)
		if (may_have_token(lanes, call) && has_slot_for_probe(lanes, call) &&
		    !may_be_mistaken(lanes, call))
			return call;
	return NULL;
}

/* Let one call enter although the limit says that no thread is there, to see whether one is. */
static void probe_lost_thread(struct lanes *lanes)
{
	struct lane_call *call;

	if (!list_empty(&lanes->starved)) {
		serve_starved(lanes);
	} else if (threads_are_lost(lanes)) {
		call = first_that_may_probe(lanes);
		if (call) {
			lanes_hand_over(lanes, call, NULL);
			call->probe = true;
			set_limit(lanes, max(lanes->limit, lanes->ordinary));
		}
	}
}

static void retry_fn(struct timer_list *timer)
{
	struct lanes *lanes = container_of(timer, struct lanes, retry);

	spin_lock_irq(&lanes->lock);
	lanes->retry_delay = min(lanes->retry_delay * 2, RETRY_MAX);
	probe_lost_thread(lanes);
	lanes_retry_later(lanes);
	lanes_unlock(lanes);
}

/**
 * lanes_retry_init() - no thread is lost yet
 * @lanes:	to prepare
 */
void lanes_retry_init(struct lanes *lanes)
{
	timer_setup(&lanes->retry, retry_fn, 0);
	lanes->retry_delay = LANES_RETRY_MIN;
}
