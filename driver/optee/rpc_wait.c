// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs in which a call sleeps: SUSPEND and NOTIFICATION.
 *
 * A caller that is killed leaves the sleep at once, with -EINTR, and a worker serves the same RPC
 * again. So that the worker sleeps only for the time that is left, the end of the sleep is computed
 * when it begins, and kept in the call.
 */
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include "optee_rpc_cmd.h"
#include "tee_result.h"

#include "call_state.h"
#include "optee.h"
#include "rpc.h"

/* Return: the time at which the RPC's sleep of @ms ends, in jiffies, never 0. */
static unsigned long end_of_sleep(struct optee_call *call, u64 ms)
{
	if (!call->rpc_until) {
		/* One jiffy more, because a part of the current one is over already. */
		call->rpc_until = jiffies + msecs_to_jiffies(min_t(u64, ms, UINT_MAX)) + 1;
		if (!call->rpc_until)
			call->rpc_until = 1;
	}
	return call->rpc_until;
}

static bool is_one_value_input(const struct optee_rpc *rpc)
{
	return rpc->num_params == 1 &&
	       (rpc->params[0].attr & OPTEE_MSG_ATTR_TYPE_MASK) == OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
}

static int sleep_as_asked(struct optee_rpc *rpc)
{
	struct optee_call *call = rpc->call;
	int rc;

	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (!is_one_value_input(rpc))
		return 0;
	rc = optee_notif_sleep(&rpc->optee->notif, end_of_sleep(call, rpc->params[0].u.value.a),
			       optee_call_sleep_state(call));
	if (rc)
		return rc;
	rpc->ret = TEEC_SUCCESS;
	return 0;
}

/**
 * optee_rpc_suspend() - RPC command SUSPEND: sleep
 * @rpc:	value.a: milliseconds
 *
 * Only a fatal signal ends the sleep of a process, and no signal that of a kernel client. The
 * freezer may stop a process. The sleep ends early when the kernel goes down.
 *
 * Return: 0 with @rpc->ret, or -EINTR: the caller is being killed, ask again.
 */
int optee_rpc_suspend(struct optee_rpc *rpc)
{
	int rc = sleep_as_asked(rpc);

	if (!rc)
		rpc->call->rpc_until = 0;
	return rc;
}

static int wait_for_or_send_value(struct optee_rpc *rpc)
{
	const struct optee_msg_param_value *value = &rpc->params[0].u.value;
	struct optee_notif *notif = &rpc->optee->notif;
	struct optee_call *call = rpc->call;
	unsigned long until = 0;

	if (!is_one_value_input(rpc) || value->b > U32_MAX)
		return -EINVAL;

	switch (value->a) {
	case OPTEE_RPC_NOTIFICATION_WAIT:
		if (value->c)
			until = end_of_sleep(call, value->c);
		return optee_notif_wait(notif, value->b, until, optee_call_sleep_state(call));
	case OPTEE_RPC_NOTIFICATION_SEND:
		return optee_notif_send(notif, value->b);
	default:
		return -EINVAL;
	}
}

/**
 * optee_rpc_notification() - RPC command NOTIFICATION: wait for a value, send one
 * @rpc:	value.a: OPTEE_RPC_NOTIFICATION_*, value.b: the value, value.c: to
 *		wait no longer than so many milliseconds, unless 0
 *
 * The wait is freezable for a process. It ends with TEEC_ERROR_TIMEOUT when the kernel goes down.
 *
 * Return: 0 with @rpc->ret, or -EINTR: the caller is being killed, ask again.
 */
int optee_rpc_notification(struct optee_rpc *rpc)
{
	int rc = wait_for_or_send_value(rpc);

	switch (rc) {
	case -EINTR:
		return rc;
	case 0:
		rpc->ret = TEEC_SUCCESS;
		break;
	case -ETIMEDOUT:
		rpc->ret = TEEC_ERROR_TIMEOUT;
		break;
	default:
		rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
		break;
	}
	rpc->call->rpc_until = 0;
	return 0;
}
