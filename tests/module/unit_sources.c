// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver's sources of the lanes, with functions of the tests in the place of their trace
 * events. They are included, so that the copy in optee.ko is not used, and so that tests can call
 * inner functions.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>

struct lane_call;

/* The trace events of optee_trace.h, whose include guard keeps the header out */
#define OPTEE_TRACE_H

static void trace_optee_lane_wait(const struct lane_call *call);
static void trace_optee_lane_grant(const struct lane_call *call);
static void trace_optee_lane_refused(const struct lane_call *call);

#include "lanes_queue.c"
#include "lanes_retry.c"
#include "lanes.c"
#include "lanes_refused.c"
#include "lanes_request.c"
#include "lanes_system.c"
#include "lanes_suspend.c"

#include "unit.h"

/* Number of tokens that were handed to a waiting call: one wake-up each */
atomic_t unit_grants = ATOMIC_INIT(0);

static void trace_optee_lane_wait(const struct lane_call *call)
{
	struct actor *actor = actor_current();

	if (actor)
		WRITE_ONCE(actor->waits, actor->waits + 1);
}

static void trace_optee_lane_grant(const struct lane_call *call)
{
	atomic_inc(&unit_grants);
}

static void trace_optee_lane_refused(const struct lane_call *call)
{
}

/**
 * unit_leave_locked() - lanes_leave() for a caller that holds the lock
 * @lanes:	locked
 * @call:	a call that holds a token
 */
void unit_leave_locked(struct lanes *lanes, struct lane_call *call)
{
	lanes_leave_locked(lanes, call);
}

/**
 * unit_unlock() - release the lock, and wake the calls that were handed a token meanwhile
 * @lanes:	locked; unlocked on return
 */
void unit_unlock(struct lanes *lanes)
	__releases(&lanes->lock)
{
	lanes_unlock(lanes);
}

/**
 * unit_wake() - wake a call that was taken off the queues
 * @call:	on no list
 */
void unit_wake(struct lane_call *call)
{
	wake_call(call);
}

/**
 * unit_probe_locked() - what the retry timer does, for a caller that holds the lock
 * @lanes:	locked
 */
void unit_probe_locked(struct lanes *lanes)
{
	probe_lost_thread(lanes);
}

/**
 * unit_enqueue() - a waiting call without a thread that makes it
 * @lanes:	no token is free
 * @call:	its @set filled in
 */
void unit_enqueue(struct lanes *lanes, struct lane_call *call)
{
	lane_call_init(call);
	spin_lock_irq(&lanes->lock);
	call->ticket = lanes->tickets++;
	lanes_enqueue_last(lanes, call);
	start_waiting(lanes, call);
	spin_unlock_irq(&lanes->lock);
}
