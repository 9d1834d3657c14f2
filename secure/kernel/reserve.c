// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The reservation policy.
 *
 * A reservation is not tied to a thread or to a caller: it is a promise that a system call will
 * find a thread. Each system call that runs redeems one promise as long as there are any. System
 * calls beyond that number compete with ordinary calls. So these two are computed and never stored:
 *
 *	owed = reserved - min(reserved, system)		promises not redeemed
 *	free = total - ordinary - system
 *
 * Invariants
 *	I1  ordinary + system <= total		no call runs without a thread
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

static unsigned int owed_to_system(const struct reserve *r)
{
	return r->reserved > r->system ? r->reserved - r->system : 0;
}

static unsigned int free_threads(const struct reserve *r)
{
	return r->total - r->ordinary - r->system;
}

/**
 * reserve_init() - initialize: no calls and no reservations
 * @r:		policy
 * @total:	threads, at least 1
 */
void reserve_init(struct reserve *r, unsigned int total)
{
	*r = (struct reserve){ .total = total };
}

/**
 * reserve_enter() - take a thread for a call, if it may have one
 * @r:		policy
 * @system:	it may redeem a reservation
 *
 * An ordinary call must not take a thread that is owed. A system call may take any free thread:
 * while something is owed, that falls by 1 as well.
 *
 * Return: true if the call has a thread.
 */
bool reserve_enter(struct reserve *r, bool system)
{
	if (free_threads(r) <= (system ? 0 : owed_to_system(r)))
		return false;
	if (system)
		r->system++;
	else
		r->ordinary++;
	return true;
}

/**
 * reserve_leave() - give back the thread of a call that is over
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
 * Return: true if a free thread backs the promise now, and one thread is left that is not promised.
 */
bool reserve_add(struct reserve *r)
{
	if (r->reserved + 1 >= r->total || free_threads(r) <= owed_to_system(r))
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
