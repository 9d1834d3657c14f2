/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the tests of driver/optee/lanes.c share: a fake trusted OS, calls made
 * by kernel threads, and checks.
 *
 * A test is a function of a struct world, made anew for each run of the test.
 */
#ifndef LANES_UNIT_H
#define LANES_UNIT_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/spinlock.h>

#include "lanes.h"
#include "suite.h"

#define WORLD_SETS	8	/* contexts in a world */
#define WORLD_THREADS	16	/* the most a trusted OS has */

/**
 * enum world_kind - what the fake trusted OS can do
 * @DRIVER:	tells how many threads it has
 * @SECURE:	tells, and reserves threads itself
 * @SECRET:	does not tell, but reserves
 * @SIMPLE:	neither
 */
enum world_kind { DRIVER, SECURE, SECRET, SIMPLE };

#define KIND(kind)	(1u << (kind))
#define ENFORCED	(KIND(DRIVER) | KIND(SECURE))

/**
 * struct world - a trusted OS and the lanes of its driver, for one test
 * @lanes:	what is tested
 * @set:	contexts; the test hands them out as it likes
 * @kind:	what the trusted OS can do
 * @threads:	thread contexts it has
 * @lossy:	ETHREAD_LIMIT is part of the test; otherwise it is a failure
 * @lock:	protects the trusted OS, that is the following five
 * @ordinary_in: threads that ordinary calls are in
 * @lane_in:	threads that calls on lanes are in
 * @unknown:	threads that somebody holds of whom the driver does not know
 * @reserved:	threads set aside (SECURE, SECRET)
 * @no_reserve:	RESERVE_SYS_THREAD says no
 * @refused:	entries answered with ETHREAD_LIMIT
 * @reserves:	RESERVE_SYS_THREAD that succeeded so far
 * @on_unreserve: called, once, before the trusted OS sees an UNRESERVE_SYS_THREAD
 * @verdict:	whether the test has passed, or why not
 * @actors:	all struct actor
 * @resident:	calls without a thread that are in the trusted OS
 * @num_residents: how many
 */
struct world {
	struct lanes lanes;
	struct lane_set set[WORLD_SETS];
	enum world_kind kind;
	unsigned int threads;
	bool lossy;
	spinlock_t lock; /* inside lanes.lock, if both */
	unsigned int ordinary_in;
	unsigned int lane_in;
	unsigned int unknown;
	unsigned int reserved;
	bool no_reserve;
	unsigned int refused;
	unsigned int reserves;
	void (*on_unreserve)(struct world *w);
	struct suite_verdict verdict;
	struct list_head actors;
	struct lane_call resident[WORLD_THREADS];
	unsigned int num_residents;
};

/**
 * struct unit_test - one test
 * @name:	starts with the part of the contract it is about
 * @fn:		the test
 * @kinds:	KIND() of the worlds it is run in
 * @min:	fewest threads it makes sense for
 * @max:	most threads, 0: any
 */
struct unit_test {
	const char *name;
	void (*fn)(struct world *w);
	unsigned int kinds;
	unsigned int min;
	unsigned int max;
};

/* unit_world.c: the trusted OS */
struct world *world_create(enum world_kind kind, unsigned int threads);
void world_destroy(struct world *w);
bool world_smc(struct world *w, const struct lane_call *call);
int world_smc_until_inside(struct world *w, struct lane_call *call);
int world_enter(struct world *w, struct lane_call *call);
void world_leave(struct world *w, struct lane_call *call);
bool world_settle(struct world *w, struct lane_set *set);
void world_unsettle(struct world *w);
unsigned int world_try_unknown(struct world *w, unsigned int threads);
void world_set_unknown(struct world *w, unsigned int threads);

/* unit_check.c */
void world_check(struct world *w);
void world_check_idle(struct world *w);
unsigned int world_refused(struct world *w);
unsigned int world_count(struct world *w, const unsigned int *counter);
bool world_expect_count(struct world *w, size_t offset, unsigned int want, const char *what,
			const char *fn, int line);

#define world_fail(w, ...)	suite_fail(&(w)->verdict, __VA_ARGS__)
#define world_failed(w)		suite_failed(&(w)->verdict)
/* A counter of w->lanes. */
#define expect_lanes(w, counter, want)	\
	world_expect_count(w, offsetof(struct lanes, counter), want, #counter, __func__, __LINE__)

/**
 * enum actor_state - how far an actor has come, in this order
 * @CREATED:	it would not notice a kill
 * @STARTED:	it is on its way
 * @HOLDING:	it has a token and dawdles, which few do
 * @INSIDE:	it is in the trusted OS
 * @DONE:	it is back
 */
enum actor_state { CREATED, STARTED, HOLDING, INSIDE, DONE };

/**
 * struct actor - a kernel thread that does one thing with the lanes
 * @node:	in @w->actors
 * @w:		its world
 * @fn:		what the actor does; its result goes to @rc
 * @data:	for @fn
 * @set:	for which context
 * @call:	its place, if it makes a call
 * @task:	the thread; a reference is held
 * @state:	how far it has come
 * @rc:		what the lanes' function returned, once the actor is DONE
 * @waits:	times it had to queue
 * @refused:	times its entry was answered with ETHREAD_LIMIT
 * @go:		lets a call return
 * @done:	completed as the thread ends
 */
struct actor {
	struct list_head node;
	struct world *w;
	int (*fn)(struct actor *a);
	void *data;
	struct lane_set *set;
	struct lane_call call;
	struct task_struct *task;
	enum actor_state state;
	int rc;
	unsigned int waits;
	unsigned int refused;
	struct completion go;
	struct completion done;
};

/* unit_actor.c; actors are freed with the world */
struct actor *actor_start(struct world *w, int (*fn)(struct actor *a), struct lane_set *set,
			  void *data);
struct actor *request_start(struct world *w, struct lane_set *set);
struct actor *request_queued(struct world *w, struct lane_set *set);
struct actor *system_get_start(struct world *w);
struct actor *call_start(struct world *w, struct lane_set *set);
struct actor *call_start_process(struct world *w, struct lane_set *set);
struct actor *call_start_system(struct world *w, struct lane_set *set);
struct actor *call_start_named(struct world *w, struct lane_set *set, u32 session, u32 id);
struct actor *call_inside(struct world *w, struct lane_set *set);
struct actor *call_queued(struct world *w, struct lane_set *set);
struct actor *calls_fill(struct world *w, struct lane_set *set);
bool call_holds(struct actor *a);
bool call_waits(struct actor *a);
bool call_starves(struct actor *a);
bool actor_asleep(struct actor *a);
void actor_kill_and_lock(struct actor *a) __acquires(&a->w->lanes.lock);
enum actor_state actor_state(struct actor *a);
void actor_stay(struct actor *a);
bool actor_inside(struct actor *a);
int actor_result(struct actor *a);
int actor_end(struct actor *a);
void actor_kill(struct actor *a);
bool actors_finish(struct world *w);
struct actor *actor_current(void);
void actor_put(struct actor *a);

/* unit_sources.c: the driver's own files, and what can only be done from their inside */
extern atomic_t unit_grants;
void unit_leave_locked(struct lanes *lanes, struct lane_call *call);
void unit_unlock(struct lanes *lanes) __releases(&lanes->lock);
void unit_wake(struct lane_call *call);
void unit_probe_locked(struct lanes *lanes);
void unit_enqueue(struct lanes *lanes, struct lane_call *call);

/* unit_loss.c */
int enter_late(struct actor *a);

/* the tests */
extern const struct unit_test unit_lane_tests[], unit_queue_tests[], unit_request_tests[];
extern const struct unit_test unit_release_tests[], unit_loss_tests[], unit_loss_lane_tests[];
extern const struct unit_test unit_cancel_tests[], unit_system_tests[], unit_stress_tests[];

#endif
