// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Waiting for another thread. The thread is suspended in an RPC in which the normal world waits for
 * a notification value. Each thread has a value of its own for that, so no thread takes the wake-up
 * of another. The normal world keeps a value that is sent before it is waited for. It can also make
 * up a value, so a caller must check what it waits for after each wait, and wait again if need be.
 */
#include "config.h"
#include "notif.h"
#include "rpc.h"
#include "thread.h"

static u32 notification_rpc(u32 what, unsigned int id)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value = { .a = what, .b = SECURE_NOTIF_SYNC + id },
	};

	return secure_rpc(OPTEE_RPC_CMD_NOTIFICATION, &param, 1);
}

/**
 * wait_for_wake() - wait until another thread has called wake(); suspends
 * @whom:	its number if it is known, else SECURE_NO_THREAD
 * @what:	what is waited for; static
 *
 * May return although nobody has called wake().
 */
void wait_for_wake(unsigned int whom, const char *what)
{
	struct thread *t = thread_current();

	trace(.event = SECURE_EV_WAITS, .thread = t->id, .system = t->system,
	      .session = t->run.session, .value = whom, .what = what);
	notification_rpc(OPTEE_RPC_NOTIFICATION_WAIT, t->id);
	trace(.event = SECURE_EV_WAITED, .thread = t->id, .system = t->system,
	      .session = t->run.session, .what = what);
}

/**
 * wake() - end the wait of another thread; suspends
 * @id:		the thread
 *
 * Where the normal world has no memory for the request, an interrupt must do.
 */
void wake(unsigned int id)
{
	if (notification_rpc(OPTEE_RPC_NOTIFICATION_SEND, id) != TEEC_SUCCESS)
		notif_post(SECURE_NOTIF_SYNC + id);
}
