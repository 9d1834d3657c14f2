// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Many threads do all operations at random. After each step everything that must be true is
 * checked: world_check(), the counts of the fake trusted OS, and the result of each operation.
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "unit.h"

#define WORKERS		10
#define CONTEXTS	4
#define OWNERS_SET	(WORLD_SETS - 1)
#define STRESS_TIME	(HZ / 3)
#define STRESS_MAX	(10 * HZ)

struct stress;

/**
 * struct worker - what one thread knows of itself
 * @s:		the test
 * @id:		also its calls' session
 * @seed:	of its random numbers
 * @kills:	times that somebody killed it
 * @interrupted: times that something it did ended by a kill
 */
struct worker {
	struct stress *s;
	u32 id;
	u32 seed;
	atomic_t kills;
	int interrupted;
};

/**
 * struct stress - what the threads share
 * @w:		the world
 * @end:	jiffies
 * @calls:	calls that came through
 * @ready:	all threads are there
 * @worker:	the threads' own
 * @actor:	the threads
 * @held:	lanes that each context can release
 * @system_held: system sessions that can be closed
 * @cancels:	times that lanes_cancel() claimed to have ended a call
 * @cancelled:	times that a call ended so
 */
struct stress {
	struct world *w;
	unsigned long end;
	atomic_t calls;
	struct completion ready;
	struct worker worker[WORKERS];
	struct actor *actor[WORKERS];
	atomic_t held[CONTEXTS];
	atomic_t system_held;
	atomic_t cancels;
	atomic_t cancelled;
};

/* Where threads are lost most of the time, few calls get in. */
static bool enough_calls(const struct stress *s)
{
	return atomic_read(&s->calls) > (s->w->lossy ? 0 : WORKERS);
}

static bool goes_on(const struct stress *s)
{
	unsigned long end = enough_calls(s) ? s->end : s->end + STRESS_MAX;

	return time_before(jiffies, end) && !world_failed(s->w);
}

static u32 random_below(struct worker *me, u32 limit)
{
	me->seed = me->seed * 1664525 + 1013904223;
	return (me->seed >> 16) % limit;
}

/* Check that there is a reason for the error that an operation returned. */
static void check_error(struct worker *me, const char *what, int rc)
{
	struct stress *s = me->s;

	if (rc == -EINTR) {
		if (++me->interrupted > atomic_read(&me->kills))
			world_fail(s->w, "%s: -EINTR, but nobody killed it", what);
	} else if (rc == -ECANCELED) {
		atomic_inc(&s->cancelled);
	} else {
		world_fail(s->w, "%s: %d", what, rc);
	}
}

static void stay(struct worker *me)
{
	switch (random_below(me, 8)) {
	case 0 ... 3:
		break;
	case 4 ... 5:
		cond_resched();
		break;
	case 6:
		usleep_range(20, 200);
		break;
	default:
		usleep_range(500, 2000);
		break;
	}
}

static void make_call(struct worker *me, struct actor *a)
{
	struct world *w = me->s->w;
	int rc;

	a->call.system = !random_below(me, 4);
	a->call.cancellable = true;
	WRITE_ONCE(a->call.cancel_id, a->call.cancel_id + 1);
	rc = world_enter(w, &a->call);
	if (rc) {
		check_error(me, "call", rc);
		return;
	}
	atomic_inc(&me->s->calls);
	world_check(w);
	stay(me);
	world_leave(w, &a->call);
}

/* Errors of a request when no lane can be granted */
static int no_lane(const struct world *w)
{
	return w->kind == SIMPLE ? -EOPNOTSUPP : -EBUSY;
}

static void request(struct worker *me, struct actor *a)
{
	int rc = lanes_request(&me->s->w->lanes, a->set);

	if (!rc)
		atomic_inc(&me->s->held[me->id % CONTEXTS]);
	else if (rc != no_lane(me->s->w))
		check_error(me, "request", rc);
}

static void release(struct worker *me, struct actor *a)
{
	int rc;

	if (atomic_dec_if_positive(&me->s->held[me->id % CONTEXTS]) < 0)
		return;
	rc = lanes_release(&me->s->w->lanes, a->set);
	if (rc)
		world_fail(me->s->w, "a lane cannot be given back: %d", rc);
}

static void system_get(struct worker *me)
{
	int rc = lanes_system_get(&me->s->w->lanes);

	if (!rc)
		atomic_inc(&me->s->system_held);
	else if (rc != no_lane(me->s->w))
		check_error(me, "system session", rc);
}

static void system_put(struct worker *me)
{
	if (atomic_dec_if_positive(&me->s->system_held) >= 0)
		lanes_system_put(&me->s->w->lanes);
}

static void cancel(struct worker *me)
{
	struct actor *a = me->s->actor[random_below(me, WORKERS)];

	if (a && lanes_cancel(&me->s->w->lanes, a->set, a->call.session,
			      READ_ONCE(a->call.cancel_id)))
		atomic_inc(&me->s->cancels);
}

static void kill(struct worker *me)
{
	unsigned int n = random_below(me, WORKERS);

	if (!me->s->actor[n])
		return;
	atomic_inc(&me->s->worker[n].kills);
	actor_kill(me->s->actor[n]);
}

static int work(struct actor *a)
{
	struct worker *me = a->data;
	struct stress *s = me->s;

	wait_for_completion(&s->ready);
	while (goes_on(s)) {
		flush_signals(current);
		switch (random_below(me, 100)) {
		case 0 ... 69:
			make_call(me, a);
			break;
		case 70 ... 75:
			request(me, a);
			break;
		case 76 ... 81:
			release(me, a);
			break;
		case 82 ... 84:
			system_get(me);
			break;
		case 85 ... 87:
			system_put(me);
			break;
		case 88 ... 93:
			cancel(me);
			break;
		default:
			kill(me);
			break;
		}
		world_check(s->w);
		cond_resched();
	}
	return 0;
}

/* G1: a client with a lane that makes one call at a time never waits in the queue. */
static int own_lane(struct actor *a)
{
	struct stress *s = a->data;
	unsigned int calls = 0;
	int rc;

	wait_for_completion(&s->ready);
	while (goes_on(s)) {
		rc = world_enter(s->w, &a->call);
		if (rc)
			return rc;
		if (a->call.lane != a->set)
			world_fail(s->w, "a call does not use its own free lane");
		if (++calls % 4)
			cond_resched();
		else
			usleep_range(100, 1000);
		world_leave(s->w, &a->call);
	}
	if (a->waits)
		world_fail(s->w, "a call with a lane waited %u times", a->waits);
	return 0;
}

/* The unknown holder takes threads and gives them back. */
static int hold_unknown(struct actor *a)
{
	struct stress *s = a->data;
	unsigned int n = 0;

	wait_for_completion(&s->ready);
	while (goes_on(s)) {
		world_try_unknown(s->w, ++n % 3);
		usleep_range(500, 20000);
	}
	world_try_unknown(s->w, 0);
	return 0;
}

static void check_end(struct stress *s)
{
	unsigned int n;

	/* A call that probes for a thread is cancelled, too, but not claimed. */
	if (s->w->refused)
		expect(s->w, atomic_read(&s->cancels) <= atomic_read(&s->cancelled));
	else
		expect_eq(s->w, atomic_read(&s->cancels), atomic_read(&s->cancelled));
	expect(s->w, enough_calls(s));
	for (n = 0; n < CONTEXTS; n++)
		expect_eq(s->w, s->w->set[n].granted, atomic_read(&s->held[n]));
	expect_eq(s->w, s->w->lanes.system_users, atomic_read(&s->system_held));
	expect_eq(s->w, s->w->lanes.system.granted, !!atomic_read(&s->system_held));
	expect_lanes(s->w, reserved, s->w->lanes.granted);
}

static void run(struct world *w, struct stress *s)
{
	unsigned int n;

	s->w = w;
	s->end = jiffies + STRESS_TIME;
	init_completion(&s->ready);
	if (w->kind != SIMPLE && w->threads > 1) {
		expect_eq(w, lanes_request(&w->lanes, &w->set[OWNERS_SET]), 0);
		actor_start(w, own_lane, &w->set[OWNERS_SET], s);
	}
	if (w->lossy)
		actor_start(w, hold_unknown, NULL, s);
	for (n = 0; n < WORKERS; n++) {
		struct worker *me = &s->worker[n];

		me->s = s;
		me->id = n;
		me->seed = n + 1;
		s->actor[n] = actor_start(w, work, &w->set[n % CONTEXTS], me);
		if (s->actor[n])
			s->actor[n]->call.session = n;
	}
	complete_all(&s->ready);
	if (actors_finish(w))
		check_end(s);
}

static struct stress stress;

static void all_at_once(struct world *w)
{
	memset(&stress, 0, sizeof(stress));
	run(w, &stress);
}

static void with_unknown_holders(struct world *w)
{
	w->lossy = true;
	all_at_once(w);
}

const struct unit_test unit_stress_tests[] = {
	{ "stress.all_at_once", all_at_once, ENFORCED, 1 },
	{ "stress.with_unknown_holders", with_unknown_holders, ENFORCED, 2, 4 },
	{ "stress.threads_unknown", with_unknown_holders, KIND(SIMPLE) | KIND(SECRET), 2, 3 },
	{ }
};
