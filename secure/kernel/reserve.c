// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The reservation policy.
 *
 * A reservation belongs to no thread in particular and to no caller: it is a
 * promise that a system call will find one. A system call that runs redeems one
 * as long as there are any; what system calls run beyond the reservations
 * compete with ordinary ones. So this is derived and never stored:
 *
 *	owed = reserved - min(reserved, system)		promises not redeemed
 *	free = total - ordinary - system
 *
 * Invariants
 *	I1  ordinary + system <= total		nobody runs without a thread
 *	I2  reserved < total			one thread is never promised
 *	I3  owed <= free			a promise can be kept at once
 *
 * From I3 follows that a system call never finds fewer than its reservation,
 * and with I2 that reservations alone never keep ordinary calls out: when no
 * ordinary call runs and system calls run on reservations only, free is greater
 * than owed. Since no thread changes hands when @reserved changes, a reservation
 * can be returned while system calls use it: one of them then counts as one of
 * those beyond.
 */
#include "reserve.h"

static unsigned int owed(const struct reserve *r)
{
	return r->reserved > r->system ? r->reserved - r->system : 0;
}

static unsigned int free_threads(const struct reserve *r)
{
	return r->total - r->ordinary - r->system;
}

/**
 * reserve_init() - no call, no reservation
 * @r:		policy
 * @total:	threads, at least 1
 */
void reserve_init(struct reserve *r, unsigned int total)
{
	*r = (struct reserve){ .total = total };
}

/**
 * reserve_enter() - a call wants a thread
 * @r:		policy
 * @system:	it may redeem a reservation
 *
 * An ordinary call leaves what is owed alone. A system call takes what is free: owed falls with it
 * as long as it is not 0.
 *
 * Return: whether it gets one.
 */
bool reserve_enter(struct reserve *r, bool system)
{
	if (free_threads(r) <= (system ? 0 : owed(r)))
		return false;
	if (system)
		r->system++;
	else
		r->ordinary++;
	return true;
}

/**
 * reserve_leave() - a call is over
 * @r:		policy
 * @system:	as it entered
 *
 * Free rises by 1, owed by 1 at most.
 */
void reserve_leave(struct reserve *r, bool system)
{
	if (system)
		r->system--;
	else
		r->ordinary--;
}

/**
 * reserve_add() - set one more thread aside
 * @r:		policy
 *
 * Return: whether a free thread backs the promise now, and one is left that is not promised.
 */
bool reserve_add(struct reserve *r)
{
	if (r->reserved + 1 >= r->total || free_threads(r) <= owed(r))
		return false;
	r->reserved++;
	return true;
}

/**
 * reserve_remove() - give a reservation back
 * @r:		policy
 *
 * Return: false if there is none.
 */
bool reserve_remove(struct reserve *r)
{
	if (!r->reserved)
		return false;
	r->reserved--;
	return true;
}
