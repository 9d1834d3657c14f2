// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Granting and releasing lanes. A lane is an ordinary token that the holder keeps.
 */
#include <linux/sched/signal.h>

#include "lanes_private.h"

/*
 * Return: 0 if the request may queue; the error with which it fails at once; or -EAGAIN if it has
 * to wait for the end of another lane first. That is so while the secure world is being told that a
 * lane ends and would refuse one more until then. Without the number of threads it cannot be known
 * whether the secure world would refuse, so there the request waits in any case.
 *
 * While the system suspends, an ordinary token is left for the calls of kernel clients. A kernel
 * client must not wait until the system is awake, so its request fails; a process can wait.
 */
static int may_request(const struct lanes *lanes, const struct lane_set *set)
{
	if (!lanes_enforced(lanes))
		return -EOPNOTSUPP;
	if (is_ending(set))
		return 0;
	if (lanes->spared && !set->freezable)
		return -EBUSY;
	if (lanes->total && lanes->reserved - lanes->unreserving + 2 > lanes->total)
		return -EBUSY;
	if (lanes->unreserving && (!lanes->total || lanes->reserved + 2 > lanes->total))
		return -EAGAIN;
	return 0;
}

static int may_request_now(struct lanes *lanes, const struct lane_set *set)
{
	int rc;

	spin_lock_irq(&lanes->lock);
	rc = may_request(lanes, set);
	spin_unlock_irq(&lanes->lock);
	return rc;
}

/**
 * lanes_enter_seen() - get an ordinary token, and see that its thread is there
 * @lanes:	locked; unlocked on return
 * @request:	initialized, with @request set
 *
 * Where no thread is known to be lost that is so for every token. Process context, may sleep.
 *
 * Return: as lanes_enter(), or an error of lanes_probe_fn. After an error @request may hold a
 * token.
 */
int lanes_enter_seen(struct lanes *lanes, struct lane_call *request)
	__releases(&lanes->lock)
{
	int rc = lanes_enter_locked(lanes, request);

	if (rc || !request->probe)
		return rc;
	rc = lanes->probe(lanes, request);
	if (rc)
		return rc;
	/*
	 * If a call has left meanwhile, it may be its thread that was found. So no more threads are
	 * known to be there than are in use now, and where the system has begun to suspend, a
	 * kernel client must not keep this one: lanes_suspend() may have found the same.
	 */
	spin_lock_irq(&lanes->lock);
	set_limit(lanes, min(lanes->limit, lanes->ordinary));
	if (lanes->spared && !request->freezable)
		rc = -EBUSY;
	spin_unlock_irq(&lanes->lock);
	return rc;
}

/**
 * lanes_request_within() - one more lane for a holder, waiting no longer than a given time
 * @lanes:	the threads of the trusted OS
 * @set:	the holder's lanes
 * @patience:	how long to wait for an ordinary call to end, jiffies; 0: for ever
 *
 * The request queues for an ordinary token like any call, and keeps it. Process context; a kill
 * ends the wait, and the freezer may stop it if the holder is a process and @patience is 0.
 *
 * Return: as lanes_request(); -EBUSY also where no thread became free in time.
 */
int lanes_request_within(struct lanes *lanes, struct lane_set *set, unsigned long patience)
{
	struct lane_call call = {
		.request = true, .freezable = set->freezable,
		.until = patience ? lanes_deadline(patience) : 0,
	};
	bool kept;
	int rc;

	lane_call_init(&call);
	spin_lock_irq(&lanes->lock);
	while ((rc = may_request(lanes, set)) == -EAGAIN) {
		spin_unlock_irq(&lanes->lock);
		/* This takes as long as a fast call. */
		rc = wait_event_killable(lanes->unreserved,
					 may_request_now(lanes, set) != -EAGAIN);
		if (rc)
			return -EINTR;
		spin_lock_irq(&lanes->lock);
	}
	if (rc)
		goto out;
	if (is_ending(set)) {
		/* A released lane is still in use by a call: it stays, instead of a new one. */
		set->granted++;
		goto out;
	}
	lanes->reserved++;
	rc = lanes_enter_seen(lanes, &call);
	if (!rc && lanes->ops)
		rc = lanes->ops->reserve(lanes);

	spin_lock_irq(&lanes->lock);
	if (rc) {
		lanes->reserved--;
		if (call.state == LANE_HOLDING)
			lanes_leave_locked(lanes, &call);
	} else {
		/* A lane was released meanwhile and is in use: it stays, and the new one ends. */
		kept = is_ending(set);
		put_token_back(lanes, call.lane);
		lanes->granted++;
		set_limit(lanes, lanes->limit ? lanes->limit - 1 : 0);
		set->granted++;
		if (kept)
			lanes_end_lane(lanes);
		else
			lanes_serve_set(lanes, set);
		lanes_tell_drained(lanes);
	}
out:
	lanes_unlock(lanes);
	return rc == -EINTR && !fatal_signal_pending(current) ? -EBUSY : rc;
}

/**
 * lanes_request() - one more lane for a holder
 * @lanes:	the threads of the trusted OS
 * @set:	the holder's lanes
 *
 * Process context, may sleep until an ordinary call ends; the wait is killable,
 * and freezable if the set's holder is.
 *
 * Return: 0 when a thread backs the lane, -EOPNOTSUPP where nothing can enforce
 * lanes, -EBUSY where the last ordinary thread would go, and while the system suspends unless the
 * holder is a process, -EINTR when killed.
 */
int lanes_request(struct lanes *lanes, struct lane_set *set)
{
	return lanes_request_within(lanes, set, 0);
}

/**
 * lanes_release_locked() - lanes_release() for a caller that holds the lock
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
		lanes_end_lane(lanes);
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

	spin_lock_irq(&lanes->lock);
	rc = lanes_release_locked(lanes, set);
	lanes_unlock(lanes);
	return rc;
}
