// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G6: lanes come back whatever calls are under way. After each test world_check_idle() checks that
 * nothing else is left.
 */
#include "unit.h"

/* Release all lanes, as a driver does when a context is closed. */
static void close_context(struct world *w, struct lane_set *set)
{
	while (!lanes_release(&w->lanes, set))
		;
	expect_eq(w, set->granted, 0);
}

static void request_all(struct world *w, struct lane_set *set)
{
	unsigned int n;

	for (n = 0; n + 1 < w->threads; n++)
		expect_eq(w, lanes_request(&w->lanes, set), 0);
}

static void none_to_release(struct world *w)
{
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), -EINVAL);
	if (w->threads < 2)
		return;
	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	expect_eq(w, lanes_release(&w->lanes, &w->set[2]), -EINVAL);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), -EINVAL);
	expect_lanes(w, reserved, 0);
}

/* The thread of an idle lane goes to the first call that waits for one. */
static void idle_lane(struct world *w)
{
	struct actor *first, *second;
	int grants;

	request_all(w, &w->set[1]);
	call_inside(w, &w->set[0]);
	first = call_queued(w, &w->set[0]);
	second = call_queued(w, &w->set[2]);
	grants = atomic_read(&unit_grants);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	expect_eq(w, atomic_read(&unit_grants) - grants, 1);
	expect(w, actor_inside(first));
	expect(w, call_waits(second));
	expect_lanes(w, granted, w->threads - 2);
	expect_lanes(w, reserved, w->threads - 2);
	close_context(w, &w->set[1]);
	if (w->threads > 2)
		expect(w, actor_inside(second));
}

/* The thread of a lane in use is not there before the call has left. */
static void busy_lane(struct world *w)
{
	struct actor *user, *waiter;

	request_all(w, &w->set[1]);
	call_inside(w, &w->set[0]);
	for (user = NULL; w->set[1].busy < w->threads - 1 && !world_failed(w);)
		user = call_inside(w, &w->set[1]);
	waiter = call_queued(w, &w->set[2]);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	expect(w, call_waits(waiter));
	expect_lanes(w, granted, w->threads - 1);
	world_check(w);
	expect_eq(w, actor_end(user), 0);
	expect(w, actor_inside(waiter));
	expect_lanes(w, granted, w->threads - 2);
	expect_lanes(w, reserved, w->threads - 2);
}

/* When one lane is idle and one is in use, the idle one is released first. */
static void idle_before_busy(struct world *w)
{
	struct actor *user;

	request_all(w, &w->set[1]);
	user = call_inside(w, &w->set[1]);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	expect_lanes(w, granted, w->threads - 2);
	expect_eq(w, actor_end(user), 0);
	expect_lanes(w, granted, w->threads - 2);
	expect_eq(w, w->set[1].granted, w->threads - 2);
}

/* A released lane in use has no successor in its own context. */
static void busy_lane_is_not_passed_on(struct world *w)
{
	struct actor *user, *own, *other, *holder;

	request_all(w, &w->set[1]);
	holder = call_inside(w, &w->set[0]);
	for (user = NULL; w->set[1].busy < w->threads - 1 && !world_failed(w);)
		user = call_inside(w, &w->set[1]);
	other = call_queued(w, &w->set[2]);
	own = call_queued(w, &w->set[1]);
	close_context(w, &w->set[1]);
	actor_end(user);
	expect(w, actor_inside(other));
	expect(w, call_waits(own));
	actor_end(holder);
	expect(w, actor_inside(own));
	expect(w, !own->call.lane);
}

/*
 * Released while in use and wanted again before it was left: one lane in the
 * end, and none once that is given back, too.
 */
static void busy_lane_wanted_again(struct world *w)
{
	struct actor *user, *call;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	user = call_inside(w, &w->set[1]);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	expect_eq(w, actor_result(request_start(w, &w->set[1])), 0);
	world_check(w);
	expect_eq(w, actor_end(user), 0);
	world_check(w);
	expect_lanes(w, granted, 1);
	expect_lanes(w, reserved, 1);
	expect_eq(w, w->set[1].granted, 1);
	calls_fill(w, &w->set[0]);
	call = call_inside(w, &w->set[1]);
	if (call)
		expect_eq(w, call->waits, 0);
}

/*
 * A busy lane is released and wanted again, and the request has waited for a thread since before
 * the release.
 */
static void busy_lane_released_meanwhile(struct world *w)
{
	struct actor *user, *holder, *request;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	user = call_inside(w, &w->set[1]);
	holder = calls_fill(w, &w->set[0]);
	request = request_queued(w, &w->set[1]);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	actor_end(holder);
	expect_eq(w, actor_result(request), 0);
	world_check(w);
	expect_eq(w, actor_end(user), 0);
	world_check(w);
	expect_eq(w, w->set[1].granted, 1);
	expect_lanes(w, granted, 1);
	expect_lanes(w, reserved, 1);
}

/* Everything in use and wanted: calls on all lanes, more that wait, a request. */
static void close_in_full_swing(struct world *w)
{
	struct actor *own, *other, *a;

	request_all(w, &w->set[1]);
	while (w->set[1].busy < w->threads - 1)
		if (!expect(w, actor_inside(call_start(w, &w->set[1]))))
			return;
	call_inside(w, &w->set[1]);
	own = call_queued(w, &w->set[1]);
	other = call_queued(w, &w->set[2]);
	close_context(w, &w->set[1]);
	a = request_start(w, &w->set[3]);
	expect(w, call_waits(own));
	expect(w, call_waits(other));
	expect(w, actors_finish(w));
	if (actor_result(a) == 0)
		close_context(w, &w->set[3]);
	expect_lanes(w, reserved, 0);
	expect_lanes(w, busy, 0);
}

/* A context that asks for and closes again and again keeps nothing. */
static void again_and_again(struct world *w)
{
	int n;

	for (n = 0; n < 200; n++) {
		request_all(w, &w->set[n % WORLD_SETS]);
		close_context(w, &w->set[n % WORLD_SETS]);
	}
	expect_lanes(w, reserved, 0);
}

/* The kernel goes down: the trusted OS gets all its threads back. */
static void shutdown_unreserves(struct world *w)
{
	request_all(w, &w->set[1]);
	expect_eq(w, w->reserved, w->threads - 1);
	lanes_shutdown(&w->lanes);
	expect_eq(w, w->reserved, 0);
	/* The fake trusted OS is set back, so that the rest of this test finds what it expects. */
	w->reserved = w->threads - 1;
}

const struct unit_test unit_release_tests[] = {
	{ "G6.none_to_release", none_to_release, ENFORCED, 1 },
	{ "G6.idle_lane", idle_lane, ENFORCED, 2 },
	{ "G6.busy_lane", busy_lane, ENFORCED, 2 },
	{ "G6.idle_before_busy", idle_before_busy, ENFORCED, 3 },
	{ "G6.busy_lane_is_not_passed_on", busy_lane_is_not_passed_on, ENFORCED, 2 },
	{ "G6.busy_lane_wanted_again", busy_lane_wanted_again, ENFORCED, 2 },
	{ "G6.busy_lane_released_meanwhile", busy_lane_released_meanwhile, ENFORCED, 3 },
	{ "G6.close_in_full_swing", close_in_full_swing, ENFORCED, 2 },
	{ "G6.again_and_again", again_and_again, ENFORCED, 2 },
	{ "G6.shutdown_unreserves", shutdown_unreserves, KIND(SECURE), 2 },
	{ }
};
