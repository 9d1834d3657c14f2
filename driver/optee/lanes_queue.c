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
 *
 * A call that is taken off the queues is woken after the lock is released. To wake a task can take
 * long: the task may start at once on another CPU, and a hypervisor may stop the CPU of the waker
 * for that. If the waker held the lock, all other calls would spin for it meanwhile.
 */
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/sched/task.h>

#include "lanes_private.h"
#include "optee_trace.h"

/**
 * lanes_start_waiting() - prepare a call for lanes_sleep()
 * @call:	about to be put on the queues
 */
void lanes_start_waiting(struct lane_call *call)
{
	call->off = false;
	call->woken = false;
	call->task = current;
	init_waitqueue_head(&call->wake);
}

/**
 * lanes_wake_later() - wake a call as soon as the lock is released, by lanes_unlock()
 * @lanes:	locked
 * @call:	was just taken off the queues
 */
void lanes_wake_later(struct lanes *lanes, struct lane_call *call)
{
	call->off = true;
	list_add_tail(&call->queue, &lanes->woken);
}

/*
 * Wake the task of a call that was taken off the queues. No lock is held: a completion has one that
 * is held while the task is woken, and that the task takes first.
 */
static void wake_call(struct lane_call *call)
{
	struct task_struct *task = get_task_struct(call->task);

	/* Pairs with is_woken(): the last access to the call, which may be gone after it. */
	smp_store_release(&call->woken, true);
	wake_up_process(task);
	put_task_struct(task);
}

static bool is_woken(const struct lane_call *call)
{
	/* Pairs with wake_call(): the call may be used for something else after this. */
	return smp_load_acquire(&call->woken);
}

/**
 * lanes_unlock_and_wake() - release the lock and wake all calls on lanes->woken
 * @lanes:	locked; unlocked on return
 *
 * A call stays valid until it is woken, because its task waits for that even if it is killed
 * (lanes_sleep()). In between this task must not be preempted: the call has its token already, and
 * would wait for the CPU of a task that may be less urgent.
 */
void lanes_unlock_and_wake(struct lanes *lanes)
	__releases(&lanes->lock)
{
	struct lane_call *call;
	LIST_HEAD(woken);

	list_splice_init(&lanes->woken, &woken);
	preempt_disable();
	spin_unlock_irq(&lanes->lock);
	while (!list_empty(&woken)) {
		call = list_first_entry(&woken, struct lane_call, queue);
		list_del_init(&call->queue);
		wake_call(call);
	}
	preempt_enable();
}

/* Jiffies until the call gives up waiting */
static unsigned long time_left(const struct lane_call *call)
{
	unsigned long now = jiffies;

	return time_before(now, call->until) ? call->until - now : 0;
}

/**
 * lanes_sleep() - sleep until the call is taken off the queues
 * @lanes:	unlocked; locked on return
 * @call:	is or was on the queues, see lanes_start_waiting()
 *
 * Return: 0, or an error if the task is killed or its patience is over; the call may have been
 * taken off the queues all the same.
 */
int lanes_sleep(struct lanes *lanes, struct lane_call *call)
	__acquires(&lanes->lock)
{
	int rc;

	if (!call->until)
		rc = wait_event_state(call->wake, is_woken(call), lanes_sleep_state(call));
	else if (wait_event_killable_timeout(call->wake, is_woken(call), time_left(call)) > 0)
		rc = 0;
	else
		rc = -EINTR;

	spin_lock_irq(&lanes->lock);
	if (rc && call->off) {
		/* The call must stay valid until it is woken, which takes a few instructions. */
		spin_unlock_irq(&lanes->lock);
		wait_event(call->wake, is_woken(call));
		spin_lock_irq(&lanes->lock);
	}
	return rc;
}

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
	lanes->parked++;
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
	if (call->refused)
		lanes->parked--;
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
	lanes_wake_later(lanes, call);
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
