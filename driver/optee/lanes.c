// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lanes: who may enter the secure world, and in which order.
 *
 * A call needs a token to enter: an ordinary one, or one of a lane. There are
 * never more tokens out than the trusted OS has thread contexts, so a call that
 * has one finds a thread. A token that comes back goes to the first call that
 * it fits, there and then; it is put back only if there is none. All of this is
 * O(1), under one lock that is never held across anything that sleeps.
 */
#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "lanes.h"
#include "optee_trace.h"

/* No limit known: far above any thread count, far below a wrap */
#define LANES_UNLIMITED		(UINT_MAX / 2)

/* Between two looks whether a lost thread is back, jiffies */
#define LANES_RETRY_MIN		1UL
#define LANES_RETRY_MAX		((unsigned long)HZ / 4)

/* Every wait for a thread may be ended by a kill and left to the freezer. */
#define LANES_WAIT_STATE	(TASK_KILLABLE | TASK_FREEZABLE)

/*
 * Tokens. All functions down to the retry timer are called with lanes->lock held.
 */

static unsigned int ordinary_share(const struct lanes *lanes)
{
	return (lanes->total ?: LANES_UNLIMITED) - lanes->granted;
}

/* The secure world refused before: there may be more threads than @limit says. */
static bool threads_are_lost(const struct lanes *lanes)
{
	return lanes->limit < ordinary_share(lanes);
}

static void retry_later(struct lanes *lanes)
{
	if (list_empty(&lanes->queue) && list_empty(&lanes->starved))
		return;
	if (!threads_are_lost(lanes) && list_empty(&lanes->starved))
		return;
	if (!timer_pending(&lanes->retry))
		mod_timer(&lanes->retry, jiffies + lanes->retry_delay);
}

static void set_limit(struct lanes *lanes, unsigned int limit)
{
	lanes->limit = min(limit, ordinary_share(lanes));
}

static void hold(struct lanes *lanes, struct lane_call *call, struct lane_set *lane)
{
	if (lane)
		lane->busy++;
	else
		lanes->ordinary++;
	call->lane = lane;
	call->state = LANE_HOLDING;
	lanes->busy++;
}

static void put_back(struct lanes *lanes, struct lane_call *call)
{
	if (call->lane)
		call->lane->busy--;
	else
		lanes->ordinary--;
	call->lane = NULL;
	call->state = LANE_IDLE;
	lanes->busy--;
}

static bool has_free_lane(const struct lane_set *set)
{
	return set->busy < set->granted;
}

static bool take_lane(struct lanes *lanes, struct lane_call *call)
{
	if (call->set && has_free_lane(call->set))
		hold(lanes, call, call->set);
	else if (call->system && has_free_lane(&lanes->system))
		hold(lanes, call, &lanes->system);
	else
		return false;
	return true;
}

/*
 * Nobody waits who would be told by the timer, so a call looks itself. A request
 * cannot look: it wants a thread that is known to be there.
 */
static bool may_look(const struct lanes *lanes, const struct lane_call *call)
{
	return threads_are_lost(lanes) && !call->request && list_empty(&lanes->queue) &&
	       list_empty(&lanes->starved);
}

/* I1 and I2 make this fair: what is free now has no earlier taker. */
static bool take_token(struct lanes *lanes, struct lane_call *call)
{
	if (take_lane(lanes, call))
		return true;
	if (may_look(lanes, call))
		set_limit(lanes, max(lanes->limit, lanes->ordinary + 1));
	if (lanes->ordinary >= lanes->limit)
		return false;
	hold(lanes, call, NULL);
	return true;
}

static void enqueue_last(struct lanes *lanes, struct lane_call *call)
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

static void enqueue_in_order(struct lanes *lanes, struct lane_call *call)
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

static void start_waiting(struct lanes *lanes, struct lane_call *call)
{
	call->state = LANE_WAITING;
	reinit_completion(&call->wake);
	lanes->waiting++;
	retry_later(lanes);
}

static void dequeue(struct lanes *lanes, struct lane_call *call)
{
	list_del_init(&call->queue);
	list_del_init(&call->own);
	list_del_init(&call->shared);
	lanes->waiting--;
}

static void hand_over(struct lanes *lanes, struct lane_call *call, struct lane_set *lane)
{
	dequeue(lanes, call);
	hold(lanes, call, lane);
	call->look = false;
	trace_optee_lane_grant(call);
	complete(&call->wake);
}

/* Restore I1 after an ordinary token came back or the limit rose. */
static void serve_queue(struct lanes *lanes)
{
	while (lanes->ordinary < lanes->limit && !list_empty(&lanes->queue))
		hand_over(lanes, list_first_entry(&lanes->queue, struct lane_call, queue), NULL);
}

/* Restore I2 after a lane came back or was granted. */
static void serve_set(struct lanes *lanes, struct lane_set *set)
{
	struct lane_call *call;

	while (has_free_lane(set) && !list_empty(&set->waiters)) {
		if (set == &lanes->system)
			call = list_first_entry(&set->waiters, struct lane_call, shared);
		else
			call = list_first_entry(&set->waiters, struct lane_call, own);
		hand_over(lanes, call, set);
	}
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

/*
 * The end of a granted lane: its thread becomes an ordinary one. The secure
 * world is told first, so that no ordinary call is let in too early. Called
 * with the lock held; drops it on the way.
 */
static void end_lane(struct lanes *lanes)
	__releases(&lanes->lock) __acquires(&lanes->lock)
{
	if (lanes->ops) {
		spin_unlock_bh(&lanes->lock);
		lanes->ops->unreserve(lanes);
		spin_lock_bh(&lanes->lock);
	}
	lanes->granted--;
	lanes->reserved--;
	set_limit(lanes, lanes->limit + 1);
	serve_queue(lanes);
}

static void leave(struct lanes *lanes, struct lane_call *call)
	__must_hold(&lanes->lock)
{
	struct lane_set *lane = call->lane;

	put_back(lanes, call);
	if (!lane)
		serve_queue(lanes);
	else if (lane->busy >= lane->granted)
		end_lane(lanes); /* released while in use */
	else
		serve_set(lanes, lane);

	/* What is out has changed, so a lost thread may well be back. */
	lanes->retry_delay = LANES_RETRY_MIN;
	serve_starved(lanes);
	retry_later(lanes);
}

static struct lane_call *first_that_can_look(struct lanes *lanes)
{
	struct lane_call *call;

	list_for_each_entry(call, &lanes->queue, queue)
		if (!call->request)
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
			hand_over(lanes, call, NULL);
			call->look = true;
			set_limit(lanes, max(lanes->limit, lanes->ordinary));
		}
	}
}

static void retry_fn(struct timer_list *timer)
{
	struct lanes *lanes = container_of(timer, struct lanes, retry);

	spin_lock(&lanes->lock);
	lanes->retry_delay = min(lanes->retry_delay * 2, LANES_RETRY_MAX);
	look(lanes);
	retry_later(lanes);
	spin_unlock(&lanes->lock);
}

/* Wait until @call was taken off the queues. -EINTR: killed, and it is off them. */
static int wait_for_token(struct lanes *lanes, struct lane_call *call)
{
	int rc;

	trace_optee_lane_wait(call);
	rc = wait_for_completion_state(&call->wake, LANES_WAIT_STATE);

	spin_lock_bh(&lanes->lock);
	if (call->state == LANE_CANCELLED) {
		call->state = LANE_IDLE;
		rc = -ECANCELED;
	} else if (rc && call->state == LANE_WAITING) {
		dequeue(lanes, call);
		call->state = LANE_IDLE;
		rc = -EINTR;
	} else if (rc) {
		/*
		 * Killed as the token was handed over: it goes to the next. A thread
		 * that nobody has seen is not to become a lane's.
		 */
		if (call->look && lanes->limit)
			set_limit(lanes, lanes->limit - 1);
		leave(lanes, call);
		rc = -EINTR;
	}
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/* The lock is held on entry and released on return. */
static int enter(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	bool got = take_token(lanes, call);

	call->ticket = lanes->tickets++;
	if (!got) {
		enqueue_last(lanes, call);
		start_waiting(lanes, call);
	}
	spin_unlock_bh(&lanes->lock);
	return got ? 0 : wait_for_token(lanes, call);
}

static void init_call(struct lane_call *call)
{
	INIT_LIST_HEAD(&call->queue);
	INIT_LIST_HEAD(&call->own);
	INIT_LIST_HEAD(&call->shared);
	init_completion(&call->wake);
	call->lane = NULL;
	call->state = LANE_IDLE;
}

/**
 * lanes_enter() - get a token for a call, waiting for one if need be
 * @lanes:	the threads of the trusted OS
 * @call:	@set, @system, @cancellable, @session and @cancel_id filled in by the
 *		caller
 *
 * An own lane that is free is taken first, then the system sessions' lane for
 * a system call, then an ordinary token unless somebody waits for one. Process
 * context; the wait is killable and freezable.
 *
 * Return: 0 with a token, -EINTR if killed while waiting, -ECANCELED if
 * lanes_cancel() named the call while it waited.
 */
int lanes_enter(struct lanes *lanes, struct lane_call *call)
{
	init_call(call);
	spin_lock_bh(&lanes->lock);
	return enter(lanes, call);
}

/**
 * lanes_refused() - the secure world had no thread in spite of the token
 * @lanes:	the threads of the trusted OS
 * @call:	a call that holds a token and got ETHREAD_LIMIT for its entry
 *
 * Somebody we do not know of holds a thread, or the number of threads was not
 * known and now is. The loss is the ordinary calls': @limit shrinks. The call
 * keeps its place, before all that came later, and waits for the next thread that comes
 * back; a timer looks for threads that come back without a word.
 *
 * Return: 0 to try again, with a token; or as lanes_enter(), without one.
 */
int lanes_refused(struct lanes *lanes, struct lane_call *call)
{
	bool got;
	int rc;

	spin_lock_bh(&lanes->lock);
	lanes->refused++;
	trace_optee_lane_refused(call);
	if (!call->lane) {
		put_back(lanes, call);
		set_limit(lanes, lanes->ordinary);
		got = take_lane(lanes, call);
		if (!got) {
			enqueue_in_order(lanes, call);
			start_waiting(lanes, call);
		}
		spin_unlock_bh(&lanes->lock);
		return got ? 0 : wait_for_token(lanes, call);
	}

	/* The lane stays ours, and the next thread that is free is for it. */
	if (lanes->limit)
		set_limit(lanes, lanes->limit - 1);
	reinit_completion(&call->wake);
	list_add_tail(&call->queue,
		      place_of(call, &lanes->starved, offsetof(struct lane_call, queue)));
	retry_later(lanes);
	spin_unlock_bh(&lanes->lock);

	rc = wait_for_completion_state(&call->wake, LANES_WAIT_STATE);
	spin_lock_bh(&lanes->lock);
	if (call->state == LANE_CANCELLED)
		rc = -ECANCELED;
	else if (rc)
		rc = -EINTR;
	if (rc) {
		list_del_init(&call->queue);
		leave(lanes, call);
	}
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/**
 * lanes_leave() - the call's thread is free: hand its token on
 * @lanes:	the threads of the trusted OS
 * @call:	a call that holds a token
 *
 * Any context that may take a bottom half lock.
 */
void lanes_leave(struct lanes *lanes, struct lane_call *call)
{
	spin_lock_bh(&lanes->lock);
	leave(lanes, call);
	spin_unlock_bh(&lanes->lock);
}

static bool is_named(const struct lane_call *call, const struct lane_set *set, u32 session,
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

	spin_lock_bh(&lanes->lock);
	list_for_each_entry(call, &set->waiters, own) {
		if (is_named(call, set, session, cancel_id)) {
			dequeue(lanes, call);
			goto cancel;
		}
	}
	list_for_each_entry(call, &lanes->starved, queue) {
		if (is_named(call, set, session, cancel_id)) {
			list_del_init(&call->queue);
			goto cancel;
		}
	}
	found = false;
	goto out;
cancel:
	call->state = LANE_CANCELLED;
	complete(&call->wake);
out:
	spin_unlock_bh(&lanes->lock);
	return found;
}

/* A lane of the set is released, but a call still uses it. */
static bool is_ending(const struct lane_set *set)
{
	return set->busy > set->granted;
}

static int grantable(const struct lanes *lanes, const struct lane_set *set)
{
	if (!lanes_enforced(lanes))
		return -EOPNOTSUPP;
	if (lanes->total && lanes->reserved + 2 > lanes->total && !is_ending(set))
		return -EBUSY;
	return 0;
}

/**
 * lanes_grantable() - would a request have a chance
 * @lanes:	the threads of the trusted OS
 * @set:	the holder's lanes
 *
 * For those who have something to prepare that may take its time. Does not
 * sleep.
 *
 * Return: 0, or what lanes_request() would say at once.
 */
int lanes_grantable(struct lanes *lanes, const struct lane_set *set)
{
	int rc;

	spin_lock_bh(&lanes->lock);
	rc = set == &lanes->system && set->granted ? 0 : grantable(lanes, set);
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/**
 * lanes_request() - one more lane for a holder
 * @lanes:	the threads of the trusted OS
 * @set:	the holder's lanes
 *
 * A lane is an ordinary token that never comes back, so the request queues for
 * one like any call. Process context, may sleep until an ordinary call ends;
 * the wait is killable.
 *
 * Return: 0 when a thread backs the lane, -EOPNOTSUPP where nothing can enforce
 * lanes, -EBUSY where the last ordinary thread would go, -EINTR when killed.
 */
int lanes_request(struct lanes *lanes, struct lane_set *set)
{
	struct lane_call call = { .request = true };
	bool kept;
	int rc;

	init_call(&call);
	spin_lock_bh(&lanes->lock);
	rc = grantable(lanes, set);
	if (rc)
		goto out;
	if (is_ending(set)) {
		/* It is there and backed: keep it instead. */
		set->granted++;
		goto out;
	}
	lanes->reserved++;
	rc = enter(lanes, &call);
	if (!rc && lanes->ops)
		rc = lanes->ops->reserve(lanes);

	spin_lock_bh(&lanes->lock);
	if (rc) {
		lanes->reserved--;
		if (call.state == LANE_HOLDING)
			leave(lanes, &call);
	} else {
		/* Released meanwhile, but in use: keep that one, end this. */
		kept = is_ending(set);
		put_back(lanes, &call);
		lanes->granted++;
		set_limit(lanes, lanes->limit ? lanes->limit - 1 : 0);
		set->granted++;
		if (kept)
			end_lane(lanes);
		else
			serve_set(lanes, set);
	}
out:
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/**
 * lanes_release_locked() - lanes_release() for who holds the lock
 * @lanes:	locked; unlocked for a moment where the secure world is told
 * @set:	the holder's lanes
 *
 * Return: as lanes_release().
 */
int lanes_release_locked(struct lanes *lanes, struct lane_set *set)
	__must_hold(&lanes->lock)
{
	if (!set->granted)
		return -EINVAL;
	set->granted--;
	if (!is_ending(set))
		end_lane(lanes);
	return 0;
}

/**
 * lanes_release() - give one lane back
 * @lanes:	the threads of the trusted OS
 * @set:	the holder's lanes
 *
 * A lane that is in use is given back when its call leaves. Does not sleep.
 *
 * Return: 0, or -EINVAL if the holder has none.
 */
int lanes_release(struct lanes *lanes, struct lane_set *set)
{
	int rc;

	spin_lock_bh(&lanes->lock);
	rc = lanes_release_locked(lanes, set);
	spin_unlock_bh(&lanes->lock);
	return rc;
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
 * lane_set_init() - prepare a holder that has no lane yet
 * @set:	the holder's lanes
 */
void lane_set_init(struct lane_set *set)
{
	set->granted = 0;
	set->busy = 0;
	INIT_LIST_HEAD(&set->waiters);
}

/**
 * lanes_init() - prepare the threads of one trusted OS
 * @lanes:	to prepare
 * @total:	thread contexts it has, 0 if it does not tell
 * @ops:	how to reserve threads in the secure world, NULL if it cannot
 */
void lanes_init(struct lanes *lanes, unsigned int total, const struct lanes_ops *ops)
{
	memset(lanes, 0, sizeof(*lanes));
	spin_lock_init(&lanes->lock);
	mutex_init(&lanes->system_mutex);
	INIT_LIST_HEAD(&lanes->queue);
	INIT_LIST_HEAD(&lanes->starved);
	lane_set_init(&lanes->system);
	timer_setup(&lanes->retry, retry_fn, 0);
	lanes->retry_delay = LANES_RETRY_MIN;
	lanes->ops = ops;
	lanes->total = total;
	lanes->limit = ordinary_share(lanes);
}

/**
 * lanes_shutdown() - the kernel goes down: give all reservations back
 * @lanes:	the threads of the trusted OS
 *
 * What still runs is not stopped by this; the driver is not used any more
 * after.
 */
void lanes_shutdown(struct lanes *lanes)
{
	unsigned int granted;

	spin_lock_bh(&lanes->lock);
	granted = lanes->granted;
	spin_unlock_bh(&lanes->lock);
	while (lanes->ops && granted--)
		lanes->ops->unreserve(lanes);
}

/**
 * lanes_destroy() - nobody enters any more
 * @lanes:	without calls, waiters and lanes
 */
void lanes_destroy(struct lanes *lanes)
{
	timer_delete_sync(&lanes->retry);
	mutex_destroy(&lanes->system_mutex);
}
