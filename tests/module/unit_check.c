// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Checks of what must be true whenever the lock of the lanes is free.
 */
#include <linux/minmax.h>

#include "unit.h"

/**
 * world_count() - read a counter of the lanes
 * @w:		the world
 * @counter:	below @w->lanes
 *
 * Return: its value between two operations.
 */
unsigned int world_count(struct world *w, const unsigned int *counter)
{
	unsigned int value;

	spin_lock_irq(&w->lanes.lock);
	value = *counter;
	spin_unlock_irq(&w->lanes.lock);
	return value;
}

/* How many entries have been answered with ETHREAD_LIMIT so far? */
unsigned int world_refused(struct world *w)
{
	unsigned int refused;

	spin_lock(&w->lock);
	refused = w->refused;
	spin_unlock(&w->lock);
	return refused;
}

/* For expect_lanes(). */
bool world_expect_count(struct world *w, size_t offset, unsigned int want, const char *what,
			const char *fn, int line)
{
	unsigned int got = world_count(w, (void *)&w->lanes + offset);

	return suite_expect_eq(&w->verdict, got, want, what, fn, line);
}

/*
 * One set: I2, and how many threads it keeps from others. A lane that was
 * released while in use is kept until it is left.
 */
static unsigned int check_set(struct world *w, const struct lane_set *set)
{
	if (!list_empty(&set->waiters) && set->busy < set->granted)
		world_fail(w, "I2: a call waits, but its set has %u of %u lanes free",
			   set->granted - set->busy, set->granted);
	return max(set->granted, set->busy);
}

/* I4 of one list: its calls, by the member by which they are on it, are in order of arrival. */
#define check_order(w, list, member)						\
do {										\
	const struct lane_call *call_, *before_ = NULL;				\
										\
	list_for_each_entry(call_, list, member) {				\
		if (before_ && before_->ticket >= call_->ticket)		\
			world_fail(w, "I4: %llu waits before %llu",		\
				   before_->ticket, call_->ticket);		\
		before_ = call_;						\
	}									\
} while (0)

static void check_orders(struct world *w)
{
	unsigned int n;

	check_order(w, &w->lanes.queue, queue);
	check_order(w, &w->lanes.starved, queue);
	check_order(w, &w->lanes.system.waiters, shared);
	for (n = 0; n < WORLD_SETS; n++)
		check_order(w, &w->set[n].waiters, own);
}

static void check_queue(struct world *w)
{
	const struct lanes *lanes = &w->lanes;
	const struct lane_call *call;
	unsigned int waiting = 0, parked = 0;
	bool served = true;

	check_orders(w);
	list_for_each_entry(call, &lanes->queue, queue) {
		waiting++;
		parked += call->refused;
		served &= lanes->suspended && call->freezable;
		if (call->state != LANE_WAITING)
			world_fail(w, "a call of state %d is in the queue", call->state);
	}
	if (waiting != lanes->waiting)
		world_fail(w, "%u in the queue, waiting is %u", waiting, lanes->waiting);
	if (parked != lanes->parked)
		world_fail(w, "%u in the queue were refused, parked is %u", parked, lanes->parked);
	if (!served && lanes->ordinary < lanes->limit)
		world_fail(w, "I1: somebody waits, but %u of %u ordinary tokens are out",
			   lanes->ordinary, lanes->limit);
	list_for_each_entry(call, &lanes->starved, queue)
		if (call->state != LANE_HOLDING || !call->lane)
			world_fail(w, "a call of state %d is starved", call->state);
}

/**
 * world_check() - check what must be true whenever the lock is free
 * @w:		the world
 *
 * I1 to I4 and I6 of lanes.h; no token is lost, none is out twice: ordinary tokens
 * that are out and granted lanes are never more than there are threads. Where
 * the secure world reserves, a lane that ends is neither the set's nor an
 * ordinary token while the secure world is told.
 */
void world_check(struct world *w)
{
	const struct lanes *lanes = &w->lanes;
	unsigned int kept, busy, n;

	spin_lock_irq(&w->lanes.lock);
	kept = check_set(w, &lanes->system);
	busy = lanes->system.busy + lanes->spent.busy;
	for (n = 0; n < WORLD_SETS; n++) {
		kept += check_set(w, &w->set[n]);
		busy += w->set[n].busy;
	}
	if (kept > lanes->granted || (!lanes->ops && kept < lanes->granted))
		world_fail(w, "sets have %u lanes, granted is %u", kept, lanes->granted);
	if (!lanes->ops && lanes->reserved < lanes->granted)
		world_fail(w, "reserved %u < granted %u", lanes->reserved, lanes->granted);
	if (lanes->ordinary + busy != lanes->busy)
		world_fail(w, "%u ordinary tokens and %u lanes in use, busy is %u",
			   lanes->ordinary, busy, lanes->busy);
	if (lanes->total) {
		if (lanes->reserved >= lanes->total ||
		    lanes->limit > lanes->total - lanes->granted)
			world_fail(w, "I3: total %u, granted %u, reserved %u, limit %u",
				   lanes->total, lanes->granted, lanes->reserved, lanes->limit);
		if (lanes->ordinary + lanes->spent.busy + lanes->parked + lanes->granted >
		    lanes->total)
			world_fail(w, "I6: ordinary %u, spent %u, parked %u, granted %u of %u",
				   lanes->ordinary, lanes->spent.busy, lanes->parked,
				   lanes->granted, lanes->total);
	}
	check_queue(w);
	spin_unlock_irq(&w->lanes.lock);
}

/**
 * world_check_idle() - check that nothing is left when there are no calls and no lanes
 * @w:		the world, without an unknown holder
 *
 * To prove it, as many ordinary calls as there are threads enter at the same time.
 */
void world_check_idle(struct world *w)
{
	unsigned int n;

	world_check(w);
	expect_lanes(w, reserved, 0);
	expect_lanes(w, granted, 0);
	expect_lanes(w, ordinary, 0);
	expect_lanes(w, busy, 0);
	expect_lanes(w, waiting, 0);
	expect_lanes(w, system_users, 0);
	expect(w, list_empty(&w->lanes.starved));
	expect_eq(w, w->reserved, 0);
	expect_eq(w, w->ordinary_in + w->lane_in, 0);
	for (n = 0; n < w->threads; n++)
		expect(w, world_settle(w, &w->set[n % WORLD_SETS]));
	expect_eq(w, w->ordinary_in, w->threads);
	while (w->num_residents)
		world_unsettle(w);
}
