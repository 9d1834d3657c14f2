// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * System sessions share one lane: the first reserves it, the last gives it back.
 */
#include <linux/sched.h>

#include "unit.h"

static void get(struct world *w)
{
	expect_eq(w, actor_result(system_get_start(w)), 0);
}

static struct actor *system_inside(struct world *w, struct lane_set *set)
{
	struct actor *a = call_start_system(w, set);

	if (a)
		expect(w, actor_inside(a));
	return a;
}

static void first_reserves_last_releases(struct world *w)
{
	get(w);
	expect_lanes(w, reserved, 1);
	expect_eq(w, w->lanes.system.granted, 1);
	get(w);
	get(w);
	expect_lanes(w, reserved, 1);
	lanes_system_put(&w->lanes);
	lanes_system_put(&w->lanes);
	expect_lanes(w, reserved, 1);
	lanes_system_put(&w->lanes);
	expect_lanes(w, reserved, 0);
	expect_eq(w, w->lanes.system.granted, 0);
}

/* G4 holds here, too, and who gets no lane leaves no trace. */
static void last_thread_stays(struct world *w)
{
	unsigned int n;

	for (n = 0; n + 1 < w->threads; n++)
		expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	expect_eq(w, actor_result(system_get_start(w)), -EBUSY);
	expect_lanes(w, system_users, 0);
	expect_eq(w, actor_result(system_get_start(w)), -EBUSY);
	if (w->threads < 2)
		return;
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	get(w);
	lanes_system_put(&w->lanes);
}

/* G1 for one call at a time; the next ones are ordinary, or wait for the lane. */
static void calls_share(struct world *w)
{
	struct actor *first, *other, *second, *third;

	get(w);
	get(w);
	calls_fill(w, &w->set[0]);
	first = system_inside(w, &w->set[1]);
	if (!first)
		return;
	expect_eq(w, first->waits, 0);
	expect(w, first->call.lane == &w->lanes.system);
	other = call_queued(w, &w->set[3]);
	second = call_start_system(w, &w->set[2]);
	expect(w, until(w, call_waits(second)));
	third = call_start_system(w, &w->set[1]);
	expect(w, until(w, call_waits(third)));
	actor_end(first);
	expect(w, actor_inside(second));
	expect(w, call_waits(other));
	expect(w, call_waits(third));
	actor_end(second);
	expect(w, actor_inside(third));
	expect(w, call_waits(other));
}

static void overflow_is_ordinary(struct world *w)
{
	struct actor *a;

	get(w);
	system_inside(w, &w->set[1]);
	a = system_inside(w, &w->set[2]);
	if (!a)
		return;
	expect_eq(w, a->waits, 0);
	expect(w, !a->call.lane);
}

/* G2: the shared lane is not for other contexts, nor for other calls of the same contexts. */
static void not_for_others(struct world *w)
{
	struct actor *a;

	get(w);
	calls_fill(w, &w->set[1]);
	a = call_queued(w, &w->set[1]);
	expect_eq(w, w->lanes.system.busy, 0);
	system_inside(w, &w->set[1]);
	expect(w, call_waits(a));
}

/* A context with a lane of its own leaves the shared one to the others. */
static void own_lane_first(struct world *w)
{
	struct actor *a, *b;

	get(w);
	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	calls_fill(w, &w->set[0]);
	a = system_inside(w, &w->set[1]);
	b = system_inside(w, &w->set[1]);
	if (!a || !b)
		return;
	expect(w, a->call.lane == &w->set[1]);
	expect(w, b->call.lane == &w->lanes.system);
	expect_lanes(w, waiting, 0);
}

/* A waiting system call takes whichever of its lanes is left first, and only one. */
static void waits_for_either(struct world *w)
{
	struct actor *own, *shared, *a, *b;

	get(w);
	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	calls_fill(w, &w->set[0]);
	own = call_inside(w, &w->set[1]);
	shared = system_inside(w, &w->set[2]);
	a = call_start_system(w, &w->set[1]);
	expect(w, until(w, call_waits(a)));
	b = call_start_system(w, &w->set[1]);
	expect(w, until(w, call_waits(b)));
	actor_end(shared);
	expect(w, actor_inside(a));
	expect(w, a->call.lane == &w->lanes.system);
	expect(w, call_waits(b));
	actor_end(own);
	expect(w, actor_inside(b));
	expect(w, b->call.lane == &w->set[1]);
}

/* G5 */
static void waits_for_a_thread(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *first, *second, *third;

	first = system_get_start(w);
	expect(w, until(w, world_count(w, &w->lanes.waiting) == 1));
	second = system_get_start(w);
	third = system_get_start(w);
	msleep(20);
	expect(w, first && actor_state(first) < INSIDE);
	expect(w, second && actor_state(second) < INSIDE);
	actor_kill(third);
	expect_eq(w, actor_result(third), -EINTR);
	actor_kill(first);
	expect_eq(w, actor_result(first), -EINTR);
	expect(w, until(w, world_count(w, &w->lanes.waiting) == 1));
	actor_end(holder);
	expect_eq(w, actor_result(second), 0);
	expect_lanes(w, reserved, 1);
	expect_lanes(w, system_users, 1);
	lanes_system_put(&w->lanes);
}

/* A client driver that probes does not wait for ever for the thread. */
static void gives_up_in_time(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *first, *second;

	w->lanes.system_patience = HZ / 10;
	first = system_get_start(w);
	second = system_get_start(w);
	expect_eq(w, actor_result(first), -EBUSY);
	expect_eq(w, actor_result(second), -EBUSY);
	expect_lanes(w, system_users, 0);
	expect_lanes(w, reserved, 0);
	expect_lanes(w, waiting, 0);
	actor_end(holder);
	w->lanes.system_patience = HZ;
	get(w);
	lanes_system_put(&w->lanes);
}

/* G6: the shared lane is given back while it is in use, and wanted again before its call leaves. */
static void put_while_in_use(struct world *w)
{
	struct actor *user, *other;

	get(w);
	user = system_inside(w, &w->set[1]);
	calls_fill(w, &w->set[0]);
	other = call_queued(w, &w->set[0]);
	lanes_system_put(&w->lanes);
	expect(w, call_waits(other));
	actor_end(user);
	expect(w, actor_inside(other));
	expect_lanes(w, reserved, 0);
}

static void put_and_get_while_in_use(struct world *w)
{
	struct actor *user;

	get(w);
	user = system_inside(w, &w->set[1]);
	lanes_system_put(&w->lanes);
	get(w);
	actor_end(user);
	expect_lanes(w, granted, 1);
	expect_lanes(w, reserved, 1);
	expect_eq(w, w->lanes.system.granted, 1);
	lanes_system_put(&w->lanes);
	expect_lanes(w, reserved, 0);
}

/* Come and go, each time with a look whether the lane is there in between. */
static int come_and_go(struct actor *a)
{
	unsigned long end = jiffies + HZ / 4;
	int rc;

	while (time_before(jiffies, end) && !world_failed(a->w)) {
		rc = lanes_system_get(&a->w->lanes);
		if (rc)
			return rc;
		if (!READ_ONCE(a->w->lanes.system.granted))
			world_fail(a->w, "a system session without a lane");
		lanes_system_put(&a->w->lanes);
		cond_resched();
	}
	return 0;
}

static void racing_sessions(struct world *w)
{
	struct actor *a[4];
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(a); n++)
		a[n] = actor_start(w, come_and_go, NULL, NULL);
	for (n = 0; n < ARRAY_SIZE(a); n++)
		expect_eq(w, actor_result(a[n]), 0);
	expect_lanes(w, system_users, 0);
	expect_lanes(w, reserved, 0);
}

const struct unit_test unit_system_tests[] = {
	{ "G6.system.first_reserves_last_releases", first_reserves_last_releases, ENFORCED, 2 },
	{ "G4.system.last_thread_stays", last_thread_stays, ENFORCED, 1 },
	{ "G1.system.calls_share", calls_share, ENFORCED, 2 },
	{ "G2.system.overflow_is_ordinary", overflow_is_ordinary, ENFORCED, 2 },
	{ "G2.system.not_for_others", not_for_others, ENFORCED, 2 },
	{ "G2.system.own_lane_first", own_lane_first, ENFORCED, 3 },
	{ "G3.system.waits_for_either", waits_for_either, ENFORCED, 3 },
	{ "G5.system.waits_for_a_thread", waits_for_a_thread, ENFORCED, 2 },
	{ "G5.system.gives_up_in_time", gives_up_in_time, ENFORCED, 2 },
	{ "G6.system.put_while_in_use", put_while_in_use, ENFORCED, 2 },
	{ "G6.system.put_and_get_while_in_use", put_and_get_while_in_use, ENFORCED, 2 },
	{ "G6.system.racing_sessions", racing_sessions, ENFORCED, 2, 4 },
	{ }
};
