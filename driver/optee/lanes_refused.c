// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The secure world refused: the call's token was for a thread that is lost.
 */
#include "lanes_private.h"
#include "optee_trace.h"

/*
 * The loss is the ordinary calls', so this one waits, unless a lane has come free.
 * What they lost to starved lanes is lost already, and stays so.
 */
static int wait_again(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	put_back(lanes, call);
	set_limit(lanes, min(lanes->limit, lanes->ordinary));
	if (take_lane(lanes, call)) {
		spin_unlock_bh(&lanes->lock);
		return 0;
	}
	lanes_enqueue_in_order(lanes, call);
	return lanes_wait_locked(lanes, call);
}

/* An immediate call does not wait, and no call waits for lanes that are closed. */
static int give_up(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	int rc = call->immediate ? -EAGAIN : -ESHUTDOWN;

	/* First, or the token that has no thread would go to the next call. */
	if (!call->lane)
		set_limit(lanes, min(lanes->limit, lanes->ordinary - 1));
	lanes_leave_locked(lanes, call);
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/* The lane stays ours, and the next thread that is free is for it. */
static int starve(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	int rc;

	if (lanes->limit)
		set_limit(lanes, lanes->limit - 1);
	reinit_completion(&call->wake);
	lanes_enqueue_starved(lanes, call);
	lanes_retry_later(lanes);
	spin_unlock_bh(&lanes->lock);

	rc = wait_for_completion_state(&call->wake, lanes_sleep_state(call));

	spin_lock_bh(&lanes->lock);
	if (call->state == LANE_CANCELLED)
		rc = -ECANCELED;
	else if (call->state == LANE_CLOSED)
		rc = -ESHUTDOWN;
	else if (rc)
		rc = -EINTR;
	if (rc) {
		list_del_init(&call->queue);
		lanes_leave_locked(lanes, call);
	}
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/**
 * lanes_refused() - the secure world had no thread in spite of the token
 * @lanes:	the threads of the trusted OS
 * @call:	a call that holds a token and got ETHREAD_LIMIT for its entry
 *
 * Somebody we do not know of holds a thread, or the number of threads was not
 * known and now is. The loss is the ordinary calls': @limit shrinks. The call
 * keeps its place, before all that came later, and waits for the next thread
 * that comes back; a timer looks for threads that come back without a word.
 * Process context; the wait is killable, and freezable if @call says so.
 *
 * An immediate call does not wait and fails with -EAGAIN; none waits for lanes that are closed.
 *
 * Return: 0 to try again, with a token; or as lanes_enter(), without one.
 */
int lanes_refused(struct lanes *lanes, struct lane_call *call)
{
	spin_lock_bh(&lanes->lock);
	lanes->refused++;
	trace_optee_lane_refused(call);
	if (call->immediate || lanes->closed)
		return give_up(lanes, call);
	return call->lane ? starve(lanes, call) : wait_again(lanes, call);
}
