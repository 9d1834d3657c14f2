// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * ETHREAD_LIMIT in spite of an ordinary token: somebody unknown to the driver holds threads. G7: no
 * call spins or waits for ever; G3: calls keep their places; G5: a thread that is not there backs
 * no lane.
 */
#include "unit.h"

/* Long enough for several probes for lost threads. */
#define LOOKS_MS	500
/* How many probes that may be. They become rarer, so one each 8 ms would be too many. */
#define MAX_LOOKS	16

/* Unknown holders of @lost threads, ordinary calls in the others. */
static struct actor *fill_but(struct world *w, unsigned int lost)
{
	unsigned int n;

	world_set_unknown(w, lost);
	for (n = lost; n + 1 < w->threads; n++)
		expect(w, world_settle(w, &w->set[0]));
	return call_inside(w, &w->set[0]);
}

/* Both calls wait: which is first in the queue? NULL: one of them is just probing. */
static struct actor *first_of(struct world *w, struct actor *a, struct actor *b)
{
	const struct lane_call *first;
	struct actor *found = NULL;

	spin_lock_irq(&w->lanes.lock);
	if (a->call.state == LANE_WAITING && b->call.state == LANE_WAITING) {
		first = list_first_entry(&w->lanes.queue, struct lane_call, queue);
		found = first == &a->call ? a : b;
	}
	spin_unlock_irq(&w->lanes.lock);
	return found;
}

/* However often a call is refused, it stays before those that came later. */
static void refused_keeps_place(struct world *w)
{
	struct actor *holder = fill_but(w, 1), *refused, *later, *first = NULL;
	int n;

	refused = call_queued(w, &w->set[1]);
	if (!refused || !expect(w, until(w, READ_ONCE(refused->refused))))
		return;
	later = call_start(w, &w->set[2]);
	if (!later || !expect(w, until(w, call_waits(later))))
		return;
	for (n = 0; n < 50; n++) {
		expect(w, until(w, (first = first_of(w, refused, later))));
		expect(w, first == refused);
		usleep_range(500, 2000);
	}
	actor_end(holder);
	complete(&later->go);
	expect(w, actor_inside(refused));
	actor_end(refused);
	expect_eq(w, actor_result(later), 0);
}

/* For an actor: a call that waits between its token and its entry. */
int enter_late(struct actor *a)
{
	int rc = lanes_enter(&a->w->lanes, &a->call);

	/* Pairs with the acquire in actor_state(). */
	smp_store_release(&a->state, HOLDING);
	wait_for_completion(&a->go);
	if (!rc)
		rc = world_smc_until_inside(a->w, &a->call);
	if (rc)
		return rc;
	actor_stay(a);
	world_leave(a->w, &a->call);
	return 0;
}

/* Two calls are refused, first the one that came first, which stays before the other. */
static void refused_in_order(struct world *w)
{
	struct actor *a[2], *first = NULL;
	int n;

	for (n = 0; n < 2; n++) {
		a[n] = actor_start(w, enter_late, &w->set[n], NULL);
		if (!a[n] || !expect(w, until(w, actor_state(a[n]) == HOLDING)))
			return;
	}
	world_set_unknown(w, w->threads);
	for (n = 0; n < 2; n++) {
		complete(&a[n]->go);
		expect(w, until(w, READ_ONCE(a[n]->refused) && call_waits(a[n])));
	}
	expect(w, until(w, (first = first_of(w, a[0], a[1]))));
	expect(w, first == a[0]);
	world_set_unknown(w, 0);
	for (n = 0; n < 2; n++)
		expect(w, actor_inside(a[n]));
}

/* The driver probes for a lost thread again, but not too often. */
static void never_spins(struct world *w)
{
	struct actor *a;

	fill_but(w, 1);
	a = call_queued(w, &w->set[1]);
	msleep(LOOKS_MS);
	expect(w, !a || actor_state(a) == STARTED);
	expect(w, world_refused(w) >= 3);
	expect(w, world_refused(w) <= MAX_LOOKS);
	world_check(w);
}

/* The unknown holder gives threads back without telling: a waiting call enters all the same. */
static void back_without_a_word(struct world *w)
{
	struct actor *a[4];
	unsigned int n;

	fill_but(w, w->threads - 1);
	for (n = 0; n < w->threads - 1; n++) {
		a[n] = call_start(w, &w->set[n]);
		expect(w, until(w, call_waits(a[n])));
	}
	world_set_unknown(w, 0);
	for (n = 0; n < w->threads - 1; n++)
		expect(w, actor_inside(a[n]));
	expect_lanes(w, busy, w->threads);
}

/* All threads of the trusted OS are held by others; no call is there to return. */
static void all_lost(struct world *w)
{
	struct actor *a;

	world_set_unknown(w, w->threads);
	a = call_queued(w, &w->set[1]);
	msleep(LOOKS_MS);
	expect(w, world_refused(w) <= MAX_LOOKS);
	world_set_unknown(w, 0);
	expect(w, actor_inside(a));
}

/* No call waited, so none has probed: the next calls find the threads that are back. */
static void back_while_nobody_waits(struct world *w)
{
	struct actor *a;

	fill_but(w, 1);
	a = call_queued(w, &w->set[1]);
	actor_kill(a);
	expect_eq(w, actor_result(a), -EINTR);
	world_set_unknown(w, 0);
	a = call_inside(w, &w->set[2]);
	if (a)
		expect_eq(w, a->waits, 0);
	expect_lanes(w, ordinary, w->threads);
}

/* A call is killed while it waits for a lost thread. */
static void killed(struct world *w)
{
	struct actor *holder = fill_but(w, 1), *a, *next;

	a = call_queued(w, &w->set[1]);
	next = call_queued(w, &w->set[2]);
	actor_kill(a);
	expect_eq(w, actor_result(a), -EINTR);
	actor_end(holder);
	expect(w, actor_inside(next));
}

/*
 * The driver knows that a lost thread is back only after a call has entered. A request for a lane
 * makes no call, so it must get a thread of which that is known.
 */
static void lost_thread_backs_no_lane(struct world *w)
{
	struct actor *holder = fill_but(w, 1), *a, *request, *call;

	a = call_queued(w, &w->set[2]);
	if (!a || !expect(w, until(w, READ_ONCE(a->refused))))
		return;
	actor_kill(a);
	expect_eq(w, actor_result(a), -EINTR);
	request = request_queued(w, &w->set[1]);
	msleep(100);
	expect_lanes(w, granted, 0);
	actor_end(holder);
	expect_eq(w, actor_result(request), 0);
	call = call_inside(w, &w->set[1]);
	if (call)
		expect_eq(w, call->refused, 0);
}

/*
 * A thread for which a call was to probe, but was killed before it entered, is not known to be
 * back.
 */
static void killed_look_backs_no_lane(struct world *w)
{
	struct actor *holder = fill_but(w, 1), *a, *request;

	a = call_queued(w, &w->set[2]);
	if (!a || !expect(w, until(w, READ_ONCE(a->refused) && call_waits(a))))
		return;
	msleep(LOOKS_MS); /* the timer takes its time by now */
	actor_kill_and_lock(a);
	if (a->call.state == LANE_WAITING)
		unit_probe_locked(&w->lanes);
	unit_unlock(&w->lanes);
	expect_eq(w, actor_result(a), -EINTR);
	request = request_queued(w, &w->set[1]);
	msleep(50);
	expect_lanes(w, granted, 0);
	actor_end(holder);
	expect_eq(w, actor_result(request), 0);
}

/* A call found that no thread is left, and was killed. Nobody has probed since. */
static void lose_all(struct world *w)
{
	struct actor *a;

	world_set_unknown(w, w->threads);
	a = call_queued(w, &w->set[1]);
	if (!a || !expect(w, until(w, READ_ONCE(a->refused))))
		return;
	actor_kill(a);
	expect_eq(w, actor_result(a), -EINTR);
	expect_lanes(w, limit, 0);
}

/* All threads are back, and no call is there that would find that: the request does. */
static void request_probes(struct world *w)
{
	struct actor *request, *call;

	lose_all(w);
	request = request_queued(w, &w->set[2]);
	expect(w, until(w, request && READ_ONCE(request->refused)));
	world_set_unknown(w, 0);
	expect_eq(w, actor_result(request), 0);
	call = call_inside(w, &w->set[2]);
	if (call)
		expect_eq(w, call->refused, 0);
}

/*
 * One thread is there, which an idle lane needs. Where the secure world does not keep it for the
 * lane, the call of a request would find it.
 */
static void idle_lane_backs_no_other(struct world *w)
{
	struct actor *request;

	expect_eq(w, lanes_request(&w->lanes, &w->set[3]), 0);
	lose_all(w);
	world_set_unknown(w, w->threads - 1);
	request = request_queued(w, &w->set[2]);
	msleep(LOOKS_MS);
	expect_lanes(w, granted, 1);
	actor_kill(request);
	expect_eq(w, actor_result(request), -EINTR);
	world_set_unknown(w, 0);
	lanes_release(&w->lanes, &w->set[3]);
}

/* A request that probes is killed, or is out of patience: it leaves nothing behind. */
static void killed_request_probes(struct world *w)
{
	struct actor *request;

	lose_all(w);
	request = request_queued(w, &w->set[2]);
	expect(w, until(w, request && READ_ONCE(request->refused)));
	actor_kill(request);
	expect_eq(w, actor_result(request), -EINTR);
	w->lanes.system_patience = HZ / 4;
	request = system_get_start(w);
	expect_eq(w, actor_result(request), -EBUSY);
	expect_lanes(w, busy, 0);
	expect_lanes(w, parked, 0);
	expect_lanes(w, reserved, 0);
	world_set_unknown(w, 0);
	call_inside(w, &w->set[1]);
}

/* All threads are back, and no call has found that before the system suspends. */
static void suspend_probes(struct world *w)
{
	lose_all(w);
	expect_eq(w, lanes_suspend(&w->lanes, HZ / 10), -EBUSY);
	world_set_unknown(w, 0);
	expect_eq(w, lanes_suspend(&w->lanes, SUITE_PATIENCE), 0);
	lanes_resume(&w->lanes);
}

/*
 * G8: a process was refused, and waits with its slot while the system suspends. The calls of kernel
 * clients are no more than there are other slots, although the lost thread is back.
 */
static void no_probe_without_a_slot(struct world *w)
{
	struct actor *holder = fill_but(w, 1), *process, *call;

	process = call_start_process(w, &w->set[1]);
	expect(w, process && until(w, READ_ONCE(process->refused) && call_waits(process)));
	spin_lock_irq(&w->lanes.lock);
	w->lanes.suspended = true;
	spin_unlock_irq(&w->lanes.lock);
	actor_end(holder);
	expect_eq(w, lanes_suspend(&w->lanes, SUITE_PATIENCE), 0);
	holder = call_inside(w, &w->set[2]);
	world_set_unknown(w, 0);
	call = call_queued(w, &w->set[3]);
	msleep(LOOKS_MS);
	expect(w, call && call_waits(call));
	expect_lanes(w, parked, 1);
	actor_end(holder);
	expect(w, actor_inside(call));
	lanes_resume(&w->lanes);
	expect(w, actor_inside(process));
	expect_lanes(w, parked, 0);
}

/* One of these that is in the trusted OS, and out of the list: NULL if none is. */
static struct actor *take_inside(struct actor **a, unsigned int num)
{
	unsigned int n;

	for (n = 0; n < num; n++) {
		struct actor *found = a[n];

		if (found && actor_state(found) == INSIDE) {
			a[n] = NULL;
			return found;
		}
	}
	return NULL;
}

/*
 * The number of threads is not known: the first refusal tells it, and from then
 * on each call that leaves lets one in.
 */
static void total_is_learnt(struct world *w)
{
	struct actor *waiter[12], *holder = fill_but(w, 0);
	unsigned int n, refused;

	expect_eq(w, world_refused(w), 0);
	for (n = 0; n < ARRAY_SIZE(waiter); n++)
		waiter[n] = call_queued(w, &w->set[1]);
	expect(w, until(w, world_refused(w)));
	refused = world_refused(w);
	expect(w, refused <= MAX_LOOKS);
	for (n = 0; n < ARRAY_SIZE(waiter); n++) {
		actor_end(holder);
		expect(w, until(w, (holder = take_inside(waiter, ARRAY_SIZE(waiter)))));
		expect_eq(w, w->ordinary_in, w->threads);
	}
	/* Each time that a call leaves, the next probe comes soon. */
	expect(w, world_refused(w) <= refused + 3 * ARRAY_SIZE(waiter) + MAX_LOOKS);
}

const struct unit_test unit_loss_tests[] = {
	{ "G3.refused_keeps_place", refused_keeps_place, ENFORCED, 2, 4 },
	{ "G3.refused_in_order", refused_in_order, ENFORCED, 2, 2 },
	{ "G7.never_spins", never_spins, ENFORCED, 2, 2 },
	{ "G7.back_without_a_word", back_without_a_word, ENFORCED, 2, 4 },
	{ "G7.all_lost", all_lost, ENFORCED, 2, 2 },
	{ "G7.back_while_nobody_waits", back_while_nobody_waits, ENFORCED, 2 },
	{ "G7.killed_while_refused", killed, ENFORCED, 2, 4 },
	{ "G5.lost_thread_backs_no_lane", lost_thread_backs_no_lane, KIND(DRIVER), 3, 4 },
	{ "G5.killed_look_backs_no_lane", killed_look_backs_no_lane, KIND(DRIVER), 3, 4 },
	{ "G5.request_probes", request_probes, ENFORCED, 2, 4 },
	{ "G5.idle_lane_backs_no_other", idle_lane_backs_no_other, KIND(DRIVER), 3, 4 },
	{ "G5.killed_request_probes", killed_request_probes, ENFORCED, 2, 4 },
	{ "G7.suspend_probes", suspend_probes, ENFORCED, 2, 4 },
	{ "G8.no_probe_without_a_slot", no_probe_without_a_slot, ENFORCED, 2, 4 },
	{ "G7.total_is_learnt", total_is_learnt, KIND(SIMPLE) | KIND(SECRET), 1, 4 },
	{ }
};
