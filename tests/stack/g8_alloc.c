// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G8: a call on a lane needs no memory that is not there. All memory is refused, to
 * every task, while more ordinary calls wait than there are threads: what a call needs
 * must be there since the driver was loaded.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>

#include <hosted/hosted.h>
#include <hosted/mem.h>

#include "caller.h"
#include "kernel.h"
#include "optee_pta.h"
#include "tee_result.h"
#include "world.h"

#define CLIENTS		12	/* more than the trusted OS has threads */
#define ROUNDS		50
#define HOLD_MS		60000	/* longer than any test */
#define WANTED		1	/* the notification that the ordinary call waits for */
#define NEVER		2	/* one that nobody posts */
#define CANCEL_ID	77

/* Ordinary clients: the first keeps the thread, the others queue. */
static struct ordinary {
	struct task_struct *task;
	sem_t ready, go, leave;
	uint32_t cmd, a;
	atomic_long result;
	atomic_bool done;
} ordinary[CLIENTS];

static void ordinary_main(void *arg)
{
	struct ordinary *o = arg;
	struct caller c;
	int rc = caller_open(&c, CALLER_PROCESS, 0, caller_tests_uuid);

	o->result = rc;
	sem_post(&o->ready);
	sem_wait(&o->go);
	o->result = rc ? rc : caller_value(&c, o->cmd, o->a, 0);
	o->done = true;
	/* The session is closed later, because that takes memory, too. */
	sem_wait(&o->leave);
}

static void start_ordinary(void)
{
	unsigned int n;

	for (n = 0; n < CLIENTS; n++) {
		struct ordinary *o = &ordinary[n];

		sem_init(&o->ready, 0, 0);
		sem_init(&o->go, 0, 0);
		sem_init(&o->leave, 0, 0);
		o->cmd = n ? PTA_INVOKE_TESTS_CMD_TRACE : PTA_INVOKE_TESTS_CMD_WAIT_NOTIF;
		o->a = WANTED;
		o->done = false;
		o->task = hosted_task_start("ordinary", ordinary_main, o);
		assert_non_null(o->task);
		sem_wait(&o->ready);
		assert_int_equal(o->result, 0);
	}
}

/* From here on the thread is taken, no memory can be allocated, and all other calls wait. */
static void take_all(void)
{
	unsigned int n, before = world_suspended();

	sem_post(&ordinary[0].go);
	until(world_suspended() > before);
	hosted_fail_all(NULL, true);
	for (n = 1; n < CLIENTS; n++)
		sem_post(&ordinary[n].go);
	until(world_lanes("waiting") == CLIENTS - 1);
}

/* Check that memory cannot be allocated, or the test would show nothing. */
static void check_refusals(void)
{
	struct caller other;

	assert_true(kernel_all_refused());
	assert_int_equal(caller_open(&other, CALLER_PROCESS, 0, caller_tests_uuid), -ENOMEM);
	assert_int_equal(world_lanes("waiting"), CLIENTS - 1);
}

/* Check that a call that waited for the thread gets it and is served. */
static void end_ordinary(void)
{
	unsigned int n;

	for (n = 0; n < CLIENTS; n++) {
		sem_post(&ordinary[n].leave);
		assert_false(hosted_task_join(ordinary[n].task));
		assert_int_equal(ordinary[n].result, 0);
		sem_destroy(&ordinary[n].ready);
		sem_destroy(&ordinary[n].go);
		sem_destroy(&ordinary[n].leave);
	}
}

static unsigned long attempts(void)
{
	return hosted_alloc_count(hosted_task_current());
}

static void call_all(struct caller *c)
{
	unsigned long before = attempts();
	unsigned int n, system = world_system_calls();

	for (n = 0; n < ROUNDS; n++) {
		assert_true(caller_adds(c, n));
		assert_true(caller_copies(c, n));
		/* RPCs: a sleep, and a wait that nobody ends */
		assert_int_equal(caller_value(c, PTA_INVOKE_TESTS_CMD_PARK, 1, 1), 0);
		assert_int_equal(caller_value(c, PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, NEVER, 1),
				 TEEC_ERROR_TIMEOUT);
	}
	assert_int_equal(attempts(), before);
	assert_int_equal(world_system_calls(), system + 4 * ROUNDS);
}

/* A second thread of the lanes' holder, which stays in the trusted OS until it is cancelled */
static struct parked {
	struct caller c;
	struct task_struct *task;
	sem_t go;
	unsigned long attempts;
	atomic_long result;
	atomic_bool done;
} parked;

static void parked_main(void *arg)
{
	unsigned long before;

	(void)arg;
	sem_wait(&parked.go);
	before = attempts();
	parked.result = caller_value(&parked.c, PTA_INVOKE_TESTS_CMD_PARK, HOLD_MS, 1);
	parked.attempts = attempts() - before;
	parked.done = true;
}

static void start_parked(const struct caller *c)
{
	parked.c = *c;
	parked.c.cancel_id = CANCEL_ID;
	parked.done = false;
	sem_init(&parked.go, 0, 0);
	parked.task = hosted_thread_start("parked", parked_main, NULL);
	assert_non_null(parked.task);
}

static void cancel_parked(void)
{
	unsigned long before;
	unsigned int entered = world_system_calls();

	sem_post(&parked.go);
	until(world_system_calls() > entered);
	before = attempts();
	do {
		assert_int_equal(caller_cancel(&parked.c), 0);
		hosted_msleep(1);
	} while (!parked.done);
	assert_int_equal(attempts(), before);
	assert_int_equal(parked.result, TEEC_ERROR_CANCEL);
	assert_int_equal(parked.attempts, 0);
	hosted_task_join(parked.task);
	sem_destroy(&parked.go);
}

/* @lanes: the caller's own; two, to cancel on the one what is on the other */
static void without_memory(enum caller_kind kind, unsigned int threads, unsigned int lanes)
{
	const struct machine_config cfg = { .threads = threads, .cores = 4, .unwatched = true };
	unsigned long before;
	struct caller c;

	world_on(&cfg, NULL);
	assert_int_equal(caller_open(&c, kind, lanes, caller_tests_uuid), 0);
	assert_int_equal(world_lanes("total") - world_lanes("reserved"), 1);
	if (lanes > 1)
		start_parked(&c);
	start_ordinary();
	take_all();
	check_refusals();

	call_all(&c);
	if (lanes > 1)
		cancel_parked();
	check_refusals();
	assert_int_equal(ordinary[0].done, false);

	assert_int_equal(caller_value(&c, PTA_INVOKE_TESTS_CMD_POST_NOTIF, WANTED, 0), 0);
	before = attempts();
	assert_int_equal(caller_close_session(&c), 0);
	assert_int_equal(attempts(), before);

	hosted_fail_all(NULL, false);
	end_ordinary();
	caller_close(&c);
	world_off();
}

static void no_memory_process(void **state)
{
	(void)state;
	without_memory(CALLER_PROCESS, 4, 2);
}

static void no_memory_kernel(void **state)
{
	(void)state;
	without_memory(CALLER_KERNEL, 4, 2);
}

static void no_memory_system(void **state)
{
	(void)state;
	without_memory(CALLER_SYSTEM, 2, 0);
}

const struct CMUnitTest alloc_tests[] = {
	cmocka_unit_test(no_memory_process),
	cmocka_unit_test(no_memory_kernel),
	cmocka_unit_test(no_memory_system),
};

const unsigned int num_alloc_tests = ARRAY_SIZE(alloc_tests);
