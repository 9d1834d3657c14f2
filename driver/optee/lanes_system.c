// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The lane that all system sessions share. It exists from the first such session to the last.
 */
#include "lanes_private.h"

/*
 * Count one more session, unless another is just requesting the lane. @missing says that the lane
 * is not there: then the caller is the one that requests it.
 */
static bool add_system_session(struct lanes *lanes, bool *missing)
{
	bool added;

	spin_lock_irq(&lanes->lock);
	added = !lanes->system_requested;
	if (added) {
		*missing = !lanes->system.granted;
		lanes->system_requested = *missing;
		lanes->system_users++;
	}
	spin_unlock_irq(&lanes->lock);
	return added;
}

/**
 * lanes_system_get() - one more session shares the system sessions' lane
 * @lanes:	the threads of the trusted OS
 *
 * The first session requests the lane. Sessions that come meanwhile wait for the outcome: if the
 * request has failed, the next of them makes one of its own. Process context. A kill ends each of
 * these waits, and so does the patience of system sessions. Only kernel clients get here, so no
 * session is frozen while others wait for its request.
 *
 * Return: 0 when the lane is there, or as lanes_request_within().
 */
int lanes_system_get(struct lanes *lanes)
{
	unsigned long patience = lanes->system_patience;
	bool missing;
	long left;
	int rc;

	left = wait_event_killable_timeout(lanes->system_outcome,
					   add_system_session(lanes, &missing), patience);
	if (left <= 0)
		return left ? -EINTR : -EBUSY;
	if (!missing)
		return 0;

	rc = lanes_request_within(lanes, &lanes->system, left);
	spin_lock_irq(&lanes->lock);
	if (rc)
		lanes->system_users--;
	lanes->system_requested = false;
	spin_unlock_irq(&lanes->lock);
	wake_up_all(&lanes->system_outcome);
	return rc;
}

/**
 * lanes_system_put() - one session less; the last gives the lane back
 * @lanes:	the threads of the trusted OS
 *
 * Does not sleep.
 */
void lanes_system_put(struct lanes *lanes)
{
	spin_lock_irq(&lanes->lock);
	/* Under one hold of the lock: a session that comes sees the lane stay, or sees it gone. */
	if (!--lanes->system_users)
		lanes_release_locked(lanes, &lanes->system);
	lanes_unlock(lanes);
}
