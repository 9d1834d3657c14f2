// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Threads that are lost: somebody we do not know of holds them, and nobody says
 * when they are free. One call at a time looks whether one is back: at once
 * when any call leaves, by a timer otherwise.
 */
#include <linux/container_of.h>
#include <linux/jiffies.h>

#include "lanes_private.h"

/* Between two looks whether a lost thread is back, jiffies */
#define RETRY_MIN	1UL
#define RETRY_MAX	((unsigned long)HZ / 4)

/**
 * lanes_retry_later() - see to it that the timer runs if anybody needs it
 * @lanes:	locked
 */
void lanes_retry_later(struct lanes *lanes)
{
	if (list_empty(&lanes->queue) && list_empty(&lanes->starved))
		return;
	if (!threads_are_lost(lanes) && list_empty(&lanes->starved))
		return;
	if (!timer_pending(&lanes->retry))
		mod_timer(&lanes->retry, jiffies + lanes->retry_delay);
}

/* Some thread is free now: a call whose lane lost its thread comes first. */
static void serve_starved(struct lanes *lanes)
{
	struct lane_call *call = list_first_entry_or_null(&lanes->starved, struct lane_call,
							  queue);

	if (call) {
		list_del_init(&call->queue);
		complete(&call->wake);
	}
}

/**
 * lanes_retry_soon() - what is out has changed, so a lost thread may well be back
 * @lanes:	locked
 */
void lanes_retry_soon(struct lanes *lanes)
{
	lanes->retry_delay = RETRY_MIN;
	serve_starved(lanes);
	lanes_retry_later(lanes);
}

static struct lane_call *first_that_can_look(struct lanes *lanes)
{
	struct lane_call *call;

	list_for_each_entry(call, &lanes->queue, queue)
		if (!call->request && may_have_token(lanes, call))
			return call;
	return NULL;
}

/* A thread that the secure world did not give: have a call see whether it does now. */
static void look(struct lanes *lanes)
{
	struct lane_call *call;

	if (!list_empty(&lanes->starved)) {
		serve_starved(lanes);
	} else if (threads_are_lost(lanes) && lanes->ordinary < ordinary_share(lanes)) {
		call = first_that_can_look(lanes);
		if (call) {
			lanes_hand_over(lanes, call, NULL);
			call->look = true;
			set_limit(lanes, max(lanes->limit, lanes->ordinary));
		}
	}
}

static void retry_fn(struct timer_list *timer)
{
	struct lanes *lanes = container_of(timer, struct lanes, retry);

	spin_lock(&lanes->lock);
	lanes->retry_delay = min(lanes->retry_delay * 2, RETRY_MAX);
	look(lanes);
	lanes_retry_later(lanes);
	spin_unlock(&lanes->lock);
}

/**
 * lanes_retry_init() - no thread is lost yet
 * @lanes:	to prepare
 */
void lanes_retry_init(struct lanes *lanes)
{
	timer_setup(&lanes->retry, retry_fn, 0);
	lanes->retry_delay = RETRY_MIN;
}
