// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lanes: which call may enter the secure world, and in which order.
 *
 * A call needs a token to enter: an ordinary one, or one of a lane. There are never more tokens out
 * than the trusted OS has thread contexts, so a call that has one finds a thread. A token that
 * comes back is given to the first call that it fits at once, and is put back only if there is
 * none. Each step is O(1), under one lock that is never held across anything that sleeps.
 */
#include <linux/jiffies.h>
#include <linux/sched/signal.h>

#include "lanes_private.h"
#include "optee_trace.h"

/*
 * How long a system session waits for the thread of its lane. Client drivers ask for the lane while
 * they probe, and use ordinary calls if they do not get it; without a bound a busy trusted OS would
 * hold up the boot.
 */
#define SYSTEM_PATIENCE		(3 * HZ)

/*
 * May a new call probe for a lost thread? Only if no other call waits: otherwise the timer picks
 * the first of those. A request for a lane has to make a call of its own to probe, so it waits for
 * the timer in any case, which tells it to (@probe).
 */
static bool may_probe(const struct lanes *lanes, const struct lane_call *call)
{
	return threads_are_lost(lanes) && !call->request && list_empty(&lanes->queue) &&
	       list_empty(&lanes->starved) && has_slot_for_probe(lanes, call);
}

/*
 * This is fair because of invariants I1 and I2: no call that came earlier could use a free token.
 */
static __always_inline bool take_token(struct lanes *lanes, struct lane_call *call)
{
	if (take_lane(lanes, call))
		return true;
	if (!may_have_token(lanes, call))
		return false;
	if (may_probe(lanes, call))
		set_limit(lanes, max(lanes->limit, lanes->ordinary + 1));
	if (lanes->ordinary >= lanes->limit)
		return false;
	hold_token(lanes, call, NULL);
	return true;
}

/**
 * lanes_end_lane() - end a granted lane: its thread becomes an ordinary one
 * @lanes:	locked; unlocked for a moment where the secure world is told
 *
 * The secure world is told first: an ordinary call that is let in before would be refused.
 */
void lanes_end_lane(struct lanes *lanes)
	__releases(&lanes->lock) __acquires(&lanes->lock)
{
	if (lanes->ops) {
		lanes->unreserving++;
		lanes_unlock(lanes);
		lanes->ops->unreserve(lanes);
		spin_lock_irq(&lanes->lock);
		lanes->unreserving--;
		wake_up_all(&lanes->unreserved);
	}
	lanes->granted--;
	lanes->reserved--;
	set_limit(lanes, lanes->limit + 1);
	lanes_serve_queue(lanes);
}

/* A token is free, an ordinary one where @lane is NULL: hand it to the next call. */
static __always_inline void return_token(struct lanes *lanes, struct lane_set *lane)
	__must_hold(&lanes->lock)
{
	put_token_back(lanes, lane);
	lanes_tell_drained(lanes);
	if (lane && lane->busy >= lane->granted)
		lanes_end_lane(lanes); /* released while in use */
	else if (lane && !list_empty(&lane->waiters))
		lanes_serve_set(lanes, lane);
	else if (!lane && !list_empty(&lanes->queue))
		lanes_serve_queue(lanes);
	lanes->retry_delay = LANES_RETRY_MIN;
	if (unlikely(somebody_waits(lanes)))
		lanes_retry_soon(lanes);
	if (unlikely(lanes->suspended))
		wake_up(&lanes->spare);
}

/**
 * lanes_leave_locked() - lanes_leave() for a caller that holds the lock
 * @lanes:	locked; unlocked for a moment where a lane ends
 * @call:	a call that holds a token
 */
void lanes_leave_locked(struct lanes *lanes, struct lane_call *call)
	__must_hold(&lanes->lock)
{
	struct lane_set *lane = call->lane;

	call->lane = NULL;
	call->state = LANE_IDLE;
	return_token(lanes, lane);
}

static void start_waiting(struct lanes *lanes, struct lane_call *call)
{
	call->state = LANE_WAITING;
	lanes_start_waiting(call);
	lanes->waiting++;
	lanes_retry_later(lanes);
}

/* A waiting call ends. One that was refused has a slot, and so needs a token as long as that. */
static void stop_waiting(struct lanes *lanes, struct lane_call *call, enum lane_state state)
{
	lanes_dequeue(lanes, call);
	if (call->refused)
		spend_token(lanes, call);
	call->state = state;
}

/*
 * Wait until @call gets a token or is taken off the lists. -EINTR: killed, or out of patience.
 * After an error only a call that was refused has a token.
 */
static int wait_for_token(struct lanes *lanes, struct lane_call *call)
{
	int rc;

	trace_optee_lane_wait(call);
	rc = lanes_sleep(lanes, call);
	if (call->state == LANE_CANCELLED) {
		rc = -ECANCELED;
	} else if (call->state == LANE_CLOSED) {
		rc = -ESHUTDOWN;
	} else if (rc && call->state == LANE_WAITING) {
		stop_waiting(lanes, call, LANE_IDLE);
		rc = -EINTR;
	} else if (rc) {
		/*
		 * Killed at the moment it was handed a token, so the token goes to the next call.
		 * If the token was to probe with, its thread has not been seen: a request for a
		 * lane must not get it.
		 */
		if (call->probe) {
			if (lanes->limit)
				set_limit(lanes, lanes->limit - 1);
			spend_token(lanes, call);
		}
		if (!call->refused)
			lanes_leave_locked(lanes, call);
		rc = -EINTR;
	}
	if (rc)
		call->state = call->refused ? LANE_HOLDING : LANE_IDLE;
	lanes_unlock(lanes);
	return rc;
}

/**
 * lanes_wait_locked() - wait for a token
 * @lanes:	locked; unlocked on return
 * @call:	just enqueued
 *
 * Return: as lanes_enter().
 */
int lanes_wait_locked(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	start_waiting(lanes, call);
	spin_unlock_irq(&lanes->lock);
	return wait_for_token(lanes, call);
}

/* The way of nearly all calls */
static __always_inline bool enter_at_once(struct lanes *lanes, struct lane_call *call)
{
	call->ticket = lanes->tickets++;
	return likely(!lanes->closed) && take_token(lanes, call);
}

/* Enter a call that enter_at_once() has not let in: it waits, if it may. */
static noinline int enter_later(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	int rc = 0;

	if (lanes->closed && !call->immediate)
		rc = -ESHUTDOWN;
	else if (!take_token(lanes, call))
		rc = -EAGAIN;
	if (rc != -EAGAIN || call->immediate) {
		spin_unlock_irq(&lanes->lock);
		return rc;
	}
	lanes_enqueue_last(lanes, call);
	return lanes_wait_locked(lanes, call);
}

/**
 * lanes_enter_locked() - lanes_enter() for a caller that holds the lock
 * @lanes:	locked; unlocked on return
 * @call:	initialized
 *
 * Return: as lanes_enter().
 */
int lanes_enter_locked(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	if (!enter_at_once(lanes, call))
		return enter_later(lanes, call);
	spin_unlock_irq(&lanes->lock);
	return 0;
}

/**
 * lanes_enter() - get a token for a call, waiting for one if need be
 * @lanes:	the threads of the trusted OS
 * @call:	@set, @until, @session, @cancel_id, @system, @request, @freezable,
 *		@immediate, @probe and @cancellable filled in by the caller
 *
 * The call takes a free lane of its own set first, then, if it is a system call, the lane that
 * system sessions share, then an ordinary token unless another call waits for one. Process context;
 * the wait is killable, and freezable if @call says so.
 *
 * Return: 0 with a token, -EINTR if killed while waiting, -ECANCELED if
 * lanes_cancel() named the call while it waited, -ESHUTDOWN after lanes_close(); -EAGAIN for
 * an immediate call that would have to wait.
 */
int lanes_enter(struct lanes *lanes, struct lane_call *call)
{
	lane_call_init(call);
	spin_lock_irq(&lanes->lock);
	if (!enter_at_once(lanes, call))
		return enter_later(lanes, call);
	spin_unlock_irq(&lanes->lock);
	return 0;
}

/**
 * lanes_return() - a token is free: hand it to the next call
 * @lanes:	the threads of the trusted OS
 * @lane:	whose lane it is, NULL for an ordinary token
 *
 * Any context with interrupts enabled.
 */
void lanes_return(struct lanes *lanes, struct lane_set *lane)
{
	spin_lock_irq(&lanes->lock);
	return_token(lanes, lane);
	lanes_unlock(lanes);
}

/**
 * lanes_leave() - the thread of a call is free: hand the token to the next call
 * @lanes:	the threads of the trusted OS
 * @call:	a call that holds a token
 *
 * Any context with interrupts enabled.
 */
void lanes_leave(struct lanes *lanes, struct lane_call *call)
{
	spin_lock_irq(&lanes->lock);
	lanes_leave_locked(lanes, call);
	lanes_unlock(lanes);
}

static bool is_call_to_cancel(const struct lane_call *call, const struct lane_set *set, u32 session,
			      u32 cancel_id)
{
	return call->set == set && call->cancellable && call->session == session &&
	       call->cancel_id == cancel_id;
}

/**
 * lanes_cancel() - end the wait of a call that has not entered yet
 * @lanes:	the threads of the trusted OS
 * @set:	the set of the context that cancels
 * @session:	session of the call, 0 for one that is still being opened
 * @cancel_id:	cancellation id the client gave the call
 *
 * Return: true if such a call waited for a thread; it returns -ECANCELED from
 * lanes_enter(). False if the secure world has to be asked.
 */
bool lanes_cancel(struct lanes *lanes, struct lane_set *set, u32 session, u32 cancel_id)
{
	struct lane_call *call;
	bool found = true;

	spin_lock_irq(&lanes->lock);
	list_for_each_entry(call, &set->waiters, own) {
		if (is_call_to_cancel(call, set, session, cancel_id)) {
			stop_waiting(lanes, call, LANE_CANCELLED);
			goto cancel;
		}
	}
	list_for_each_entry(call, &lanes->starved, queue) {
		if (is_call_to_cancel(call, set, session, cancel_id)) {
			list_del_init(&call->queue);
			call->state = LANE_CANCELLED;
			goto cancel;
		}
	}
	found = false;
	/* It may be entering just now. So the secure world is asked as well. */
	list_for_each_entry(call, &lanes->again, again)
		if (is_call_to_cancel(call, set, session, cancel_id))
			call->cancelled = true;
	goto out;
cancel:
	lanes_wake_later(lanes, call);
out:
	lanes_unlock(lanes);
	return found;
}

/**
 * lanes_enforced() - can a lane be guaranteed at all
 * @lanes:	the threads of the trusted OS
 *
 * Return: true if the secure world reserves threads, or tells how many it has
 * so that the driver can.
 */
bool lanes_enforced(const struct lanes *lanes)
{
	return lanes->ops || lanes->total;
}

/**
 * lane_set_init() - initialize a holder that has no lane yet
 * @set:	the holder's lanes
 */
void lane_set_init(struct lane_set *set)
{
	set->granted = 0;
	set->busy = 0;
	set->freezable = false;
	INIT_LIST_HEAD(&set->waiters);
}

/**
 * lanes_init() - initialize the lanes of one trusted OS
 * @lanes:	to prepare
 * @total:	thread contexts it has, 0 if it does not tell
 * @ops:	how to reserve threads in the secure world, NULL if it cannot
 * @probe:	how a request finds out that a lost thread is back
 */
void lanes_init(struct lanes *lanes, unsigned int total, const struct lanes_ops *ops,
		lanes_probe_fn *probe)
{
	memset(lanes, 0, sizeof(*lanes));
	spin_lock_init(&lanes->lock);
	init_waitqueue_head(&lanes->unreserved);
	init_waitqueue_head(&lanes->spare);
	init_waitqueue_head(&lanes->drained);
	init_waitqueue_head(&lanes->system_outcome);
	lanes->system_patience = SYSTEM_PATIENCE;
	INIT_LIST_HEAD(&lanes->queue);
	INIT_LIST_HEAD(&lanes->starved);
	INIT_LIST_HEAD(&lanes->again);
	INIT_LIST_HEAD(&lanes->woken);
	lane_set_init(&lanes->system);
	lane_set_init(&lanes->spent);
	lanes->spent.granted = UINT_MAX; /* they never end as a released lane does */
	lanes_retry_init(lanes);
	lanes->ops = ops;
	lanes->probe = probe;
	lanes->total = total;
	lanes->limit = ordinary_share(lanes);
}

/**
 * lanes_close() - let no more calls enter
 * @lanes:	the threads of the trusted OS
 *
 * Every call and request that waits, or comes later, fails with -ESHUTDOWN. Calls that are inside
 * go on. Only immediate calls are let in after this. Does not sleep.
 */
void lanes_close(struct lanes *lanes)
{
	struct lane_call *call, *next;

	spin_lock_irq(&lanes->lock);
	lanes->closed = true;
	list_for_each_entry_safe(call, next, &lanes->queue, queue) {
		stop_waiting(lanes, call, LANE_CLOSED);
		lanes_wake_later(lanes, call);
	}
	list_for_each_entry_safe(call, next, &lanes->starved, queue) {
		list_del_init(&call->queue);
		call->state = LANE_CLOSED;
		lanes_wake_later(lanes, call);
	}
	lanes_unlock(lanes);
}

static bool is_drained(struct lanes *lanes)
{
	bool drained;

	spin_lock_irq(&lanes->lock);
	drained = !lanes->busy;
	spin_unlock_irq(&lanes->lock);
	return drained;
}

/**
 * lanes_drain() - wait until no call is inside
 * @lanes:	closed
 * @ms:		for how long, milliseconds
 *
 * Process context; the wait cannot be interrupted.
 *
 * Return: true when no call is inside.
 */
bool lanes_drain(struct lanes *lanes, unsigned int ms)
{
	return wait_event_timeout(lanes->drained, is_drained(lanes), msecs_to_jiffies(ms));
}

/**
 * lanes_shutdown() - give all reservations back to the secure world
 * @lanes:	the threads of the trusted OS
 *
 * For the shutdown of the kernel: calls that still run are not stopped, and no other function may
 * be called afterwards.
 */
void lanes_shutdown(struct lanes *lanes)
{
	unsigned int granted;

	spin_lock_irq(&lanes->lock);
	granted = lanes->granted;
	spin_unlock_irq(&lanes->lock);
	while (lanes->ops && granted--)
		lanes->ops->unreserve(lanes);
}

/**
 * lanes_destroy() - undo lanes_init()
 * @lanes:	no call is inside or waits, and no lane is granted
 */
void lanes_destroy(struct lanes *lanes)
{
	timer_delete_sync(&lanes->retry);
}
