// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G7: the freezer does not stop a task in a kernel client's call. The client may hold locks
 * around the call that the suspend of a device needs, so the freezer waits until it is over. While
 * processes are frozen, every call of a kernel client gets a thread.
 */
#include <errno.h>
#include <stdatomic.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "caller.h"
#include "kernel.h"
#include "optee_pta.h"
#include "world.h"

#define THREADS		2
#define SHORT_MS	900	/* less than the driver waits for a thread */
#define LONG_MS		4000

static struct member {
	struct caller c;
	struct task_struct *task;
	uint32_t ms;
	atomic_long result;
} parked[THREADS], asking[2];

static void park_main(void *arg)
{
	struct member *m = arg;

	m->result = caller_value(&m->c, PTA_INVOKE_TESTS_CMD_PARK, m->ms, 0);
}

static void ask_main(void *arg)
{
	struct member *m = arg;

	m->result = kernel_system_session(m->c.kernel, m->c.session);
}

static void start(struct member *m, void (*fn)(void *arg))
{
	m->task = hosted_task_start("member", fn, m);
	assert_non_null(m->task);
}

static void end(struct member *m)
{
	assert_false(hosted_task_join(m->task));
	assert_int_equal(m->result, 0);
}

static void park(struct member *m, uint32_t ms)
{
	m->ms = ms;
	start(m, park_main);
}

static void open_all(struct member *m, unsigned int num)
{
	unsigned int n;

	for (n = 0; n < num; n++)
		assert_int_equal(caller_open(&m[n].c, CALLER_KERNEL, 0, caller_tests_uuid), 0);
}

static void close_all(struct member *m, unsigned int num)
{
	unsigned int n;

	for (n = 0; n < num; n++)
		caller_close(&m[n].c);
}

static bool sleeps(struct task_struct *task)
{
	struct hosted_task_info info;

	hosted_task_info(task, &info);
	return info.blocked;
}

/* On a busy host a call may end later than the driver waits for it: the suspend is refused then. */
static void freeze(void)
{
	int rc;

	do
		rc = hosted_freeze(60000);
	while (rc == -EBUSY);
	assert_int_equal(rc, 0);
}

/*
 * The driver lets the system suspend when a thread is free, so one call is short. The other is
 * still inside when processes are frozen.
 */
static void calls_are_waited_for(void **state)
{
	const struct machine_config cfg = { .threads = THREADS, .cores = 4, .unwatched = true };
	unsigned int n;

	(void)state;
	world_on(&cfg, NULL);
	open_all(parked, THREADS);
	park(&parked[0], SHORT_MS);
	park(&parked[1], LONG_MS);
	until(world_lanes("busy") == THREADS);
	freeze();
	assert_int_equal(world_lanes("busy"), 0);
	hosted_thaw();
	for (n = 0; n < THREADS; n++)
		end(&parked[n]);
	close_all(parked, THREADS);
	world_off();
}

/* The same for system sessions that wait for their lane. */
static void requests_are_waited_for(void **state)
{
	const struct machine_config cfg = { .threads = THREADS, .cores = 4, .unwatched = true };
	unsigned int n;

	(void)state;
	world_on(&cfg, NULL);
	open_all(parked, THREADS);
	open_all(asking, 2);
	for (n = 0; n < THREADS; n++)
		park(&parked[n], SHORT_MS);
	until(world_lanes("busy") == THREADS);
	start(&asking[0], ask_main);
	until(world_lanes("waiting") == 1);
	start(&asking[1], ask_main);
	until(sleeps(asking[1].task));
	freeze();
	assert_int_equal(world_lanes("busy"), 0);
	assert_int_equal(world_lanes("waiting"), 0);
	hosted_thaw();

	for (n = 0; n < 2; n++) {
		end(&parked[n]);
		end(&asking[n]);
	}
	close_all(parked, THREADS);
	close_all(asking, 2);
	world_off();
}

static void park_process(void *arg)
{
	struct member *m = arg;

	m->result = caller_open(&m->c, CALLER_PROCESS, 0, caller_tests_uuid);
	if (!m->result) /* which says that the session is open */
		park_main(m);
	caller_close(&m->c);
}

/*
 * A process is frozen with a thread, and the other thread is left for the kernel. It does not
 * become a lane: a call of a kernel client would wait until the system is awake.
 */
static void no_lane_while_frozen(void **state)
{
	const struct machine_config cfg = { .threads = THREADS, .cores = 4, .unwatched = true };
	struct caller *c = &asking[0].c;

	(void)state;
	world_on(&cfg, NULL);
	open_all(asking, 1);
	parked[0].ms = SHORT_MS;
	parked[0].result = 1;
	start(&parked[0], park_process);
	until(!parked[0].result && world_lanes("busy") == 1);
	freeze();
	assert_int_equal(kernel_system_session(c->kernel, c->session), -EBUSY);
	assert_int_equal(caller_request(c), -EBUSY);
	assert_true(caller_adds(c, 1));
	hosted_thaw();
	assert_int_equal(caller_request(c), 0);
	assert_int_equal(caller_release(c), 0);
	assert_int_equal(kernel_system_session(c->kernel, c->session), 0);
	end(&parked[0]);
	close_all(asking, 1);
	world_off();
}

const struct CMUnitTest freeze_tests[] = {
	cmocka_unit_test(calls_are_waited_for),
	cmocka_unit_test(requests_are_waited_for),
	cmocka_unit_test(no_lane_while_frozen),
};

const unsigned int num_freeze_tests = ARRAY_SIZE(freeze_tests);
