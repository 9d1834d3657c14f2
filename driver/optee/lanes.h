/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Which call may enter the secure world, and in which order. See docs/lanes.md.
 */
#ifndef OPTEE_LANES_H
#define OPTEE_LANES_H

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>

struct lane_call;
struct lanes;

/**
 * struct lanes_ops - how the secure world is told of a reservation
 * @reserve:	set one more thread context aside; 0, or -EBUSY where the
 *		trusted OS has none to spare. Called without locks, may not sleep.
 * @unreserve:	take back one @reserve. Called without locks, may not sleep.
 *
 * Without these operations the driver enforces lanes alone: it does not let so many ordinary calls
 * enter that a call on a lane would find no thread.
 */
struct lanes_ops {
	int (*reserve)(struct lanes *lanes);
	void (*unreserve)(struct lanes *lanes);
};

/**
 * typedef lanes_probe_fn - make a call that does nothing, to see whether a thread is there
 * @lanes:	the threads of the trusted OS
 * @request:	whose token is used: it holds one, and no other task can reach it
 *
 * Called without locks. Sleeps while the secure world refuses the call, see lanes_refused().
 *
 * Return: 0 when the call has entered and is over; or a negative errno. In any case @request holds
 * a token, and the caller decides what becomes of it.
 */
typedef int lanes_probe_fn(struct lanes *lanes, struct lane_call *request);

/**
 * struct lane_set - the lanes of one holder
 * @granted:	lanes the holder has
 * @busy:	lanes of the set that calls are using; above @granted while a
 *		released lane is still in use
 * @freezable:	the holder is a process: the freezer may stop it while it waits
 * @waiters:	calls (struct lane_call) that would take a lane of this set
 *
 * A holder is a tee_context, or all system sessions together. Every waiting
 * call of a context is on its context's list, also where it has no lane.
 */
struct lane_set {
	unsigned int granted;
	unsigned int busy;
	bool freezable;
	struct list_head waiters;
};

/**
 * struct lanes - the thread contexts of one trusted OS
 * @lock:	protects everything below, every lane_set and every lane_call;
 *		held for a few instructions, never across anything that sleeps
 * @ops:	set where the secure world enforces reservations
 * @probe:	how a request finds out that a lost thread is back
 * @total:	thread contexts of the trusted OS, 0 where it does not tell
 * @reserved:	lanes granted or about to be; at least one thread stays
 *		ordinary: reserved < total
 * @granted:	lanes granted; the ordinary share is total - granted
 * @unreserving: lanes, counted in both, of which the secure world is just being
 *		told that they end
 * @unreserved:	requests that wait for one of these
 * @limit:	ordinary tokens there may be out now: the ordinary share less
 *		the threads that were found to be held by somebody unknown
 * @ordinary:	ordinary tokens that are out
 * @busy:	calls that hold a token of any kind
 * @waiting:	calls and requests on @queue
 * @tickets:	tickets given out, see struct lane_call
 * @parked:	calls on @queue that were refused: each has a slot (call_slot.c), and no token
 * @refused:	times the secure world had no thread for a token
 * @suspended:	the system is about to suspend, or does: ordinary tokens go only to
 *		calls that the freezer does not stop
 * @spared:	the system suspends, and one ordinary token is left for these calls: none
 *		becomes a lane of theirs
 * @spare:	lanes_suspend() waits here for an ordinary token that is left
 * @queue:	calls and requests that wait for an ordinary token, in order of arrival
 * @starved:	calls that hold a lane but were refused: served before @queue
 * @spent:	no lanes: a call that was refused and has ended holds a token of this set until its
 *		slot is free (call_slot.c). Nobody enters with such a token
 * @again:	calls that were refused and have not entered since, waiting or not
 * @woken:	calls that were taken off the queues, and are woken when the lock is released
 * @retry:	has a call probe for a lost thread, with growing delay
 * @retry_delay: the next delay in jiffies
 * @system:	the lanes that system sessions share
 * @system_users: sessions, and the bottom half, that want @system to have a lane
 * @system_requested: a session is just requesting a lane for @system
 * @system_outcome: woken when that request has ended
 * @system_patience: jiffies that a request for that lane waits for a thread
 * @closed:	only the driver's own calls at its end are let in
 * @drained:	woken when @closed and the last token comes back
 *
 * Invariants, whenever @lock is free:
 *
 * I1	@queue is not empty => @ordinary >= @limit; while @suspended, this is so of the
 *	calls on @queue that the freezer does not stop
 * I2	a set's waiters are not empty => its busy >= its granted
 * I3	total known => @limit <= total - @granted and @reserved < total
 * I4	@queue, @starved and every set's waiters are in order of arrival
 * I5	@woken is empty
 * I6	total known => @ordinary + busy of @spent + @parked + @granted <= @total: these
 *	have a slot each, or keep one free
 */
struct lanes {
	spinlock_t lock;	/* protects all of this, see above */
	const struct lanes_ops *ops;
	lanes_probe_fn *probe;
	unsigned int total;
	unsigned int reserved;
	unsigned int granted;
	unsigned int unreserving;
	wait_queue_head_t unreserved;
	unsigned int limit;
	unsigned int ordinary;
	unsigned int busy;
	unsigned int waiting;
	u64 tickets;
	unsigned int parked;
	unsigned long refused;
	bool suspended;
	bool spared;
	wait_queue_head_t spare;
	struct list_head queue;
	struct list_head starved;
	struct lane_set spent;
	struct list_head again;
	struct list_head woken;
	struct timer_list retry;
	unsigned long retry_delay;
	struct lane_set system;
	unsigned int system_users;
	bool system_requested;
	wait_queue_head_t system_outcome;
	unsigned long system_patience;
	bool closed;
	wait_queue_head_t drained;
};

enum lane_state {
	LANE_IDLE,
	LANE_WAITING,
	LANE_HOLDING,
	LANE_CANCELLED,
	LANE_CLOSED,
};

/**
 * struct lane_call - one call's place: in a queue, or in the secure world
 * @set:	the set of the context the call is made for
 * @system:	may use the lanes that system sessions share
 * @request:	wants a thread to keep, and makes no call, except to probe for a lost thread
 * @freezable:	it is made for a process: the freezer may stop its task while it waits,
 *		and it gets no ordinary token while the system suspends
 * @until:	give up waiting at this time, jiffies; 0: never
 * @lane:	the set whose lane is held, NULL for an ordinary token
 * @state:	LANE_HOLDING from hand-over to lanes_leave()
 * @immediate:	a call of the driver itself when it starts or ends: it never waits, and is let in
 *		when the lanes are closed
 * @probe:	its token is for a lost thread: the call finds out whether the thread is back. A
 *		request makes a call for that, see lanes_probe_fn
 * @ticket:	place in the order of arrival
 * @cancellable: the client can cancel it by @session and @cancel_id
 * @session:	its session, 0 for one that is being opened
 * @cancel_id:	the number that the client has given it
 * @refused:	it is in lanes->again
 * @cancelled:	was cancelled while it was on that list and did not wait: it ends if it is refused
 *		once more
 * @again:	in lanes->again
 * @queue:	in lanes->queue, in lanes->starved, or in lanes->woken
 * @own:	in the waiters of the call's own set
 * @shared:	in the waiters of lanes->system, for a system call
 * @off:	was taken off the queues, so @woken is set soon
 * @woken:	set by whoever takes the call off the queues, after the lock is released
 * @task:	sleeps until @woken, and is then woken without any lock
 * @wake:	where it sleeps; nobody else uses this queue, so its lock is always free
 *
 * The members from @again on are written when the call is put on a list, and not before.
 */
struct lane_call {
	struct lane_set *set;
	struct lane_set *lane;
	u64 ticket;
	unsigned long until;
	u32 session;
	u32 cancel_id;
	enum lane_state state;
	bool system;
	bool request;
	bool freezable;
	bool immediate;
	bool probe;
	bool cancellable;
	bool refused;
	bool cancelled;
	struct list_head again;
	struct list_head queue;
	struct list_head own;
	struct list_head shared;
	bool off;
	bool woken;
	struct task_struct *task;
	wait_queue_head_t wake;
};

/* So many bytes at the start of a struct lane_call are used by a call that need not wait. */
#define LANE_CALL_HEAD	offsetof(struct lane_call, again)

/* lanes.c */
void lanes_init(struct lanes *lanes, unsigned int total, const struct lanes_ops *ops,
		lanes_probe_fn *probe);
void lanes_close(struct lanes *lanes);
bool lanes_drain(struct lanes *lanes, unsigned int ms);
void lanes_shutdown(struct lanes *lanes);
void lanes_destroy(struct lanes *lanes);
void lane_set_init(struct lane_set *set);
bool lanes_enforced(const struct lanes *lanes);
int lanes_enter(struct lanes *lanes, struct lane_call *call);
void lanes_leave(struct lanes *lanes, struct lane_call *call);
void lanes_return(struct lanes *lanes, struct lane_set *lane);
bool lanes_cancel(struct lanes *lanes, struct lane_set *set, u32 session, u32 cancel_id);

/* lanes_refused.c */
int lanes_refused(struct lanes *lanes, struct lane_call *call);
void lanes_entered(struct lanes *lanes, struct lane_call *call);

/**
 * lane_call_copy() - move a token to another struct lane_call
 * @to:		takes the place of @from
 * @from:	on no list, with or without a token; not to be used any more
 *
 * No other task can reach a call that is on no list, so no lock is needed.
 */
static inline void lane_call_copy(struct lane_call *to, const struct lane_call *from)
{
	memcpy(to, from, LANE_CALL_HEAD);
}

/* lanes_request.c */
int lanes_request(struct lanes *lanes, struct lane_set *set);
int lanes_request_within(struct lanes *lanes, struct lane_set *set, unsigned long patience);
int lanes_release(struct lanes *lanes, struct lane_set *set);
int lanes_release_locked(struct lanes *lanes, struct lane_set *set);

/* lanes_suspend.c */
int lanes_suspend(struct lanes *lanes, unsigned long timeout);
void lanes_resume(struct lanes *lanes);

/* lanes_system.c */
int lanes_system_get(struct lanes *lanes);
void lanes_system_put(struct lanes *lanes);

#endif
