// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G1: the lane is there for the next call of its holder, also for a call that came while the lane
 * was in use and all slots of the driver were taken. (To make a slot would take a call itself.)
 */
#include <stdatomic.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "caller.h"
#include "optee_pta.h"
#include "world.h"

#define CROWD		12	/* more than the driver keeps calls for */
#define WANTED		1	/* the notification that keeps the ordinary thread */
#define PARK_MS		3000	/* far longer than the next call takes to queue */

/* A client that makes one call, or a second task of one. */
static struct member {
	struct caller c;
	struct task_struct *task;
	uint32_t cmd, a;
	atomic_long result;
	atomic_bool done;
} crowd[CROWD], first, second;

static void call_main(void *arg)
{
	struct member *m = arg;

	m->result = caller_value(&m->c, m->cmd, m->a, 0);
	m->done = true;
}

static void crowd_main(void *arg)
{
	struct member *m = arg;

	m->result = caller_open(&m->c, CALLER_KERNEL, 0, caller_tests_uuid);
	if (!m->result)
		call_main(m);
	caller_close(&m->c);
}

static void start(struct member *m, void (*fn)(void *arg), uint32_t cmd, uint32_t a)
{
	m->cmd = cmd;
	m->a = a;
	m->done = false;
	m->task = hosted_task_start("member", fn, m);
	assert_non_null(m->task);
}

/* One call keeps the ordinary thread, and the others wait for it with all calls there are. */
static void start_crowd(void)
{
	unsigned int n, before = world_suspended();

	start(&crowd[0], crowd_main, PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, WANTED);
	until(world_suspended() > before);
	for (n = 1; n < CROWD; n++) {
		start(&crowd[n], crowd_main, PTA_INVOKE_TESTS_CMD_TRACE, 0);
		until(world_lanes("waiting") == n);
	}
}

static void end(struct member *m)
{
	assert_false(hosted_task_join(m->task));
	assert_int_equal(m->result, 0);
}

static void lane_serves_the_next(enum caller_kind kind, unsigned int lanes)
{
	const struct machine_config cfg = { .threads = 2, .cores = 4, .unwatched = true };
	unsigned int n, entered;
	struct caller c;

	world_on(&cfg, NULL);
	assert_int_equal(caller_open(&c, kind, lanes, caller_tests_uuid), 0);
	start_crowd();

	first.c = c;
	second.c = c;
	entered = world_system_calls();
	start(&first, call_main, PTA_INVOKE_TESTS_CMD_PARK, PARK_MS);
	until(world_system_calls() > entered);
	start(&second, call_main, PTA_INVOKE_TESTS_CMD_TRACE, 0);
	until(world_lanes("waiting") == CROWD);
	end(&first);
	until(second.done);
	end(&second);
	assert_false(crowd[0].done);

	assert_int_equal(caller_value(&c, PTA_INVOKE_TESTS_CMD_POST_NOTIF, WANTED, 0), 0);
	for (n = 0; n < CROWD; n++)
		end(&crowd[n]);
	caller_close(&c);
	world_off();
}

static void next_call_of_a_context(void **state)
{
	(void)state;
	lane_serves_the_next(CALLER_KERNEL, 1);
}

static void next_call_of_a_system_session(void **state)
{
	(void)state;
	lane_serves_the_next(CALLER_SYSTEM, 0);
}

const struct CMUnitTest call_tests[] = {
	cmocka_unit_test(next_call_of_a_context),
	cmocka_unit_test(next_call_of_a_system_session),
};

const unsigned int num_call_tests = ARRAY_SIZE(call_tests);
