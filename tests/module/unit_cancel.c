// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cancelling: a call that waits for a thread ends in the driver (G7), and no
 * other does.
 */
#include "unit.h"

#define SESSION	7
#define ID	9

static void only_that_one(struct world *w)
{
	struct actor *holder = calls_fill(w, &w->set[0]), *a[5];
	int n;

	a[0] = call_start_named(w, &w->set[1], SESSION, ID + 1);
	a[1] = call_start_named(w, &w->set[1], SESSION + 1, ID);
	a[2] = call_start_named(w, &w->set[2], SESSION, ID);
	a[3] = call_start_named(w, &w->set[1], SESSION, ID);
	a[4] = call_start_named(w, &w->set[1], 0, ID);
	for (n = 0; n < 5; n++)
		expect(w, until(w, call_waits(a[n])));
	expect(w, lanes_cancel(&w->lanes, &w->set[1], SESSION, ID));
	expect_eq(w, actor_result(a[3]), -ECANCELED);
	expect(w, !lanes_cancel(&w->lanes, &w->set[1], SESSION, ID));
	expect(w, !lanes_cancel(&w->lanes, &w->set[3], SESSION, ID));
	for (n = 0; n < 5; n++)
		expect(w, n == 3 || call_waits(a[n]));
	expect_lanes(w, waiting, 4);
	world_check(w);
	/* The other calls are still served in order. */
	actor_end(holder);
	expect(w, until(w, call_holds(a[0]) || call_holds(a[1]) || call_holds(a[2]) ||
			call_holds(a[4])));
}

/* A call that has a token is not cancelled by the driver, but by the trusted OS. */
static void inside_is_not_ours(struct world *w)
{
	struct actor *a = call_start_named(w, &w->set[1], SESSION, ID);

	expect(w, actor_inside(a));
	expect(w, !lanes_cancel(&w->lanes, &w->set[1], SESSION, ID));
	expect_eq(w, actor_end(a), 0);
}

/* A call that was handed a token and has not noticed yet is not cancelled by the driver either. */
static void handed_over_is_not_ours(struct world *w)
{
	struct lane_call mine = { .set = &w->set[1] };
	struct actor *a;
	bool cancelled;

	expect_eq(w, lanes_enter(&w->lanes, &mine), 0);
	calls_fill(w, &w->set[0]);
	a = call_start_named(w, &w->set[1], SESSION, ID);
	expect(w, until(w, call_waits(a)));
	lanes_leave(&w->lanes, &mine);
	cancelled = lanes_cancel(&w->lanes, &w->set[1], SESSION, ID);
	expect(w, !cancelled);
	expect(w, actor_inside(a));
}

/* A cancelled call leaves no gap: lanes and tokens go to the next call. */
static void tokens_pass_over(struct world *w)
{
	struct actor *user, *holder, *a, *own, *other;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	user = call_inside(w, &w->set[1]);
	holder = calls_fill(w, &w->set[0]);
	a = call_start_named(w, &w->set[1], SESSION, ID);
	expect(w, until(w, call_waits(a)));
	other = call_queued(w, &w->set[2]);
	own = call_queued(w, &w->set[1]);
	expect(w, lanes_cancel(&w->lanes, &w->set[1], SESSION, ID));
	expect_eq(w, actor_result(a), -ECANCELED);
	actor_end(user);
	expect(w, actor_inside(own));
	actor_end(holder);
	expect(w, actor_inside(other));
}

/*
 * A call that was refused and waits for a thread to come back is cancelled, too. One that is just
 * probing for the thread is not found, but ends when it is refused again.
 */
static void refused_call(struct world *w)
{
	struct actor *a;

	world_set_unknown(w, w->threads);
	a = call_start_named(w, &w->set[1], SESSION, ID);
	expect(w, until(w, lanes_cancel(&w->lanes, &w->set[1], SESSION, ID) ||
			actor_state(a) == DONE));
	expect_eq(w, actor_result(a), -ECANCELED);
	expect_lanes(w, waiting, 0);
	expect_lanes(w, busy, 0);
}

/* For an actor: a call that is refused until it is cancelled, and takes its time to leave. */
static int leave_late(struct actor *a)
{
	struct world *w = a->w;
	int rc;

	a->call.cancellable = true;
	a->call.session = SESSION;
	a->call.cancel_id = ID;
	rc = lanes_enter(&w->lanes, &a->call);
	while (!rc && !world_smc(w, &a->call))
		rc = lanes_refused(&w->lanes, &a->call);
	actor_stay(a);
	lanes_leave(&w->lanes, &a->call);
	return rc;
}

/*
 * A refused call that was cancelled has a slot until it leaves, so no other call gets the last
 * token before that.
 */
static void refused_call_keeps_slot(struct world *w)
{
	struct lane_call newcomer = { .set = &w->set[2], .immediate = true };
	struct actor *a;

	world_set_unknown(w, 1);
	a = actor_start(w, leave_late, &w->set[1], NULL);
	expect(w, until(w, lanes_cancel(&w->lanes, &w->set[1], SESSION, ID) ||
			actor_state(a) == INSIDE));
	if (!expect(w, actor_inside(a)))
		return;
	expect_lanes(w, busy, 1);
	expect_eq(w, lanes_enter(&w->lanes, &newcomer), -EAGAIN);
	expect_eq(w, actor_end(a), -ECANCELED);
	expect_lanes(w, busy, 0);
	if (expect_eq(w, lanes_enter(&w->lanes, &newcomer), 0))
		lanes_leave(&w->lanes, &newcomer);
}

const struct unit_test unit_cancel_tests[] = {
	{ "G7.cancel.only_that_one", only_that_one, ENFORCED, 1 },
	{ "G7.cancel.inside_is_not_ours", inside_is_not_ours, ENFORCED, 1, 2 },
	{ "G7.cancel.handed_over_is_not_ours", handed_over_is_not_ours, ENFORCED, 1 },
	{ "G7.cancel.tokens_pass_over", tokens_pass_over, ENFORCED, 2 },
	{ "G7.cancel.refused_call", refused_call, ENFORCED, 1, 4 },
	{ "G8.refused_call_keeps_slot", refused_call_keeps_slot, ENFORCED, 1, 1 },
	{ }
};
