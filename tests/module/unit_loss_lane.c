// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * ETHREAD_LIMIT for a call on a lane: the trusted OS cannot reserve, and somebody
 * of whom the driver does not know took the lane's thread. G1 cannot hold then;
 * what can: the lane comes before all others, and is not lost.
 */
#include "unit.h"

/* One lane in set 1, all ordinary tokens out, the lane's thread taken. */
static struct actor *take_lane_thread(struct world *w)
{
	struct actor *holder;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	holder = calls_fill(w, &w->set[0]);
	world_set_unknown(w, 1);
	return holder;
}

static struct actor *call_starving(struct world *w)
{
	struct actor *a = call_start(w, &w->set[1]);

	expect(w, until(w, call_starves(a)));
	return a;
}

/* If a lane starves now: let @call leave, and see that the lane is woken by that. */
static bool leave_if_starving(struct world *w, struct lane_call *call)
{
	unsigned int waiting;
	bool starves;

	spin_lock_irq(&w->lanes.lock);
	starves = !list_empty(&w->lanes.starved);
	if (starves) {
		waiting = w->lanes.waiting;
		unit_leave_locked(&w->lanes, call);
		expect(w, list_empty(&w->lanes.starved));
		expect_eq(w, w->lanes.waiting, waiting);
	}
	spin_unlock_irq(&w->lanes.lock);
	return starves;
}

/* The next free thread goes to the starved lane, although other calls have waited longer. */
static void starved_lane_first(struct world *w)
{
	struct lane_call mine = { .set = &w->set[0] };
	struct actor *other, *lane;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	/* The trusted OS cannot tell the lane's thread from that of the unknown holder. */
	if (!expect_eq(w, lanes_enter(&w->lanes, &mine), 0))
		return;
	calls_fill(w, &w->set[0]);
	world_set_unknown(w, 2);
	other = call_queued(w, &w->set[2]);
	lane = call_start(w, &w->set[1]);
	if (!other || !lane)
		return;
	expect(w, until(w, leave_if_starving(w, &mine)));
	world_set_unknown(w, 1);
	complete(&other->go);
	expect(w, actor_inside(lane));
	expect(w, lane->call.lane == &w->set[1]);
}

/*
 * While a lane starves the ordinary calls have what they should have, or more:
 * no new call may enter, not even to probe.
 */
static void newcomer_waits_for_starved(struct world *w)
{
	struct actor *lane, *newcomer;

	take_lane_thread(w);
	lane = call_starving(w);
	newcomer = call_queued(w, &w->set[2]);
	if (!lane || !newcomer)
		return;
	expect_eq(w, newcomer->refused, 0);
	world_set_unknown(w, 0);
	expect(w, actor_inside(lane));
	expect_eq(w, newcomer->refused, 0);
	expect(w, call_waits(newcomer));
}

/* A new call may not enter, even if the thread is back and no call has probed yet. */
static void newcomer_takes_nothing(struct world *w)
{
	struct actor *lane, *newcomer;

	take_lane_thread(w);
	lane = call_starving(w);
	msleep(300); /* the next probe is 100 ms or more away */
	expect(w, until(w, call_starves(lane)));
	world_set_unknown(w, 0);
	newcomer = call_queued(w, &w->set[2]);
	expect(w, actor_inside(lane));
	expect(w, call_waits(newcomer));
}

static void back_without_a_word(struct world *w)
{
	struct actor *lane;

	take_lane_thread(w);
	lane = call_starving(w);
	msleep(500);
	expect(w, world_refused(w) >= 3);
	expect(w, world_refused(w) <= 16);
	world_set_unknown(w, 0);
	expect(w, actor_inside(lane));
	expect_lanes(w, busy, w->threads);
}

/* One thread was lost: all other threads but one are used as before. */
static void others_go_on(struct world *w)
{
	struct actor *holder = take_lane_thread(w), *lane, *waiter;
	int n;

	lane = call_starving(w);
	msleep(100); /* refused several times, for one and the same thread */
	actor_end(holder);
	expect(w, actor_inside(lane));
	/* Now T - 2 ordinary calls are in, and the unknown holder. */
	for (n = 0; n < 5; n++) {
		waiter = call_queued(w, &w->set[2]);
		if (n)
			actor_end(holder);
		else
			world_unsettle(w);
		expect(w, actor_inside(waiter));
		holder = waiter;
	}
	expect(w, world_refused(w) <= 32);
}

static void killed(struct world *w)
{
	struct actor *lane;

	take_lane_thread(w);
	lane = call_starving(w);
	actor_kill(lane);
	expect_eq(w, actor_result(lane), -EINTR);
	expect_eq(w, w->set[1].busy, 0);
	expect_eq(w, w->set[1].granted, 1);
	expect(w, list_empty(&w->lanes.starved));
	/* The lane is there as before, and so is its place before others. */
	world_set_unknown(w, 0);
	lane = call_inside(w, &w->set[1]);
	if (lane)
		expect_eq(w, lane->waits, 0);
}

/* The context is closed while its lane is starved. */
static void closed(struct world *w)
{
	struct actor *holder = take_lane_thread(w), *lane, *other;

	lane = call_starving(w);
	expect_eq(w, lanes_release(&w->lanes, &w->set[1]), 0);
	actor_end(holder);
	expect(w, actor_inside(lane));
	other = call_queued(w, &w->set[2]);
	actor_end(lane);
	expect_lanes(w, granted, 0);
	expect(w, actor_inside(other));
}

/* A starved call waits for a thread, so a cancellation ends it in the driver. */
static void cancelled(struct world *w)
{
	struct actor *lane;

	take_lane_thread(w);
	lane = call_start_named(w, &w->set[1], 7, 9);
	expect(w, until(w, call_starves(lane)));
	expect(w, !lanes_cancel(&w->lanes, &w->set[1], 7, 8));
	/* While the call probes for its thread, it ends when it is refused again. */
	lanes_cancel(&w->lanes, &w->set[1], 7, 9);
	expect_eq(w, actor_result(lane), -ECANCELED);
	expect_eq(w, w->set[1].busy, 0);
}

/* A call that enters again after a refusal is on no list of those that wait. */
static void cancelled_while_it_probes(struct world *w)
{
	struct lane_call first = { .set = &w->set[1] };
	struct lane_call second = {
		.set = &w->set[1], .cancellable = true, .session = 7, .cancel_id = 9,
	};

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	expect_eq(w, lanes_enter(&w->lanes, &first), 0);
	expect_eq(w, lanes_enter(&w->lanes, &second), 0);
	lanes_leave(&w->lanes, &first);
	w->refused++; /* so it says */
	expect_eq(w, lanes_refused(&w->lanes, &second), 0);
	/* It may be inside by now, so the trusted OS has to be asked. */
	expect(w, !lanes_cancel(&w->lanes, &w->set[1], 7, 9));
	w->refused++;
	expect_eq(w, lanes_refused(&w->lanes, &second), -ECANCELED);
	/* The lane is still its, until it has given its slot back. */
	expect_eq(w, w->set[1].busy, 1);
	lanes_leave(&w->lanes, &second);
	expect_eq(w, w->set[1].busy, 0);
}

/*
 * A context's call took an ordinary token because the lane was in use, and was
 * refused when it no longer was: the lane is its.
 */
static void refused_takes_free_lane(struct world *w)
{
	struct lane_call first = { .set = &w->set[1] }, second = { .set = &w->set[1] };

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	expect_eq(w, lanes_enter(&w->lanes, &first), 0);
	expect_eq(w, lanes_enter(&w->lanes, &second), 0);
	expect(w, first.lane == &w->set[1]);
	expect(w, !second.lane);
	lanes_leave(&w->lanes, &first);
	w->refused++; /* so it says */
	expect_eq(w, lanes_refused(&w->lanes, &second), 0);
	expect(w, second.lane == &w->set[1]);
	lanes_entered(&w->lanes, &second);
	lanes_leave(&w->lanes, &second);
}

/*
 * If an ordinary call is refused, too, that does not raise the limit again: otherwise the next
 * thread would be promised twice, to that call and to the starved lane.
 */
static void losses_add_up(struct world *w)
{
	struct actor *late, *lane, *holder;
	unsigned int limit;

	expect_eq(w, lanes_request(&w->lanes, &w->set[1]), 0);
	late = actor_start(w, enter_late, &w->set[2], NULL);
	if (!late || !expect(w, until(w, actor_state(late) == HOLDING)))
		return;
	holder = calls_fill(w, &w->set[0]);
	world_set_unknown(w, 2);
	lane = call_starving(w);
	/* The next probe is some jiffies away by then. */
	if (!lane || !expect(w, until(w, READ_ONCE(lane->refused) >= 5 && call_starves(lane))))
		return;
	limit = world_count(w, &w->lanes.limit);
	complete(&late->go);
	expect(w, until(w, call_waits(late)));
	expect(w, world_count(w, &w->lanes.limit) <= limit);
	actor_end(holder);
	expect(w, actor_inside(lane));
	world_set_unknown(w, 0);
	expect(w, actor_inside(late));
}

const struct unit_test unit_loss_lane_tests[] = {
	{ "G1.starved_lane_first", starved_lane_first, KIND(DRIVER), 2 },
	{ "G1.newcomer_waits_for_starved", newcomer_waits_for_starved, KIND(DRIVER), 2, 4 },
	{ "G1.newcomer_takes_nothing", newcomer_takes_nothing, KIND(DRIVER), 2, 3 },
	{ "G1.refused_takes_free_lane", refused_takes_free_lane, ENFORCED, 2 },
	{ "G1.losses_add_up", losses_add_up, KIND(DRIVER), 3, 4 },
	{ "G7.starved_back_without_a_word", back_without_a_word, KIND(DRIVER), 2, 2 },
	{ "G7.others_go_on", others_go_on, KIND(DRIVER), 3, 4 },
	{ "G7.killed_while_starved", killed, KIND(DRIVER), 2, 4 },
	{ "G6.closed_while_starved", closed, KIND(DRIVER), 2, 4 },
	{ "G7.cancelled_while_starved", cancelled, KIND(DRIVER), 2, 4 },
	{ "G7.cancelled_while_it_probes", cancelled_while_it_probes, ENFORCED, 2 },
	{ }
};
