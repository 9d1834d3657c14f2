// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cancellation: a mark that a service looks at, and that ends its waits for
 * notification values.
 *
 * Who waits has said for which value before it is suspended, under the lock under
 * which it is marked: either it sees the mark, or who marks it sees the value and
 * has it sent.
 */
#include "cancel.h"
#include "session.h"
#include "spin.h"

/**
 * cancel_begin() - a service begins to execute
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
 * cancel_end() - it is done
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

/**
 * cancel_wait_begin() - a service is going to wait
 * @t:		current thread
 * @value:	for this notification value
 *
 * Return: false if it has been cancelled, else cancel_wait_end() is to follow.
 */
bool cancel_wait_begin(struct thread *t, u32 value)
{
	bool ok;

	spin_lock(&sessions_lock);
	ok = !atomic_load_explicit(&t->run.cancelled, memory_order_relaxed);
	if (ok)
		t->run.waits = value;
	spin_unlock(&sessions_lock);
	return ok;
}

/**
 * cancel_wait_end() - it has waited
 * @t:		current thread
 */
void cancel_wait_end(struct thread *t)
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

/* The value it waits for, 0 for none. */
static u32 mark(struct thread *t, const struct thread *by, u32 session, const u32 *cancel_id)
{
	if (!t->run.active || t->client != by->client || t->run.session != session ||
	    (cancel_id && t->run.cancel_id != *cancel_id))
		return 0;
	atomic_store_explicit(&t->run.cancelled, true, memory_order_relaxed);
	return t->run.waits;
}

static void send(u32 value)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value = { .a = OPTEE_RPC_NOTIFICATION_SEND, .b = value },
	};

	if (secure_rpc(OPTEE_RPC_CMD_NOTIFICATION, &param, 1))
		secure_notif_send(value);
}

/**
 * cancel_requests() - cancel what runs; suspends if any of it waits
 * @by:		current thread; only calls of the same guest are cancelled
 * @session:	on which session, 0: sessions being opened
 * @cancel_id:	the requests of that name; NULL: all
 */
void cancel_requests(const struct thread *by, u32 session, const u32 *cancel_id)
{
	u32 waits[SECURE_MAX_THREADS];
	unsigned int n;

	spin_lock(&sessions_lock);
	for (n = 0; n < threads_count(); n++)
		waits[n] = mark(thread_by_id(n), by, session, cancel_id);
	spin_unlock(&sessions_lock);
	for (n = 0; n < threads_count(); n++)
		if (waits[n])
			send(waits[n]);
}
