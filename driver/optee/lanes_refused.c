// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The secure world refused a call that has a token: the thread for the token is lost.
 */
#include "lanes_private.h"
#include "optee_trace.h"

/*
 * An ordinary call gives its token up and waits again, unless a lane has come free meanwhile. The
 * limit becomes the number of ordinary tokens that are still out. It is never raised here, because
 * starve_call() may have lowered it further, by one for each call on a lane that found no thread.
 */
static int requeue_refused_call(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	put_token_back(lanes, call->lane);
	call->lane = NULL;
	call->state = LANE_IDLE;
	set_limit(lanes, min(lanes->limit, lanes->ordinary));
	if (take_lane(lanes, call)) {
		spin_unlock_irq(&lanes->lock);
		return 0;
	}
	lanes_enqueue_in_order(lanes, call);
	return lanes_wait_locked(lanes, call);
}

/* The call must not wait. @rc tells why. */
static int give_up_refused_call(struct lanes *lanes, struct lane_call *call, int rc)
	__releases(&lanes->lock)
{
	/* The next call must not get the token, for which there is no thread. */
	if (!call->lane) {
		spend_token(lanes, call);
		set_limit(lanes, min(lanes->limit, lanes->ordinary));
	}
	spin_unlock_irq(&lanes->lock);
	return rc;
}

/* The call keeps its lane and waits for the next thread that any call leaves. */
static int starve_call(struct lanes *lanes, struct lane_call *call)
	__releases(&lanes->lock)
{
	int rc;

	if (lanes->limit)
		set_limit(lanes, lanes->limit - 1);
	lanes_start_waiting(call);
	lanes_enqueue_starved(lanes, call);
	lanes_retry_later(lanes);
	spin_unlock_irq(&lanes->lock);

	rc = lanes_sleep(lanes, call);
	if (call->state == LANE_CANCELLED)
		rc = -ECANCELED;
	else if (call->state == LANE_CLOSED)
		rc = -ESHUTDOWN;
	else if (rc)
		rc = -EINTR;
	if (rc) {
		list_del_init(&call->queue);
		call->state = LANE_HOLDING;
	}
	spin_unlock_irq(&lanes->lock);
	return rc;
}

/**
 * lanes_refused() - the secure world had no thread in spite of the token
 * @lanes:	the threads of the trusted OS
 * @call:	a call that holds a token and got ETHREAD_LIMIT for its entry
 *
 * Either somebody unknown to this driver holds a thread, or the number of threads was not known and
 * has just been found. The ordinary calls bear the loss: lanes->limit shrinks. The call keeps its
 * place before all calls that came later, and waits for the next thread that comes back. Nobody
 * tells when a lost thread comes back, so a timer has calls probe for it. Process context; a kill
 * ends the wait, and the freezer may stop it if @call says so.
 *
 * An immediate call does not wait and fails with -EAGAIN; none waits for lanes that are closed.
 * lanes_entered() is due when the call has entered after all.
 *
 * Return: 0 to try again; or as lanes_enter(). In any case the call holds a token. After an error
 * its caller gives the slot back before it leaves: the token may be a lane, and the next call on it
 * must find a slot.
 */
int lanes_refused(struct lanes *lanes, struct lane_call *call)
{
	int rc;

	spin_lock_irq(&lanes->lock);
	lanes->refused++;
	trace_optee_lane_refused(call);
	if (!call->refused) {
		list_add_tail(&call->again, &lanes->again);
		call->refused = true;
	}
	if (call->immediate)
		rc = give_up_refused_call(lanes, call, -EAGAIN);
	else if (lanes->closed)
		rc = give_up_refused_call(lanes, call, -ESHUTDOWN);
	else if (call->cancelled)
		rc = give_up_refused_call(lanes, call, -ECANCELED);
	else if (call->lane)
		rc = starve_call(lanes, call);
	else
		rc = requeue_refused_call(lanes, call);
	if (rc)
		lanes_entered(lanes, call);
	return rc;
}

/**
 * lanes_entered() - a call that was refused has entered now, or has given up
 * @lanes:	the threads of the trusted OS
 * @call:	the call; from now on only the secure world can cancel it
 */
void lanes_entered(struct lanes *lanes, struct lane_call *call)
{
	spin_lock_irq(&lanes->lock);
	list_del(&call->again);
	call->refused = false;
	spin_unlock_irq(&lanes->lock);
}
