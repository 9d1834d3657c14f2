// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * While processes are frozen, a thread is left for the kernel.
 *
 * A frozen process keeps the thread that its call has, until the system is awake again. If frozen
 * processes had all of them, a driver whose suspend operation makes a call (a TPM, a clock or a
 * supply behind SCMI) would wait for ever. So before processes are frozen, ordinary tokens go to
 * kernel clients alone, and one must be left. Then every call of a kernel client gets a thread: if
 * another call has it, that is a call of a kernel client, which is not frozen and ends. For the
 * same reason no kernel client gets a lane any more: a lane could be the last of these tokens, and
 * would not come back.
 */
#include "lanes_private.h"

/*
 * Where a token is left, no kernel client's request waits for one (invariant I1). So it is enough
 * that those which come from now on are turned away. One that is probing for a lost thread just now
 * gives its token up (lanes_enter_seen()).
 */
static bool spare_token(struct lanes *lanes)
{
	bool spared;

	spin_lock_irq(&lanes->lock);
	spared = lanes->ordinary < lanes->limit;
	lanes->spared = spared;
	spin_unlock_irq(&lanes->lock);
	return spared;
}

/*
 * Where threads are lost, no token may be left although a thread is back, because no call has
 * probed since. So a token is got, by a request that probes if need be, and given back.
 */
static int see_thread(struct lanes *lanes, unsigned long timeout)
	__releases(&lanes->lock)
{
	struct lane_call call = { .request = true, .until = lanes_deadline(timeout) };
	int rc;

	lane_call_init(&call);
	rc = lanes_enter_seen(lanes, &call);
	if (call.state == LANE_HOLDING)
		lanes_leave(lanes, &call);
	return rc;
}

/**
 * lanes_suspend() - processes are about to be frozen
 * @lanes:	the threads of the trusted OS
 * @timeout:	how long to wait for a call to end, jiffies, not 0. It is waited for twice as long
 *		where threads are lost
 *
 * Process context, sleeps. Calls of processes that have entered go on.
 *
 * Return: 0 when an ordinary token is left, and neither a process nor a request for a lane gets it
 * before lanes_resume(); -EBUSY when none came back in time, and nothing has changed.
 */
int lanes_suspend(struct lanes *lanes, unsigned long timeout)
{
	int rc = 0;

	spin_lock_irq(&lanes->lock);
	lanes->suspended = true;
	if (threads_are_lost(lanes))
		rc = see_thread(lanes, timeout);
	else
		spin_unlock_irq(&lanes->lock);
	if (!rc && wait_event_timeout(lanes->spare, spare_token(lanes), timeout))
		return 0;
	lanes_resume(lanes);
	return -EBUSY;
}

/**
 * lanes_resume() - processes are about to be thawed
 * @lanes:	the threads of the trusted OS, also where lanes_suspend() has failed
 */
void lanes_resume(struct lanes *lanes)
{
	spin_lock_irq(&lanes->lock);
	lanes->suspended = false;
	lanes->spared = false;
	lanes_serve_queue(lanes);
	lanes_retry_soon(lanes);
	lanes_unlock(lanes);
}
