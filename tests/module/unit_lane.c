// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G1: after n requests, n calls of a context enter at once, whatever others do.
 * G2: only its own context uses a lane, and calls beyond the lanes have no privilege.
 */
#include "unit.h"

#define OTHERS	0	/* set of the context that takes all ordinary tokens */

/* All ordinary tokens are out and stay out, and more calls wait for one. */
static void crowd(struct world *w, unsigned int share)
{
	unsigned int n;

	calls_fill(w, &w->set[OTHERS]);
	expect_lanes(w, ordinary, share);
	for (n = 0; n < 3; n++)
		call_queued(w, &w->set[OTHERS]);
}

static void request_lanes(struct world *w, struct lane_set *set, unsigned int n)
{
	while (n--)
		expect_eq(w, lanes_request(&w->lanes, set), 0);
}

static void enter_at_once(struct world *w, struct lane_set *set, unsigned int n)
{
	while (n--) {
		struct actor *a = call_inside(w, set);

		if (!a)
			return;
		expect_eq(w, a->waits, 0);
		expect(w, a->call.lane == set);
	}
}

/* One context has every lane that there can be. */
static void all_lanes_of_one(struct world *w)
{
	unsigned int n = w->threads - 1;

	request_lanes(w, &w->set[1], n);
	crowd(w, w->threads - n);
	enter_at_once(w, &w->set[1], n);
	expect_lanes(w, busy, w->threads);
	expect_lanes(w, waiting, 3);
	expect_eq(w, w->lane_in, n);
	expect_eq(w, w->set[1].busy, n);
}

/* Several contexts with several lanes, in use one after the other. */
static void lanes_of_several(struct world *w)
{
	unsigned int share[3] = { };
	unsigned int n;

	for (n = 0; n < w->threads - 1; n++) {
		request_lanes(w, &w->set[1 + n % 3], 1);
		share[n % 3]++;
	}
	crowd(w, 1);
	for (n = 0; n < 3; n++)
		enter_at_once(w, &w->set[1 + n], share[n]);
	expect_lanes(w, busy, w->threads);
}

/*
 * A lane can be used many times, and at no time does a call of another context get past the queue.
 */
static void lane_used_again(struct world *w)
{
	struct actor *a;
	int n;

	request_lanes(w, &w->set[1], 1);
	crowd(w, w->threads - 1);
	for (n = 0; n < 10; n++) {
		a = call_inside(w, &w->set[1]);
		if (!a)
			return;
		expect_eq(w, a->waits, 0);
		expect_eq(w, actor_end(a), 0);
		expect_lanes(w, waiting, 3);
		expect_lanes(w, ordinary, w->threads - 1);
	}
}

/* Calls that wait for a lane of their own do not delay other calls. */
static void while_others_request(struct world *w)
{
	request_lanes(w, &w->set[1], 1);
	crowd(w, w->threads - 1);
	request_start(w, &w->set[2]);
	expect(w, until(w, world_count(w, &w->lanes.waiting) == 4));
	enter_at_once(w, &w->set[1], 1);
}

/* Ordinary calls leave the lanes' threads alone from the moment of the request. */
static void lane_is_kept_free(struct world *w)
{
	request_lanes(w, &w->set[1], w->threads - 1);
	call_inside(w, &w->set[OTHERS]);
	call_queued(w, &w->set[OTHERS]);
	expect_lanes(w, ordinary, 1);
	expect_eq(w, w->set[1].busy, 0);
}

/*
 * A call without a lane does not get one: neither a call without a context, nor one of a context
 * without lanes, nor a system call.
 */
static void lane_is_private(struct world *w)
{
	struct actor *others[3];
	unsigned int n;

	request_lanes(w, &w->set[1], 1);
	calls_fill(w, &w->set[OTHERS]);
	others[0] = call_queued(w, NULL);
	others[1] = call_queued(w, &w->set[2]);
	others[2] = call_start_system(w, &w->set[3]);
	expect(w, until(w, call_waits(others[2])));
	expect_eq(w, w->set[1].busy, 0);
	enter_at_once(w, &w->set[1], 1);
	for (n = 0; n < ARRAY_SIZE(others); n++)
		expect(w, call_waits(others[n]));
}

/* Of two contexts with lanes neither uses the lane of the other. */
static void lanes_do_not_mix(struct world *w)
{
	struct actor *late;

	request_lanes(w, &w->set[1], 1);
	request_lanes(w, &w->set[2], 1);
	crowd(w, w->threads - 2);
	enter_at_once(w, &w->set[1], 1);
	late = call_queued(w, &w->set[1]);
	expect_eq(w, w->set[2].busy, 0);
	enter_at_once(w, &w->set[2], 1);
	expect(w, call_waits(late));
}

/* A call beyond the lanes takes an ordinary token if there is one. */
static void overflow_is_ordinary(struct world *w)
{
	struct actor *a;

	request_lanes(w, &w->set[1], 1);
	enter_at_once(w, &w->set[1], 1);
	a = call_inside(w, &w->set[1]);
	if (!a)
		return;
	expect_eq(w, a->waits, 0);
	expect(w, !a->call.lane);
	expect_lanes(w, ordinary, 1);
}

/*
 * A call beyond the lanes waits in order for an ordinary token: a context with lanes is not first
 * among ordinary calls.
 */
static void overflow_has_no_priority(struct world *w)
{
	struct actor *holder, *earlier, *overflow;

	request_lanes(w, &w->set[1], w->threads - 1);
	holder = call_inside(w, &w->set[OTHERS]);
	enter_at_once(w, &w->set[1], w->threads - 1);
	earlier = call_queued(w, &w->set[OTHERS]);
	overflow = call_queued(w, &w->set[1]);
	actor_end(holder);
	expect(w, actor_inside(earlier));
	expect(w, call_waits(overflow));
	actor_end(earlier);
	expect(w, actor_inside(overflow));
	expect(w, !overflow->call.lane);
}

/* A lane that becomes free goes to the first waiter of its own context, not to the first of all. */
static void lane_goes_to_own_waiter(struct world *w)
{
	struct actor *user, *other, *first, *second;

	request_lanes(w, &w->set[1], 1);
	user = call_inside(w, &w->set[1]);
	calls_fill(w, &w->set[OTHERS]);
	other = call_queued(w, &w->set[OTHERS]);
	first = call_queued(w, &w->set[1]);
	second = call_queued(w, &w->set[1]);
	actor_end(user);
	expect(w, actor_inside(first));
	expect(w, first->call.lane == &w->set[1]);
	expect(w, call_waits(second));
	expect(w, call_waits(other));
	actor_end(first);
	expect(w, actor_inside(second));
	expect(w, call_waits(other));
}

/* Without lanes, lanes.c is a fair queue for T threads. */
static void as_many_as_threads(struct world *w)
{
	crowd(w, w->threads);
	expect_lanes(w, busy, w->threads);
	expect_lanes(w, waiting, 3);
}

const struct unit_test unit_lane_tests[] = {
	{ "G1.all_lanes_of_one", all_lanes_of_one, ENFORCED, 2 },
	{ "G1.lanes_of_several", lanes_of_several, ENFORCED, 3 },
	{ "G1.lane_used_again", lane_used_again, ENFORCED, 2 },
	{ "G1.while_others_request", while_others_request, ENFORCED, 3 },
	{ "G1.lane_is_kept_free", lane_is_kept_free, ENFORCED, 2 },
	{ "G2.lane_is_private", lane_is_private, ENFORCED, 2 },
	{ "G2.lanes_do_not_mix", lanes_do_not_mix, ENFORCED, 3 },
	{ "G2.overflow_is_ordinary", overflow_is_ordinary, ENFORCED, 2 },
	{ "G2.overflow_has_no_priority", overflow_has_no_priority, ENFORCED, 2 },
	{ "G2.lane_goes_to_own_waiter", lane_goes_to_own_waiter, ENFORCED, 2 },
	{ "G3.as_many_as_threads", as_many_as_threads, ENFORCED, 1 },
	{ }
};
