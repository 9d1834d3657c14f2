// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Turns: a service has the turn while it makes a sequence of RPCs that no other call may interrupt.
 * First come, first served.
 *
 * Invariants, under the lock of the turn
 *  - A thread waits only while another has the turn.
 *  - The turn changes hands only in secure_turn_give(). So a thread that is woken without a reason
 *    sees that the turn is still another's, and a thread that comes later cannot overtake.
 *  - All threads that wait execute calls of the holder's guest. The holder wakes the next thread by
 *    an RPC, which goes to the kernel that has made the holder's call. That of another guest knows
 *    nothing of the thread, which would have the turn and never learn of it.
 */
#include <secure/secure.h>

#include "notif.h"
#include "rpc.h"
#include "spin.h"

static void append_waiter(struct secure_turn *turn, struct thread *t)
{
	t->turn_next = NULL;
	if (turn->head)
		turn->tail->turn_next = t;
	else
		turn->head = t;
	turn->tail = t;
}

/* @holder: the thread whose turn it was before; NULL: nobody's, and now it is the turn of @t. */
static u32 take_or_queue(struct secure_turn *turn, struct thread *t, struct thread **holder)
{
	u32 ret = TEEC_SUCCESS;

	spin_lock(&turn->lock);
	*holder = turn->holder;
	if (!*holder)
		turn->holder = t;
	else if (*holder == t)
		ret = TEEC_ERROR_BAD_STATE;
	else if ((*holder)->client != t->client)
		ret = TEEC_ERROR_BUSY;
	else
		append_waiter(turn, t);
	spin_unlock(&turn->lock);
	return ret;
}

static struct thread *holder_of(struct secure_turn *turn)
{
	struct thread *holder;

	spin_lock(&turn->lock);
	holder = turn->holder;
	spin_unlock(&turn->lock);
	return holder;
}

/* See pta.h. */
u32 secure_turn_take(struct secure_turn *turn)
{
	struct thread *t = thread_current();
	struct thread *holder;
	u32 ret;

	if (t->pta && t->pta->flags & PTA_SYSTEM)
		return TEEC_ERROR_BAD_STATE;
	/* To give the turn back takes an RPC, which must not fail for lack of memory. */
	ret = rpc_prepare(t);
	if (ret)
		return ret;
	ret = take_or_queue(turn, t, &holder);
	if (ret)
		return ret;
	while (holder && holder != t) {
		wait_for_wake(holder->id, turn->name);
		holder = holder_of(turn);
	}
	return TEEC_SUCCESS;
}

/* See pta.h. */
void secure_turn_give(struct secure_turn *turn)
{
	struct thread *next;

	spin_lock(&turn->lock);
	next = turn->head;
	turn->holder = next;
	if (next)
		turn->head = next->turn_next;
	spin_unlock(&turn->lock);
	if (next)
		wake(next->id);
}
