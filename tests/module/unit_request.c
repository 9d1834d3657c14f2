// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G4: one thread at least stays for ordinary calls.
 * G5: a request that returns 0 is backed by a thread there and then.
 */
#include <linux/wait.h>

#include "unit.h"

/* One after the other, all lanes there are, then no more for anybody. */
static void last_thread_stays(struct world *w)
{
	unsigned int n;

	for (n = 0; n + 1 < w->threads; n++)
		expect_eq(w, lanes_request(&w->lanes, &w->set[n % 2]), 0);
	expect_eq(w, lanes_request(&w->lanes, &w->set[0]), -EBUSY);
	expect_eq(w, lanes_request(&w->lanes, &w->set[2]), -EBUSY);
	expect_lanes(w, reserved, w->threads - 1);
	expect_lanes(w, granted, w->threads - 1);
	world_check(w);
	if (!n)
		return;
	expect_eq(w, lanes_release(&w->lanes, &w->set[0]), 0);
	expect_eq(w, lanes_request(&w->lanes, &w->set[2]), 0);
	expect_eq(w, lanes_request(&w->lanes, &w->set[2]), -EBUSY);
}

/* The request fails at once, also when all threads are in use. */
static void refused_without_waiting(struct world *w)
{
	unsigned int n;

	for (n = 0; n + 1 < w->threads; n++)
		expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	call_inside(w, &w->set[0]);
	expect_eq(w, actor_result(request_start(w, &w->set[2])), -EBUSY);
	expect_lanes(w, waiting, 0);
}

/* The limit holds also when all requests come at once. */
static void racing_requests(struct world *w)
{
	struct actor *a[2 * 16];
	unsigned int granted = 0, round, n;

	for (round = 0; round < 2; round++) {
		for (n = 0; n < 2 * w->threads; n++)
			a[n] = request_start(w, &w->set[n % WORLD_SETS]);
		for (n = 0; n < 2 * w->threads; n++) {
			int rc = actor_result(a[n]);

			granted += !rc;
			expect(w, !rc || rc == -EBUSY);
		}
		expect_eq(w, granted, w->threads - 1);
		expect_lanes(w, granted, w->threads - 1);
		for (n = 0; n < WORLD_SETS; n++)
			while (!lanes_release(&w->lanes, &w->set[n]))
				granted--;
		expect_eq(w, granted, 0);
	}
}

/* With all lanes taken and in use, ordinary calls go on, one by one. */
static void ordinary_calls_live(struct world *w)
{
	struct actor *a;
	unsigned int n;

	for (n = 0; n < w->threads - 1; n++)
		expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	for (n = 0; n < w->threads - 1; n++)
		call_inside(w, &w->set[1]);
	for (n = 0; n < 5; n++) {
		a = call_inside(w, &w->set[0]);
		if (a)
			expect_eq(w, a->waits, 0);
		actor_end(a);
	}
}

/* With all threads in use a request waits for one, and then the lane carries a call. */
static void waits_for_a_thread(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *request, *call;

	request = request_queued(w, &w->set[1]);
	expect_lanes(w, granted, 0);
	expect_eq(w, w->set[1].granted, 0);
	expect_eq(w, w->reserves, 0);
	expect_eq(w, actor_end(holder), 0);
	expect_eq(w, actor_result(request), 0);
	expect_eq(w, w->set[1].granted, 1);
	expect_lanes(w, granted, 1);
	call = call_inside(w, &w->set[1]);
	if (!call)
		return;
	expect_eq(w, call->waits, 0);
	expect(w, call->call.lane == &w->set[1]);
	expect_lanes(w, busy, w->threads);
}

/* While it waits, the context's calls queue as anybody's, and are the lane's first. */
static void lane_serves_who_waits(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *request, *other, *own;

	request = request_queued(w, &w->set[1]);
	other = call_queued(w, &w->set[2]);
	own = call_queued(w, &w->set[1]);
	actor_end(holder);
	expect_eq(w, actor_result(request), 0);
	expect(w, actor_inside(own));
	expect(w, own->call.lane == &w->set[1]);
	expect(w, call_waits(other));
}

/* A request stands in line with the calls. */
static void queues_in_order(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *before, *request, *after;

	before = call_queued(w, &w->set[2]);
	request = request_queued(w, &w->set[1]);
	after = call_queued(w, &w->set[3]);
	actor_end(holder);
	expect(w, actor_inside(before));
	expect_lanes(w, granted, 0);
	expect(w, call_waits(after));
	actor_end(before);
	expect_eq(w, actor_result(request), 0);
	expect(w, call_waits(after));
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	expect(w, actor_inside(after));
}

/* A request is killed while it waits: nothing is left of it, and those behind it move up. */
static void killed_leaves_no_trace(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *request, *call;

	request = request_queued(w, &w->set[1]);
	expect_lanes(w, reserved, 1);
	call = call_queued(w, &w->set[1]);
	actor_kill(request);
	expect_eq(w, actor_result(request), -EINTR);
	expect_lanes(w, reserved, 0);
	expect_lanes(w, waiting, 1);
	expect_eq(w, w->reserves, 0);
	actor_end(holder);
	expect(w, actor_inside(call));
	expect(w, !call->call.lane);
	expect_lanes(w, granted, 0);
	expect_eq(w, w->set[1].granted, 0);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), -EINVAL);
}

/* If neither side can enforce lanes, the request fails. */
static void not_enforceable(struct world *w)
{
	expect(w, !lanes_enforced(&w->lanes));
	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), -EOPNOTSUPP);
	expect_eq(w, lanes_system_get(&w->lanes), -EOPNOTSUPP);
}

/* The trusted OS will not reserve: -EBUSY, and the thread goes to who waits. */
static void secure_world_says_no(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *request, *call;

	w->no_reserve = true;
	request = request_queued(w, &w->set[1]);
	call = call_queued(w, &w->set[1]);
	actor_end(holder);
	expect_eq(w, actor_result(request), -EBUSY);
	expect(w, actor_inside(call));
	expect_lanes(w, reserved, 0);
	expect_lanes(w, granted, 0);
	expect_eq(w, w->set[1].granted, 0);
}

/* Where only the trusted OS knows the number of threads, it decides. */
static void secure_world_decides(struct world *w)
{
	unsigned int n;

	w->lossy = true;
	for (n = 0; n + 1 < w->threads; n++)
		expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), -EBUSY);
	expect_lanes(w, granted, w->threads - 1);
	expect_eq(w, w->reserved, w->threads - 1);
	for (n = 0; n + 1 < w->threads; n++)
		call_inside(w, &w->set[1]);
	call_inside(w, &w->set[0]);
	expect_eq(w, w->lane_in, w->threads - 1);
}

static bool somebody_waits_for_the_end(struct world *w)
{
	/* Asked again and again: what is seen late is seen. */
	return waitqueue_active(&w->lanes.unreserved);
}

/* The secure world still has a lane that ends in its books: more is to come. */
static void request_meanwhile(struct world *w)
{
	request_start(w, &w->set[2]);
	expect(w, until(w, somebody_waits_for_the_end(w)));
}

static void request_and_kill_meanwhile(struct world *w)
{
	struct actor *request = request_start(w, &w->set[2]);

	expect(w, until(w, somebody_waits_for_the_end(w)));
	actor_kill(request);
	expect_eq(w, actor_result(request), -EINTR);
}

/* All lanes there are, and one of them is released: that one is there to be had. */
static struct actor *release_with(struct world *w, void (*meanwhile)(struct world *w))
{
	unsigned int n;

	for (n = 0; n + 1 < w->threads; n++)
		expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	w->on_unreserve = meanwhile;
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	return list_first_entry_or_null(&w->actors, struct actor, node);
}

static void waits_for_a_lane_that_ends(struct world *w)
{
	struct actor *request = release_with(w, request_meanwhile);

	expect_eq(w, actor_result(request), 0);
	expect_eq(w, w->set[2].granted, 1);
	expect_lanes(w, granted, w->threads - 1);
	expect_eq(w, w->reserved, w->threads - 1);
}

static void killed_as_a_lane_ends(struct world *w)
{
	release_with(w, request_and_kill_meanwhile);
	expect_lanes(w, reserved, w->threads - 2);
	expect_eq(w, lanes_request(&w->lanes, &w->set[3]), 0);
}

const struct unit_test unit_request_tests[] = {
	{ "G4.last_thread_stays", last_thread_stays, ENFORCED, 1 },
	{ "G4.refused_without_waiting", refused_without_waiting, ENFORCED, 1 },
	{ "G4.racing_requests", racing_requests, ENFORCED, 1 },
	{ "G4.ordinary_calls_live", ordinary_calls_live, ENFORCED, 2 },
	{ "G5.waits_for_a_thread", waits_for_a_thread, ENFORCED, 2 },
	{ "G5.lane_serves_who_waits", lane_serves_who_waits, ENFORCED, 2 },
	{ "G5.queues_in_order", queues_in_order, ENFORCED, 2 },
	{ "G5.killed_leaves_no_trace", killed_leaves_no_trace, ENFORCED, 2 },
	{ "G5.not_enforceable", not_enforceable, KIND(SIMPLE), 1 },
	{ "G5.secure_world_says_no", secure_world_says_no, KIND(SECURE), 2 },
	{ "G5.secure_world_decides", secure_world_decides, KIND(SECRET), 1 },
	{ "G5.waits_for_a_lane_that_ends", waits_for_a_lane_that_ends,
	  KIND(SECURE) | KIND(SECRET), 2 },
	{ "G5.killed_as_a_lane_ends", killed_as_a_lane_ends, KIND(SECURE) | KIND(SECRET), 2 },
	{ }
};
