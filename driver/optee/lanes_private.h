/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files lanes*.c share. The functions are called with lanes->lock held, and do not sleep;
 * those for which this is different say so.
 *
 * A file calls only functions of this header and of files above it in this list:
 *
 *	lanes_queue.c	 which calls wait, and handing a token to one of them
 *	lanes_retry.c	 lost threads, and the timer that has a call probe for them
 *	lanes.c		 the way of a call: enter, wait, leave, cancel
 *	lanes_refused.c	 a call that found no thread in spite of its token
 *	lanes_request.c	 lanes granted and released
 *	lanes_system.c	 the lane that all system sessions share
 *	lanes_suspend.c	 a thread is left for the kernel while processes are frozen
 */
#ifndef OPTEE_LANES_PRIVATE_H
#define OPTEE_LANES_PRIVATE_H

#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include "lanes.h"

/* The limit while none is known: far above any number of threads, and no sum with it wraps */
#define LANES_UNLIMITED		(UINT_MAX / 2)

/* Shortest time between two probes for a lost thread, jiffies */
#define LANES_RETRY_MIN		1UL

/*
 * A kill ends every wait for a thread. Only processes can be frozen in it: a kernel client may hold
 * locks that the suspend operation of a device needs.
 */
static inline unsigned int lanes_sleep_state(const struct lane_call *call)
{
	return TASK_KILLABLE | (call->freezable ? TASK_FREEZABLE : 0);
}

/* lane_call.until for a call that gives up after so many jiffies: 0 would mean never. */
static inline unsigned long lanes_deadline(unsigned long timeout)
{
	return (jiffies + timeout) ?: 1;
}

/* Make a call one that has no token and does not wait. What the client sets stays as it is. */
static inline void lane_call_init(struct lane_call *call)
{
	call->refused = false;
	call->cancelled = false;
	call->lane = NULL;
	call->state = LANE_IDLE;
}

static inline bool somebody_waits(const struct lanes *lanes)
{
	return !list_empty(&lanes->queue) || !list_empty(&lanes->starved);
}

/*
 * Tokens. These functions are inline because a call that need not wait does little else.
 */

static inline unsigned int ordinary_share(const struct lanes *lanes)
{
	return (lanes->total ?: LANES_UNLIMITED) - lanes->granted;
}

/* The secure world has refused a call before: some threads of the ordinary share are lost. */
static inline bool threads_are_lost(const struct lanes *lanes)
{
	return lanes->limit < ordinary_share(lanes);
}

static inline void set_limit(struct lanes *lanes, unsigned int limit)
{
	lanes->limit = min(limit, ordinary_share(lanes));
}

static inline bool has_free_lane(const struct lane_set *set)
{
	return set->busy < set->granted;
}

/* A lane of the set is released, but a call still uses it. */
static inline bool is_ending(const struct lane_set *set)
{
	return set->busy > set->granted;
}

static __always_inline void hold_token(struct lanes *lanes, struct lane_call *call,
				       struct lane_set *lane)
{
	if (lane)
		lane->busy++;
	else
		lanes->ordinary++;
	call->lane = lane;
	call->state = LANE_HOLDING;
	lanes->busy++;
}

/* @lane: the set whose lane it is, NULL for an ordinary token */
static inline void put_token_back(struct lanes *lanes, struct lane_set *lane)
{
	if (lane)
		lane->busy--;
	else
		lanes->ordinary--;
	lanes->busy--;
}

/* After a token was put back: lanes_drain() waits for the last one. */
static __always_inline void lanes_tell_drained(struct lanes *lanes)
{
	if (unlikely(lanes->closed) && !lanes->busy)
		wake_up_all(&lanes->drained);
}

/*
 * A call that was refused ends. An ordinary token that it still has is for a thread that is not
 * there, so it goes back at once; a spent one stands for the call's slot.
 */
static inline void spend_token(struct lanes *lanes, struct lane_call *call)
{
	if (call->state == LANE_HOLDING)
		put_token_back(lanes, call->lane);
	hold_token(lanes, call, &lanes->spent);
}

/*
 * May @call probe for a lost thread? Not if it would find no slot when a thread is there. A call
 * that was refused and waits is one of @parked, and has its slot.
 */
static inline bool has_slot_for_probe(const struct lanes *lanes, const struct lane_call *call)
{
	return lanes->ordinary + lanes->spent.busy + lanes->parked - call->refused <
	       ordinary_share(lanes);
}

static __always_inline bool take_lane(struct lanes *lanes, struct lane_call *call)
{
	if (call->set && has_free_lane(call->set))
		hold_token(lanes, call, call->set);
	else if (call->system && has_free_lane(&lanes->system))
		hold_token(lanes, call, &lanes->system);
	else
		return false;
	return true;
}

/* A process that is about to be frozen gets no token: nobody could use that token meanwhile. */
static inline bool may_have_token(const struct lanes *lanes, const struct lane_call *call)
{
	return !lanes->suspended || !call->freezable;
}

/* lanes_queue.c */
void lanes_start_waiting(struct lane_call *call);
void lanes_wake_later(struct lanes *lanes, struct lane_call *call);
int lanes_sleep(struct lanes *lanes, struct lane_call *call)
	__acquires(&lanes->lock);
void lanes_unlock_and_wake(struct lanes *lanes)
	__releases(&lanes->lock);
void lanes_enqueue_last(struct lanes *lanes, struct lane_call *call);
void lanes_enqueue_in_order(struct lanes *lanes, struct lane_call *call);
void lanes_enqueue_starved(struct lanes *lanes, struct lane_call *call);
void lanes_dequeue(struct lanes *lanes, struct lane_call *call);
void lanes_hand_over(struct lanes *lanes, struct lane_call *call, struct lane_set *lane);
void lanes_serve_set(struct lanes *lanes, struct lane_set *set);
void lanes_serve_queue(struct lanes *lanes);

/* Release the lock where calls may have been taken off the queues. */
static __always_inline void lanes_unlock(struct lanes *lanes)
	__releases(&lanes->lock)
{
	if (unlikely(!list_empty(&lanes->woken)))
		lanes_unlock_and_wake(lanes);
	else
		spin_unlock_irq(&lanes->lock);
}

/* lanes_retry.c */
void lanes_retry_init(struct lanes *lanes);
void lanes_retry_later(struct lanes *lanes);
void lanes_retry_soon(struct lanes *lanes);

/* lanes.c: where a lane ends, these unlock for a moment */
void lanes_leave_locked(struct lanes *lanes, struct lane_call *call)
	__must_hold(&lanes->lock);
void lanes_end_lane(struct lanes *lanes)
	__must_hold(&lanes->lock);

/* lanes.c: these return without the lock, and may sleep */
int lanes_enter_locked(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock);
int lanes_wait_locked(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock);

/* lanes_request.c: returns without the lock, and may sleep */
int lanes_enter_seen(struct lanes *lanes, struct lane_call *request)
	__releases(&lanes->lock);

#endif
