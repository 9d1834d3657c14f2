// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver's lanes with one thread and many calls that want it.
 *
 * driver/optee/lanes.c is included, because only its inner functions can make a call wait without a
 * task that sleeps: thousands of tasks would measure the host. The makefile hides the names of this
 * copy from those in the driver.
 */
#include <linux/slab.h>

#include "lanes.c"

#include "wake_lanes.h"

#define SETS	8	/* contexts whose calls wait */

/**
 * struct ring - calls that get the thread one after the other, for ever
 * @lanes:	one thread, with @lane two
 * @set:	contexts
 * @lane:	the thread is a lane of the first one
 * @other:	with @lane: the call that holds the second thread, which is not a lane
 * @calls:	calls, in the order in which they queued
 * @num:	how many
 * @holder:	the one that has the thread
 */
static struct ring {
	struct lanes lanes;
	struct lane_set set[SETS];
	bool lane;
	struct lane_call other;
	struct lane_call *calls;
	unsigned int num;
	unsigned int holder;
} ring;

/* Queue a call as lanes_enter() does when no token is free, but do not wait. */
static void queue_call(struct lane_call *call)
{
	lane_call_init(call);
	spin_lock_irq(&ring.lanes.lock);
	call->ticket = ring.lanes.tickets++;
	lanes_enqueue_last(&ring.lanes, call);
	start_waiting(&ring.lanes, call);
	spin_unlock_irq(&ring.lanes.lock);
}

/* The call that has the thread leaves. Returns -1 if the next call has not got the thread. */
static int pass_on(void)
{
	ring.holder = (ring.holder + 1) % ring.num;
	return ring.calls[ring.holder].state == LANE_HOLDING ? 0 : -1;
}

/* There are two threads: the first becomes the lane, and a call takes the second. */
static int take_lane_first(void)
{
	if (lanes_request(&ring.lanes, &ring.set[0]))
		return -1;
	return lanes_enter(&ring.lanes, &ring.other);
}

/**
 * bench_lanes_fill() - one call has the thread, and others wait for it
 * @lane:	all are of one context, and the thread is its lane; false: they are of
 *		many, which have no lanes
 * @waiters:	how many wait
 *
 * The kernel is up, and the caller is one of its tasks.
 *
 * Return: 0 or -1.
 */
int bench_lanes_fill(bool lane, unsigned int waiters)
{
	unsigned int n;

	memset(&ring, 0, sizeof(ring));
	ring.lane = lane;
	ring.num = waiters + 1;
	ring.calls = kvcalloc(ring.num, sizeof(*ring.calls), GFP_KERNEL);
	if (!ring.calls)
		return -1;
	lanes_init(&ring.lanes, lane ? 2 : 1, NULL, NULL);
	for (n = 0; n < SETS; n++)
		lane_set_init(&ring.set[n]);
	for (n = 0; n < ring.num; n++)
		ring.calls[n].set = &ring.set[lane ? 0 : n % SETS];
	if ((lane && take_lane_first()) || lanes_enter(&ring.lanes, &ring.calls[0])) {
		kvfree(ring.calls);
		return -1;
	}
	for (n = 1; n < ring.num; n++)
		queue_call(&ring.calls[n]);
	return 0;
}

/**
 * bench_lanes_leave() - the call that has the thread leaves: what is measured
 */
void bench_lanes_leave(void)
{
	lanes_leave(&ring.lanes, &ring.calls[ring.holder]);
}

/**
 * bench_lanes_queue() - the call that has left queues again, as the last
 *
 * Return: 0, or -1: the thread did not go to the first call that waited.
 */
int bench_lanes_queue(void)
{
	queue_call(&ring.calls[ring.holder]);
	return pass_on();
}

/**
 * bench_lanes_drain() - all calls leave, one after the other
 *
 * Return: 0, or -1: a call has not got the thread.
 */
int bench_lanes_drain(void)
{
	unsigned int n;
	int rc = 0;

	for (n = 1; n < ring.num && !rc; n++) {
		bench_lanes_leave();
		rc = pass_on();
	}
	bench_lanes_leave();
	if (ring.lane) {
		lanes_leave(&ring.lanes, &ring.other);
		lanes_release(&ring.lanes, &ring.set[0]);
	}
	if (ring.lanes.busy || ring.lanes.waiting)
		rc = -1;
	lanes_destroy(&ring.lanes);
	kvfree(ring.calls);
	return rc;
}
