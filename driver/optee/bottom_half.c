// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The yielding calls that notifications need: DO_BOTTOM_HALF and STOP_ASYNC_NOTIF.
 */
#include <linux/delay.h>
#include <linux/err.h>

#include "call.h"
#include "irq.h"
#include "optee.h"

/* How often STOP_ASYNC_NOTIF is tried while no thread is free, and the time between two tries */
#define STOP_TRIES	50
#define STOP_POLL_MS	20

/* Make a call without parameters, which may use the lane that system sessions share. */
static int send_notif_message(struct optee *optee, u32 cmd, bool immediate)
{
	struct optee_call_spec spec = { .cmd = cmd, .system = true, .immediate = immediate };
	struct optee_call *call;
	int rc;

	call = optee_call_begin(optee, optee->ctx, &spec);
	if (IS_ERR(call))
		return PTR_ERR(call);
	rc = optee_call_run(call);
	if (!rc)
		optee_call_end(call);
	return rc;
}

/**
 * optee_bottom_half() - let the trusted OS do what its interrupt handler has left for a thread
 * @optee:	the trusted OS
 *
 * Process context, may sleep.
 *
 * Return: 0 or an error of optee_call_begin() or optee_call_run().
 */
int optee_bottom_half(struct optee *optee)
{
	return send_notif_message(optee, OPTEE_MSG_CMD_DO_BOTTOM_HALF, false);
}

/**
 * optee_stop_async_notif() - tell the trusted OS to raise no more interrupts
 * @optee:	the trusted OS
 *
 * Process context. Works while the lanes are closed, and sleeps for a bounded time where no thread
 * is free. The caller gives the interrupt back in any case.
 *
 * Return: as optee_bottom_half(), -EAGAIN when there was no thread.
 */
int optee_stop_async_notif(struct optee *optee)
{
	unsigned int tries = STOP_TRIES;
	int rc;

	while ((rc = send_notif_message(optee, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, true)) == -EAGAIN &&
	       --tries)
		msleep(STOP_POLL_MS);
	return rc;
}
