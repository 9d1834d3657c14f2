// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Turns: first come, first served, for services that go to the normal world and
 * come back before another may begin.
 *
 * Invariants, under the turn's lock
 *  - Nobody waits unless somebody holds it.
 *  - It changes hands in secure_turn_give() only: who is woken for no reason sees
 *    that it is still another's, and who comes later cannot overtake.
 */
#include <secure/secure.h>

#include "rpc.h"
#include "spin.h"
#include "wait.h"

static void enqueue(struct secure_turn *turn, struct thread *t)
{
	t->turn_next = 0;
	if (turn->head)
		thread_by_id(turn->tail - 1)->turn_next = t->id + 1;
	else
		turn->head = t->id + 1;
	turn->tail = t->id + 1;
}

/* Whose turn it was before; 0: nobody's, and it is @t's now. */
static unsigned int take_or_queue(struct secure_turn *turn, struct thread *t)
{
	unsigned int holder;

	spin_lock(&turn->lock);
	holder = turn->holder;
	if (!holder)
		turn->holder = t->id + 1;
	else if (holder != t->id + 1)
		enqueue(turn, t);
	spin_unlock(&turn->lock);
	return holder;
}

static unsigned int holder_of(struct secure_turn *turn)
{
	unsigned int holder;

	spin_lock(&turn->lock);
	holder = turn->holder;
	spin_unlock(&turn->lock);
	return holder;
}

/* See pta.h. */
u32 secure_turn_take(struct secure_turn *turn)
{
	struct thread *t = thread_current();
	unsigned int holder;
	u32 ret;

	if (t->pta && t->pta->flags & PTA_SYSTEM)
		return TEEC_ERROR_BAD_STATE;
	/* Giving it back must not fail. */
	ret = rpc_prepare(t);
	if (ret)
		return ret;
	holder = take_or_queue(turn, t);
	if (holder == t->id + 1)
		return TEEC_ERROR_BAD_STATE;
	while (holder && holder != t->id + 1) {
		wait_for_wake(holder - 1, turn->name);
		holder = holder_of(turn);
	}
	return TEEC_SUCCESS;
}

/* See pta.h. */
void secure_turn_give(struct secure_turn *turn)
{
	unsigned int next;

	spin_lock(&turn->lock);
	next = turn->head;
	turn->holder = next;
	if (next)
		turn->head = thread_by_id(next - 1)->turn_next;
	spin_unlock(&turn->lock);
	if (next)
		wake(next - 1);
}
