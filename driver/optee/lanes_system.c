// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The lane that all system sessions share: there from the first to the last.
 */
#include "lanes_private.h"

/**
 * lanes_system_get() - one more session shares the system sessions' lane
 * @lanes:	the threads of the trusted OS
 *
 * The first one requests the lane, and the others wait for what comes of it. Process
 * context; every wait is killable, and has an end. No process gets here, so none is
 * frozen with the turn.
 *
 * Return: 0 when the lane is there, or as lanes_request_within().
 */
int lanes_system_get(struct lanes *lanes)
{
	unsigned long patience = lanes->system_patience;
	bool missing;
	long left;
	int rc = 0;

	left = wait_for_completion_killable_timeout(&lanes->system_turn, patience);
	if (left <= 0)
		return left ? -EINTR : -EBUSY;
	spin_lock_bh(&lanes->lock);
	lanes->system_users++;
	missing = !lanes->system.granted;
	spin_unlock_bh(&lanes->lock);

	if (missing) {
		rc = lanes_request_within(lanes, &lanes->system, patience);
		if (rc) {
			spin_lock_bh(&lanes->lock);
			lanes->system_users--;
			spin_unlock_bh(&lanes->lock);
		}
	}
	complete(&lanes->system_turn);
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
	spin_lock_bh(&lanes->lock);
	/* In one go: who comes to ask must see the lane stay, or gone. */
	if (!--lanes->system_users)
		lanes_release_locked(lanes, &lanes->system);
	spin_unlock_bh(&lanes->lock);
}
