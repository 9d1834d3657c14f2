// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cancellation: a thread is marked. Its service can ask for the mark, and the mark ends its wait
 * for a notification value.
 *
 * No wait can miss the mark. A thread sets the value that it is going to wait for under the same
 * lock under which it is marked. So either the thread sees the mark and does not wait, or the
 * thread that marks it sees the value, and sends it.
 */
#include "notif.h"
#include "rpc.h"
#include "spin.h"
#include "thread.h"

/*
 * Of the sessions and of what runs on them. It is here and not in session.c, which uses this file,
 * so that neither file needs the other.
 */
struct secure_lock sessions_lock;

/**
 * cancel_begin() - a thread begins to execute a service
 * @t:		current thread
 * @session:	on which session, 0 while it is opened
 * @cancel_id:	what the client calls the request
 *
 * Under sessions_lock.
 */
void cancel_begin(struct thread *t, u32 session, u32 cancel_id)
{
	t->run.active = true;
	t->run.session = session;
	t->run.cancel_id = cancel_id;
	t->run.waits = 0;
	atomic_store_explicit(&t->run.cancelled, false, memory_order_relaxed);
}

/**
 * cancel_end() - a thread has executed a service
 * @t:		current thread
 *
 * Under sessions_lock.
 */
void cancel_end(struct thread *t)
{
	t->run.active = false;
	t->run.session = 0;
	atomic_store_explicit(&t->run.cancelled, false, memory_order_relaxed);
}

/* False: the request has been cancelled already. Otherwise end_wait() is to follow. */
static bool begin_wait(struct thread *t, u32 value)
{
	bool ok;

	spin_lock(&sessions_lock);
	ok = !atomic_load_explicit(&t->run.cancelled, memory_order_relaxed);
	if (ok)
		t->run.waits = value;
	spin_unlock(&sessions_lock);
	return ok;
}

static void end_wait(struct thread *t)
{
	spin_lock(&sessions_lock);
	t->run.waits = 0;
	spin_unlock(&sessions_lock);
}

/* See pta.h. */
bool secure_cancelled(void)
{
	return atomic_load_explicit(&thread_current()->run.cancelled, memory_order_relaxed);
}

/* See pta.h. */
u32 secure_notif_wait(u32 value, u32 timeout_ms)
{
	struct thread *t = thread_current();
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value = {
			.a = OPTEE_RPC_NOTIFICATION_WAIT,
			.b = value,
			.c = timeout_ms,
		},
	};
	u32 ret;

	if (!value || value >= SECURE_NOTIF_SYNC)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (!begin_wait(t, value))
		return TEEC_ERROR_CANCEL;
	ret = secure_rpc(OPTEE_RPC_CMD_NOTIFICATION, &param, 1);
	end_wait(t);
	return secure_cancelled() ? TEEC_ERROR_CANCEL : ret;
}

/* Mark @t if it executes such a request. Return: the value it waits for, 0 for none. */
static u32 mark_one(struct thread *t, const struct thread *by, u32 session, const u32 *cancel_id)
{
	if (!t->run.active || t->client != by->client || t->run.session != session ||
	    (cancel_id && t->run.cancel_id != *cancel_id))
		return 0;
	atomic_store_explicit(&t->run.cancelled, true, memory_order_relaxed);
	return t->run.waits;
}

static void send_value(u32 value)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value = { .a = OPTEE_RPC_NOTIFICATION_SEND, .b = value },
	};

	/* Where the normal world has no memory for the request, the interrupt has to do. */
	if (secure_rpc(OPTEE_RPC_CMD_NOTIFICATION, &param, 1))
		secure_notif_send(value);
}

/**
 * cancel_requests() - mark requests as cancelled; suspends if one of them waits for a value
 * @by:		current thread; only calls of the same guest are cancelled
 * @session:	on which session, 0: sessions being opened
 * @cancel_id:	the requests of that name; NULL: all
 */
void cancel_requests(const struct thread *by, u32 session, const u32 *cancel_id)
{
	unsigned int num = threads_count();
	u32 waits[SECURE_MAX_THREADS];
	unsigned int n;

	spin_lock(&sessions_lock);
	for (n = 0; n < num; n++)
		waits[n] = mark_one(thread_by_id(n), by, session, cancel_id);
	spin_unlock(&sessions_lock);
	for (n = 0; n < num; n++)
		if (waits[n])
			send_value(waits[n]);
}
