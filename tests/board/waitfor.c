// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The wait-for graph: who is dead, and who only waits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "waitfor.h"

/* Tasks are never followed: any address will do. */
#define TASK(n)		((const struct task_struct *)&addresses[n])

static char addresses[WATCH_TASKS];
static struct watch_snapshot now;
static const struct task_struct *current_task;

/* What waitfor.c wants of others */
void watch_snapshot(struct watch_snapshot *snap)
{
	*snap = now;
}

struct task_struct *hosted_task_current(void)
{
	return (struct task_struct *)current_task;
}

static int setup(void **state)
{
	(void)state;
	memset(&now, 0, sizeof(now));
	for (int n = 0; n < SECURE_MAX_THREADS; n++)
		now.threads[n].waits_for = -1;
	current_task = NULL;
	return 0;
}

static int task(enum watch_wait wait, enum watch_role role)
{
	unsigned int n = now.num_tasks++;

	now.tasks[n].task = TASK(n);
	now.tasks[n].wait = wait;
	now.tasks[n].role = role;
	now.tasks[n].serves = -1;
	return (int)n;
}

/* @owner < 0: somebody we do not know */
static void hold(unsigned int thread, int owner)
{
	now.threads[thread].taken = true;
	now.threads[thread].owner = owner < 0 ? NULL : TASK(owner);
}

static const struct waitfor *solve(void)
{
	static struct waitfor wf;

	wf.snap = now;
	waitfor_solve(&wf);
	return &wf;
}

/* The deadlock of the README: two writers, a supplicant, two threads. */
static void a_circle_is_dead(void **state)
{
	int a = task(WATCH_ANSWER, WATCH_CLIENT), b = task(WATCH_NOTIF, WATCH_CLIENT);
	int s = task(WATCH_THREAD, WATCH_SUPPLICANT), idle = task(WATCH_IDLE, WATCH_SUPPLICANT);
	int other = task(WATCH_SLEEPS, WATCH_OTHER);
	const struct waitfor *wf;

	(void)state;
	hold(0, a);
	hold(1, b);
	now.threads[1].waits_for = 0;
	wf = solve();
	assert_int_equal(wf->num_dead, 3);
	assert_true(wf->dead[a] && wf->dead[b] && wf->dead[s]);
	assert_false(wf->dead[idle] || wf->dead[other]);
}

/* One thread is held by a call that sleeps: it will come back. */
static void a_sleeper_keeps_all_alive(void **state)
{
	int a = task(WATCH_ANSWER, WATCH_CLIENT), b = task(WATCH_SLEEPS, WATCH_CLIENT);

	(void)state;
	task(WATCH_THREAD, WATCH_SUPPLICANT);
	hold(0, a);
	hold(1, b);
	assert_int_equal(solve()->num_dead, 0);
}

/* Life comes through any number of others. */
static void a_chain_lives_by_its_end(void **state)
{
	int first = task(WATCH_NOTIF, WATCH_CLIENT);

	(void)state;
	hold(0, first);
	for (unsigned int n = 1; n < 20; n++) {
		hold(n, task(WATCH_NOTIF, WATCH_CLIENT));
		now.threads[n - 1].waits_for = (int)n;
	}
	now.tasks[19].wait = WATCH_RUNS;
	assert_int_equal(solve()->num_dead, 0);
	now.tasks[19].wait = WATCH_NOTIF;
	now.threads[19].waits_for = 0;
	assert_int_equal(solve()->num_dead, 20);
}

static void an_unknown_owner_may_live(void **state)
{
	(void)state;
	task(WATCH_THREAD, WATCH_CLIENT);
	hold(0, -1);
	assert_int_equal(solve()->num_dead, 0);
}

static void an_absent_supplicant_is_no_help(void **state)
{
	int a = task(WATCH_ANSWER, WATCH_CLIENT);

	(void)state;
	hold(0, a);
	assert_int_equal(solve()->num_dead, 1);
	task(WATCH_RUNS, WATCH_SUPPLICANT);
	assert_int_equal(solve()->num_dead, 0);
}

/* @task asks in the RPC command @cmd, with @thread; then it is @when. */
static void ask(int task, unsigned int thread, int cmd, uint64_t when)
{
	hold(thread, task);
	now.threads[thread].rpc = cmd;
	now.threads[thread].since = when;
}

static void serve(int task, int cmd, uint64_t when)
{
	now.tasks[task].serves = cmd;
	now.tasks[task].since = when;
}

/* Who works on another request, or did before we asked, does not work on ours. */
static void a_supplicant_serves_one(void **state)
{
	int a = task(WATCH_ANSWER, WATCH_CLIENT), other = task(WATCH_RUNS, WATCH_SUPPLICANT);
	int mine = task(WATCH_THREAD, WATCH_SUPPLICANT);

	(void)state;
	ask(a, 0, 7, 10);
	serve(mine, 7, 11);
	serve(other, 6, 12);
	assert_int_equal(solve()->num_dead, 2);
	assert_false(solve()->dead[other]);
	serve(other, 7, 9);
	assert_int_equal(solve()->num_dead, 2);
	/* He may. */
	serve(other, 7, 12);
	assert_int_equal(solve()->num_dead, 0);
	serve(other, -1, 9);
	assert_int_equal(solve()->num_dead, 0);
}

/* One asks, the other serves, and asks in its turn; nobody is left for the last. */
static void requests_inside_of_requests(void **state)
{
	int a = task(WATCH_ANSWER, WATCH_CLIENT), b = task(WATCH_ANSWER, WATCH_SUPPLICANT);
	int c = task(WATCH_THREAD, WATCH_SUPPLICANT);
	const struct waitfor *wf;

	(void)state;
	ask(a, 0, 1, 1);
	serve(b, 1, 2);
	ask(b, 1, 12, 3);
	serve(c, 12, 4);
	wf = solve();
	assert_int_equal(wf->num_dead, 3);
	/* a waits for b, b for c; c for who has threads: a, b */
	assert_int_equal(wf->num_edges, 4);
	assert_int_equal(wf->edges[0].from, a);
	assert_int_equal(wf->edges[0].to, b);
	assert_int_equal(wf->edges[1].from, b);
	assert_int_equal(wf->edges[1].to, c);
}

/* The driver will look again for a thread that it has not found. */
static void a_lost_thread_may_be_found(void **state)
{
	int timers = task(WATCH_SLEEPS, WATCH_OTHER);

	(void)state;
	strcpy(now.tasks[timers].name, "timers");
	task(WATCH_THREAD, WATCH_CLIENT);
	assert_int_equal(solve()->num_dead, 1);
	now.refused = true;
	assert_int_equal(solve()->num_dead, 0);
	now.tasks[timers].wait = WATCH_UNKNOWN;
	assert_int_equal(solve()->num_dead, 1);
}

/* Somebody waits for a thread, and all are free. */
static void a_lost_wakeup_is_seen(void **state)
{
	(void)state;
	task(WATCH_THREAD, WATCH_CLIENT);
	assert_int_equal(solve()->num_dead, 1);
}

static void a_lock_waits_for_its_owner(void **state)
{
	int a = task(WATCH_LOCK, WATCH_OTHER), b = task(WATCH_THREAD, WATCH_OTHER);

	(void)state;
	assert_int_equal(solve()->num_dead, 1);	/* b: no thread is taken */
	now.lock_owner = TASK(b);
	hold(0, a);
	assert_int_equal(solve()->num_dead, 2);
	now.tasks[b].wait = WATCH_RUNS;
	assert_int_equal(solve()->num_dead, 0);
}

static void is_only_sure_when_nobody_runs(void **state)
{
	struct waitfor_judge judge = { .num_dead = 0 };
	static struct waitfor wf;
	int a = task(WATCH_ANSWER, WATCH_CLIENT), r = task(WATCH_RUNS, WATCH_OTHER);
	int me = task(WATCH_RUNS, WATCH_OTHER);

	(void)state;
	current_task = TASK(me);
	hold(0, a);
	for (int n = 0; n < 5; n++)
		assert_false(waitfor_is_deadlock(&judge, &wf));
	now.tasks[r].wait = WATCH_UNKNOWN;
	assert_false(waitfor_is_deadlock(&judge, &wf));
	now.tasks[a].seq++;			/* it has moved */
	assert_false(waitfor_is_deadlock(&judge, &wf));
	assert_true(waitfor_is_deadlock(&judge, &wf));
	now.tasks[a].wait = WATCH_RUNS;
	assert_false(waitfor_is_deadlock(&judge, &wf));
}

#define TEST(fn)	cmocka_unit_test_setup(fn, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_circle_is_dead),
		TEST(a_sleeper_keeps_all_alive),
		TEST(a_chain_lives_by_its_end),
		TEST(an_unknown_owner_may_live),
		TEST(an_absent_supplicant_is_no_help),
		TEST(a_supplicant_serves_one),
		TEST(requests_inside_of_requests),
		TEST(a_lost_thread_may_be_found),
		TEST(a_lost_wakeup_is_seen),
		TEST(a_lock_waits_for_its_owner),
		TEST(is_only_sure_when_nobody_runs),
	};

	return cmocka_run_group_tests_name("waitfor", tests, NULL, NULL);
}
