// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G3: a token that comes back goes to the first waiter at once, with one wake-up, and the cost does
 * not grow with the number of waiters. G7: waiting calls can be killed, and a killed one keeps
 * nothing.
 */
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "unit.h"

#define WAITERS	6

/* How often a sleeping actor's thread has been switched away from. */
static unsigned long switches(struct actor *a)
{
	expect(a->w, until(a->w, actor_asleep(a)));
	return READ_ONCE(a->task->nvcsw);
}

/*
 * A call that leaves wakes the next call in order and no other: there is one hand-over, and the
 * threads of the other waiters do not run at all.
 */
static void first_come_first_served(struct world *w)
{
	struct actor *waiter[WAITERS], *holder = calls_fill(w, &w->set[0]);
	unsigned long slept[WAITERS];
	int grants, n, later;

	for (n = 0; n < WAITERS; n++)
		waiter[n] = call_queued(w, &w->set[n % 3]);
	for (n = 0; n < WAITERS; n++)
		slept[n] = waiter[n] ? switches(waiter[n]) : 0;
	for (n = 0; n < WAITERS; n++) {
		grants = atomic_read(&unit_grants);
		actor_end(holder);
		expect(w, actor_inside(waiter[n]));
		expect_eq(w, atomic_read(&unit_grants) - grants, 1);
		for (later = n + 1; later < WAITERS; later++) {
			expect(w, call_waits(waiter[later]));
			if (waiter[later])
				expect_eq(w, switches(waiter[later]) - slept[later], 0);
		}
		expect_lanes(w, ordinary, w->threads);
		expect_lanes(w, waiting, WAITERS - n - 1);
		holder = waiter[n];
	}
}

/*
 * The token changes hands inside lanes_leave(): a newcomer finds none, even if
 * the waiter's thread does not run for long.
 */
static void handed_over_at_once(struct world *w)
{
	struct lane_call mine = { .set = &w->set[1] };
	struct actor *waiter, *newcomer;
	unsigned int n;

	for (n = 0; n < w->threads - 1; n++)
		call_inside(w, &w->set[0]);
	if (!expect_eq(w, world_enter(w, &mine), 0))
		return;
	waiter = call_queued(w, &w->set[2]);
	world_leave(w, &mine);
	expect(w, call_holds(waiter));
	newcomer = call_start(w, &w->set[1]);
	expect(w, until(w, call_waits(newcomer)));
	expect(w, actor_inside(waiter));
	expect(w, call_waits(newcomer));
}

/*
 * A call that waits, and @holder, which has the token that it gets: the token is handed over. NULL:
 * there is none. The lock is held on return.
 */
static struct actor *hand_over_and_lock(struct world *w, struct lane_call *holder, bool kill)
	__acquires(&w->lanes.lock)
{
	struct actor *waiter = NULL;
	unsigned int n;

	for (n = 0; n < w->threads - 1; n++)
		call_inside(w, &w->set[0]);
	if (expect_eq(w, lanes_enter(&w->lanes, holder), 0))
		waiter = call_queued(w, &w->set[1]);
	if (waiter && kill) {
		actor_kill_and_lock(waiter);
	} else {
		expect(w, waiter && until(w, actor_asleep(waiter)));
		spin_lock_irq(&w->lanes.lock);
	}
	if (waiter)
		unit_leave_locked(&w->lanes, holder);
	return waiter;
}

/* The next call is woken when the lock is free, or all others would spin for the lock meanwhile. */
static void woken_without_the_lock(struct world *w)
{
	struct lane_call mine = { };
	struct actor *waiter = hand_over_and_lock(w, &mine, false);
	bool slept = waiter && actor_asleep(waiter);
	bool held = waiter && waiter->call.state == LANE_HOLDING;

	unit_unlock(&w->lanes);
	expect(w, held && slept);
	expect(w, actor_inside(waiter));
}

/*
 * A call is on its task's stack. If its task is killed after it was handed a token, it stays there
 * until it was woken, however late that is.
 */
static void killed_stays_until_woken(struct world *w)
{
	struct lane_call mine = { };
	struct actor *waiter = hand_over_and_lock(w, &mine, true);

	if (waiter)
		list_del_init(&waiter->call.queue); /* so it is this test that wakes it */
	spin_unlock_irq(&w->lanes.lock);
	if (!waiter)
		return;
	msleep(50);
	expect_eq(w, actor_state(waiter), STARTED);
	unit_wake(&waiter->call);
	/* If the task has not run since it was killed, it sees the token first, and enters. */
	expect(w, until(w, actor_state(waiter) != STARTED));
	if (actor_state(waiter) != INSIDE)
		expect_eq(w, actor_result(waiter), -EINTR);
}

/* Killed waiters leave at once, with no token, and the queue closes up. */
static void killed_waiters_leave(struct world *w)
{
	struct actor *waiter[4], *holder = calls_fill(w, &w->set[0]);
	int n;

	for (n = 0; n < 4; n++)
		waiter[n] = call_queued(w, &w->set[n]);
	actor_kill(waiter[0]);
	actor_kill(waiter[2]);
	expect_eq(w, actor_result(waiter[0]), -EINTR);
	expect_eq(w, actor_result(waiter[2]), -EINTR);
	expect_lanes(w, waiting, 2);
	expect_lanes(w, busy, w->threads);
	actor_end(holder);
	expect(w, actor_inside(waiter[1]));
	expect(w, call_waits(waiter[3]));
	actor_end(waiter[1]);
	expect(w, actor_inside(waiter[3]));
}

/* False: the token was seen first all the same, as the waiter's CPU was taken from it. */
static bool kill_and_hand_over(struct world *w, struct lane_call *holder, struct actor *waiter)
{
	actor_kill_and_lock(waiter);
	unit_leave_locked(&w->lanes, holder);
	unit_unlock(&w->lanes);
	expect(w, until(w, actor_state(waiter) != STARTED));
	if (actor_state(waiter) == INSIDE)
		return false;
	return expect_eq(w, actor_result(waiter), -EINTR);
}

/* A waiter that is killed as it is handed a token passes it on. */
static void killed_as_token_comes(struct world *w)
{
	struct lane_call mine = { };
	struct actor *waiter, *next;
	unsigned int n;

	for (n = 0; n < w->threads - 1; n++)
		call_inside(w, &w->set[0]);
	if (!expect_eq(w, lanes_enter(&w->lanes, &mine), 0))
		return;
	waiter = call_queued(w, &w->set[1]);
	next = call_queued(w, &w->set[2]);
	if (!waiter || !next)
		return;
	if (!kill_and_hand_over(w, &mine, waiter))
		return;
	expect(w, actor_inside(next));
	expect_lanes(w, busy, w->threads);
	expect_lanes(w, waiting, 0);
}

/*
 * A waiting call that is killed as it is handed a token puts the token back when no other call
 * waits.
 */
static void killed_as_token_comes_alone(struct world *w)
{
	struct lane_call mine = { .set = &w->set[1] };
	struct actor *waiter;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	if (!expect_eq(w, lanes_enter(&w->lanes, &mine), 0))
		return;
	calls_fill(w, &w->set[0]);
	waiter = call_queued(w, &w->set[1]);
	if (!waiter)
		return;
	if (!kill_and_hand_over(w, &mine, waiter))
		return;
	expect_eq(w, w->set[1].busy, 0);
	expect_eq(w, world_count(w, &w->lanes.busy), w->threads - 1);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
}

/* Somebody waits and all is taken: ns for each token that is then handed on. */
static u64 drain_cost(struct world *w, struct lane_call *calls, unsigned int num)
{
	struct lane_call mine = { };
	unsigned int n;
	u64 ns;

	if (!expect_eq(w, lanes_enter(&w->lanes, &mine), 0))
		return 1;
	for (n = 0; n < num; n++)
		unit_enqueue(&w->lanes, &calls[n]);
	/* With interrupts off nothing else of this guest is measured. */
	spin_lock_irq(&w->lanes.lock);
	ns = ktime_get_ns();
	unit_leave_locked(&w->lanes, &mine);
	for (n = 0; n < 50; n++)
		unit_leave_locked(&w->lanes, &calls[n]);
	ns = ktime_get_ns() - ns;
	unit_unlock(&w->lanes);
	for (; n < num; n++)
		lanes_leave(&w->lanes, &calls[n]);
	expect_lanes(w, busy, 0);
	expect_lanes(w, waiting, 0);
	return ns;
}

/* As much work for each of 5,000 waiters as for each of 51: less than four times. */
static void cost_is_flat(struct world *w)
{
	const unsigned int few = 51, many = 5000;
	struct lane_call *calls = kvcalloc(many, sizeof(*calls), GFP_KERNEL);
	u64 least_few = U64_MAX, least_many = U64_MAX;
	unsigned int n;

	if (!calls) {
		world_fail(w, "no memory");
		return;
	}
	for (n = 0; n < many; n++)
		calls[n].set = &w->set[n % WORLD_SETS];
	for (n = 0; n < 10; n++) {
		least_few = min(least_few, drain_cost(w, calls, few));
		least_many = min(least_many, drain_cost(w, calls, many));
	}
	if (least_many > 4 * least_few)
		world_fail(w, "50 hand-overs: %llu ns with %u waiters, %llu ns with %u",
			   least_few, few, least_many, many);
	kvfree(calls);
}

const struct unit_test unit_queue_tests[] = {
	{ "G3.first_come_first_served", first_come_first_served, ENFORCED, 1 },
	{ "G3.handed_over_at_once", handed_over_at_once, ENFORCED, 1 },
	{ "G3.woken_without_the_lock", woken_without_the_lock, ENFORCED, 1 },
	{ "G3.killed_stays_until_woken", killed_stays_until_woken, ENFORCED, 1 },
	{ "G3.killed_as_token_comes", killed_as_token_comes, ENFORCED, 1 },
	{ "G3.killed_as_token_comes_alone", killed_as_token_comes_alone, ENFORCED, 2 },
	{ "G3.cost_is_flat", cost_is_flat, KIND(DRIVER), 1, 1 },
	{ "G7.killed_waiters_leave", killed_waiters_leave, ENFORCED, 1 },
	{ }
};
