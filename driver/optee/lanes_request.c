// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lanes granted and released. A lane is an ordinary token that is kept.
 */
#include <linux/sched/signal.h>

#include "lanes_private.h"

/*
 * 0, what lanes_request() is to say at once, or -EAGAIN: the lane there is room
 * for is one that the secure world still has in its books, where it would refuse
 * another. Which that is cannot be told without the number of threads.
 */
static int may_request(const struct lanes *lanes, const struct lane_set *set)
{
	if (!lanes_enforced(lanes))
		return -EOPNOTSUPP;
	if (is_ending(set))
		return 0;
	if (lanes->total && lanes->reserved - lanes->unreserving + 2 > lanes->total)
		return -EBUSY;
	if (lanes->unreserving && (!lanes->total || lanes->reserved + 2 > lanes->total))
		return -EAGAIN;
	return 0;
}

static int may_request_now(struct lanes *lanes, const struct lane_set *set)
{
	int rc;

	spin_lock_bh(&lanes->lock);
	rc = may_request(lanes, set);
	spin_unlock_bh(&lanes->lock);
	return rc;
}

/**
 * lanes_request_within() - one more lane for a holder, which does not wait for ever
 * @lanes:	the threads of the trusted OS
 * @set:	the holder's lanes
 * @patience:	how long to wait for an ordinary call to end, jiffies; 0: for ever
 *
 * A lane is an ordinary token that never comes back, so the request queues for
 * one like any call. Process context; the wait is killable, and freezable if the
 * set's holder is and @patience is 0.
 *
 * Return: as lanes_request(); -EBUSY also where no thread became free in time.
 */
int lanes_request_within(struct lanes *lanes, struct lane_set *set, unsigned long patience)
{
	struct lane_call call = {
		.request = true, .freezable = set->freezable, .patience = patience,
	};
	bool kept;
	int rc;

	lane_call_init(&call);
	spin_lock_bh(&lanes->lock);
	while ((rc = may_request(lanes, set)) == -EAGAIN) {
		spin_unlock_bh(&lanes->lock);
		/* For as long as a fast call takes. */
		rc = wait_event_killable(lanes->unreserved,
					 may_request_now(lanes, set) != -EAGAIN);
		if (rc)
			return -EINTR;
		spin_lock_bh(&lanes->lock);
	}
	if (rc)
		goto out;
	if (is_ending(set)) {
		/* It is there and backed: keep it instead. */
		set->granted++;
		goto out;
	}
	lanes->reserved++;
	rc = lanes_enter_locked(lanes, &call);
	if (!rc && lanes->ops)
		rc = lanes->ops->reserve(lanes);

	spin_lock_bh(&lanes->lock);
	if (rc) {
		lanes->reserved--;
		if (call.state == LANE_HOLDING)
			lanes_leave_locked(lanes, &call);
	} else {
		/* Released meanwhile, but in use: keep that one, end this. */
		kept = is_ending(set);
		put_back(lanes, &call);
		lanes->granted++;
		set_limit(lanes, lanes->limit ? lanes->limit - 1 : 0);
		set->granted++;
		if (kept)
			lanes_end_lane(lanes);
		else
			lanes_serve_set(lanes, set);
	}
out:
	spin_unlock_bh(&lanes->lock);
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
 * lanes, -EBUSY where the last ordinary thread would go, -EINTR when killed.
 */
int lanes_request(struct lanes *lanes, struct lane_set *set)
{
	return lanes_request_within(lanes, set, 0);
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

	spin_lock_bh(&lanes->lock);
	rc = lanes_release_locked(lanes, set);
	spin_unlock_bh(&lanes->lock);
	return rc;
}
