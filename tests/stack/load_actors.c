// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Processes that load the machine.
 */
#include <errno.h>
#include <stdlib.h>

#include "caller.h"
#include "load.h"
#include "load_actors.h"
#include "optee_pta.h"
#include "random.h"

#define MAX_PARK_MS	3
#define BURST		4	/* calls between two changes of lanes */
#define MOST_LANES	3	/* that one who comes and goes asks for */

/* One call of any kind; those that several tasks of a process can make at once. */
static bool call_any(struct caller *c, uint32_t *seed)
{
	if (random_next(seed) % 3)
		return caller_adds(c, *seed);
	return !caller_value(c, PTA_INVOKE_TESTS_CMD_PARK,
			     random_next(seed) % (MAX_PARK_MS + 1), 1);
}

static void call(struct actor *a, struct caller *c, uint32_t *seed)
{
	if (call_any(c, seed))
		a->calls++;
	else
		a->wrong++;
}

static void ordinary(struct actor *a, struct caller *c, uint32_t *seed)
{
	while (!a->stop && !(a->goal && a->calls >= a->goal)) {
		if (random_next(seed) % 4)
			call(a, c, seed);
		else if (!caller_copies(c, *seed))
			a->wrong++;
	}
}

/* Request a lane. Returns 0 or -EBUSY; any other result is an error. */
static int request(struct actor *a, struct caller *c)
{
	int rc;

	holder_requests(a->holder);
	rc = caller_request(c);
	holder_requested(a->holder, !rc);
	if (rc == -EBUSY)
		a->busy++;
	else if (rc)
		a->wrong++;
	return rc;
}

static void keep_calling(struct actor *a, uint32_t seed)
{
	struct caller c = a->caller;

	books_i_am(a->holder, a->tasks <= a->lanes);
	while (!a->stop)
		call(a, &c, &seed);
}

static void keeper_main(void *arg)
{
	struct actor *a = arg;

	keep_calling(a, a->seed + (uint32_t)a->calls + 1);
}

static void keep_lanes(struct actor *a)
{
	struct task_struct *task;
	unsigned int n = 0;

	/* Other contexts may have the lanes for the moment. */
	while (n < a->lanes && !a->stop) {
		if (!request(a, &a->caller))
			n++;
		else
			hosted_msleep(1);
	}
	if (n < a->lanes)
		return;
	while (a->num_tasks < a->tasks) {
		task = hosted_thread_start("keeper", keeper_main, a);
		if (!task)
			abort();
		a->task[a->num_tasks++] = task;
	}
	keep_calling(a, a->seed);
}

static void come_and_go(struct actor *a, struct caller *c, uint32_t *seed)
{
	unsigned int wanted = 1 + random_next(seed) % MOST_LANES;
	unsigned int held = 0, n;

	while (held < wanted && !request(a, c))
		held++;
	books_i_am(a->holder, held);
	for (n = 0; n < BURST; n++)
		call(a, c, seed);
	if (held) {
		holder_releases(a->holder);
		if (caller_release(c))
			a->wrong++;
		holder_released(a->holder);
		books_i_am(a->holder, --held);
	}
	for (n = 0; n < BURST; n++)
		call(a, c, seed);
}

static void actor_main(void *arg)
{
	struct actor *a = arg;
	uint32_t seed = a->seed;

	books_i_am(a->holder, false);
	if (caller_open(&a->caller, CALLER_PROCESS, 0, caller_tests_uuid))
		a->wrong++;
	else if (a->kind == ACTOR_ORDINARY)
		ordinary(a, &a->caller, &seed);
	else if (a->kind == ACTOR_KEEPS)
		keep_lanes(a);
	else
		come_and_go(a, &a->caller, &seed);

	/*
	 * The kernel closes what is open: lanes first, and what comes after waits as ordinary
	 * calls do. It does so with the last task, which this is, unless it was killed.
	 */
	books_i_am(a->holder, false);
	holder_ends(a->holder);
	while (a->num_tasks > 1)
		hosted_task_join(a->task[--a->num_tasks]);
}

void actor_start(struct actor *a)
{
	a->seed = random_next(&a->seed);
	a->holder = holder_new();
	a->killed = false;
	a->started = true;
	a->num_tasks = 1;
	a->task[0] = hosted_task_start("actor", actor_main, a);
	assert_non_null(a->task[0]);
}

/* After its first task: those that it did not live to join */
static void join_rest(struct actor *a)
{
	while (a->num_tasks > 1)
		hosted_task_join(a->task[--a->num_tasks]);
	a->started = false;
}

bool actor_has_ended(struct actor *a)
{
	if (!a->started || !hosted_task_try_join(a->task[0]))
		return false;
	join_rest(a);
	return true;
}

void actor_kill(struct actor *a)
{
	holder_ends(a->holder);
	hosted_task_kill(a->task[0]);
	a->killed = true;
}

void actor_stop(struct actor *a)
{
	a->stop = true;
	if (a->started) {
		hosted_task_join(a->task[0]);
		join_rest(a);
	}
}
