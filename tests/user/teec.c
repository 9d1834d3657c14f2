// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The stock libteec on the driver; the other tests make raw system calls.  This tests
 * TEEC_RequestCancellation() of a call that waits for a thread, and lanes for a TEEC context.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <linux/tee_system.h>
#include <tee_client_api.h>
#include <unistd.h>
#include "tee.h"

#define PARKED		4000	/* ms */
#define MOST_PARKED	32000	/* where the host was too busy for less */
#define MAX		16

static const TEEC_UUID os_test = { 0x5b9e0e40, 0x2636, 0x11e1,
	{ 0xad, 0x9e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b } };

/* A thread with a session, and the result of its call. */
struct caller {
	TEEC_Context *ctx;
	TEEC_Session session;
	TEEC_Operation op;
	TEEC_Result res;
	u32 origin;
	pthread_t thread;
	atomic_int tid;
	double end;
};

static struct caller callers[MAX + 1];

static void caller_open(struct caller *c, TEEC_Context *ctx)
{
	c->ctx = ctx;
	assert_int_equal(TEEC_OpenSession(ctx, &c->session, &os_test,
					  TEEC_LOGIN_PUBLIC, NULL, NULL, NULL),
			 TEEC_SUCCESS);
}

static void *caller_wait(void *arg)
{
	struct caller *c = arg;

	c->tid = gettid();
	c->res = TEEC_InvokeCommand(&c->session, OS_TEST_WAIT, &c->op,
				    &c->origin);
	c->end = now_ms();
	return NULL;
}

static void caller_start(struct caller *c, u32 ms)
{
	memset(&c->op, 0, sizeof(c->op));
	c->tid = 0;
	c->op.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE,
					    TEEC_NONE, TEEC_NONE);
	c->op.params[0].value.a = ms;
	assert_int_equal(pthread_create(&c->thread, NULL, caller_wait, c), 0);
}

static void caller_join(struct caller *c)
{
	assert_int_equal(pthread_join(c->thread, NULL), 0);
	TEEC_CloseSession(&c->session);
}

/* No parked call ends before this. */
static double parked_until;

static void park_callers(int n, u32 ms)
{
	parked_until = now_ms() + ms - 10;
	for (int i = 0; i < n; i++)
		caller_start(&callers[i], ms);
	lanes_reach("busy", n);
}

/*
 * Park calls on all threads for a while, and have one more call wait behind them.  The counter may
 * count the driver's bottom half, so it does not tell alone that the call waits.
 */
static int crowd(TEEC_Context *ctx, u32 ms)
{
	int n = tee_threads();

	assert_int_equal(TEEC_InitializeContext(NULL, ctx), TEEC_SUCCESS);
	for (int i = 0; i <= n; i++)
		caller_open(&callers[i], ctx);
	park_callers(n, ms);
	caller_start(&callers[n], 1);
	lanes_reach_until("waiting", 1, parked_until);
	while (!task_in_call(getpid(), callers[n].tid) && now_ms() < parked_until)
		sleep_ms(1);
	return n;
}

static bool cancelled_in_time(unsigned int ms)
{
	TEEC_Context ctx;
	int n = crowd(&ctx, ms);
	bool in_time;

	TEEC_RequestCancellation(&callers[n].op);
	assert_int_equal(pthread_join(callers[n].thread, NULL), 0);
	in_time = callers[n].end < parked_until;
	if (in_time)
		assert_int_equal(callers[n].res, TEEC_ERROR_CANCEL);
	for (int i = 0; i < n; i++) {
		caller_join(&callers[i]);
		assert_int_equal(callers[i].res, TEEC_SUCCESS);
	}
	/* The session still works after the cancellation. */
	callers[n].op.params[0].value.a = 0;
	assert_int_equal(TEEC_InvokeCommand(&callers[n].session, OS_TEST_WAIT,
					    &callers[n].op, NULL),
			 TEEC_SUCCESS);
	TEEC_CloseSession(&callers[n].session);
	TEEC_FinalizeContext(&ctx);
	return in_time;
}

/* The cancelled call is back before a parked one can have ended. */
static void cancelled_while_waiting(void)
{
	until_in_time(cancelled_in_time, PARKED, MOST_PARKED);
}

/* The control: a call that is not cancelled waits and succeeds. */
static void not_cancelled(void)
{
	TEEC_Context ctx;
	int n = crowd(&ctx, PARKED);

	for (int i = 0; i <= n; i++) {
		caller_join(&callers[i]);
		assert_int_equal(callers[i].res, TEEC_SUCCESS);
	}
	assert_true(callers[n].end >= parked_until);
	TEEC_FinalizeContext(&ctx);
}

/* A program with libteec gets a lane by one ioctl on the descriptor of its context. */
static bool lane_gets_through(unsigned int ms)
{
	struct caller *me = &callers[MAX];
	TEEC_Context ctx, others;
	int n = tee_threads() - 1;
	bool in_time;

	assert_int_equal(TEEC_InitializeContext(NULL, &ctx), TEEC_SUCCESS);
	assert_int_equal(TEEC_InitializeContext(NULL, &others), TEEC_SUCCESS);
	caller_open(me, &ctx);
	for (int i = 0; i < n; i++)
		caller_open(&callers[i], &others);
	assert_int_equal(ioctl(ctx.imp.fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT), 0);
	park_callers(n, ms);
	caller_start(me, 0);
	caller_join(me);
	assert_int_equal(me->res, TEEC_SUCCESS);
	in_time = me->end < parked_until;
	for (int i = 0; i < n; i++)
		caller_join(&callers[i]);
	TEEC_FinalizeContext(&others);
	TEEC_FinalizeContext(&ctx);
	lanes_idle(1000);
	return in_time;
}

static void lane_for_a_teec_context(void)
{
	until_in_time(lane_gets_through, PARKED, MOST_PARKED);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(cancelled_while_waiting, 60),
		TEE_TEST(not_cancelled, 60),
		TEE_TEST(lane_for_a_teec_context, 60),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("teec", tests, NULL, NULL);
}
