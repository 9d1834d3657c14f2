// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The invoke-tests service, as xtest uses it and as our own tests do.
 */
#include "fake.h"
#include "invoke_tests.h"
#include "tests.h"

static struct pta_session session;

static int setup(void **state)
{
	fake_setup(state);
	return open_session(&session, &invoke_tests_pta, OPTEE_MSG_LOGIN_PUBLIC);
}

static u32 value(u32 cmd, u32 a, u32 b)
{
	struct pta_param p[PTA_NUM_PARAMS] = { value_in(a, b) };

	return call(&session, cmd, p);
}

/* What case 1001 of xtest does */
static void xtest_1001(void **state)
{
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };

	(void)state;
	assert_int_equal(call(&session, 2, p), TEEC_SUCCESS);
	assert_int_equal(call(&session, 11, p), TEEC_SUCCESS);
	assert_int_equal(call(&session, 0, p), TEEC_SUCCESS);
	assert_int_equal(machine.logs, 1);
	machine.supply[0].uv = 1;
	assert_int_equal(call(&session, 11, p), TEEC_ERROR_GENERIC);
}

/* What case 1002 of xtest does */
static void xtest_1002(void **state)
{
	size_t size = 16 * 1024;
	u8 *buf = malloc(size);
	unsigned int at;
	struct shm shm;
	size_t i;
	u8 sum;

	(void)state;
	for (at = 0; at < PTA_NUM_PARAMS; at++) {
		struct pta_param p[PTA_NUM_PARAMS] = { 0 };

		sum = 0;
		for (i = 0; i < size; i++) {
			buf[i] = i * (at + 1) + 1;
			sum += buf[i];
		}
		p[at] = mem(PTA_MEM_INOUT, &shm, buf, size);
		assert_int_equal(call(&session, 1, p), TEEC_SUCCESS);
		assert_int_equal(buf[0], sum);
		assert_int_equal(p[at].size, size);
		p[at] = mem(PTA_MEM_INOUT, &shm, buf, 0);
		assert_int_equal(call(&session, 1, p), TEEC_ERROR_BAD_PARAMETERS);
	}
	free(buf);
}

static void values(void **state)
{
	unsigned int at;

	(void)state;
	for (at = 0; at < PTA_NUM_PARAMS; at++) {
		struct pta_param sum[PTA_NUM_PARAMS] = {
			value_in(1, 10), value_in(2, 20), value_in(4, 40), value_in(8, 80),
		};
		struct pta_param p[PTA_NUM_PARAMS] = { 0 };

		p[at] = value_inout(0xffffffff, 3);
		assert_int_equal(call(&session, 1, p), TEEC_SUCCESS);
		assert_int_equal(p[at].a, 2);
		sum[at] = value_out();
		assert_int_equal(call(&session, 1, sum), TEEC_SUCCESS);
		assert_int_equal(sum[at].a, 15 - (1 << at));
		assert_int_equal(sum[at].b, 10 * (15 - (1 << at)));
	}
	assert_int_equal(value(1, 1, 1), TEEC_ERROR_BAD_PARAMETERS);
}

static void null_memory(void **state)
{
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };
	struct shm shm;
	u8 byte;

	(void)state;
	p[0] = mem(PTA_MEM_INOUT, &shm, NULL, 0);
	assert_int_equal(call(&session, 10, p), TEEC_SUCCESS);
	p[0] = mem(PTA_MEM_INOUT, &shm, &byte, 0);
	assert_int_equal(call(&session, 10, p), TEEC_ERROR_BAD_PARAMETERS);
	p[0] = mem(PTA_MEM_IN, &shm, NULL, 0);
	assert_int_equal(call(&session, 10, p), TEEC_ERROR_BAD_PARAMETERS);
}

static void copy(void **state)
{
	size_t size = 1000;
	u8 *from = malloc(size);
	u8 *to = calloc(1, size);
	struct pta_param p[PTA_NUM_PARAMS] = { 0 };
	struct shm shm_from;
	struct shm shm_to;

	(void)state;
	platform_random(from, size);
	p[0] = mem(PTA_MEM_IN, &shm_from, from, size);
	p[1] = mem(PTA_MEM_OUT, &shm_to, to, size - 1);
	assert_int_equal(call(&session, PTA_INVOKE_TESTS_CMD_COPY, p), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(p[1].size, size);
	p[1] = mem(PTA_MEM_OUT, &shm_to, to, size);
	assert_int_equal(call(&session, PTA_INVOKE_TESTS_CMD_COPY, p), TEEC_SUCCESS);
	assert_memory_equal(from, to, size);
	free(from);
	free(to);
}

static void park(void **state)
{
	u64 then = fake.time_ns;

	(void)state;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_PARK, 0, 0), TEEC_SUCCESS);
	assert_int_equal(fake.rpcs, 0);
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_PARK, 95, 0), TEEC_SUCCESS);
	assert_int_equal(fake.rpcs, 10);
	assert_int_equal(fake.time_ns - then, 95000000);
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_PARK, 95, 1000), TEEC_SUCCESS);
	assert_int_equal(fake.rpcs, 11);
	/* The longest time that 32 bits can hold, cancelled after 7 RPCs */
	fake.cancel_after = 7;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_PARK, 0xffffffff, 0), TEEC_ERROR_CANCEL);
	assert_int_equal(fake.rpcs, 18);
}

/*
 * The clock of the fake machine stands still, so a call returns only if it is over at once or is
 * cancelled.
 */
static void compute(void **state)
{
	(void)state;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_COMPUTE, 0, 0), TEEC_SUCCESS);
	fake.cancel_after = 0;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_COMPUTE, 1, 0), TEEC_ERROR_CANCEL);
	assert_int_equal(fake.rpcs, 0);
}

static unsigned int wakes;

static void post_at_last(void)
{
	if (!--wakes)
		test_post_notif(9);
}

static void notifications(void **state)
{
	(void)state;
	/* The value is posted before the service waits for it. */
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_POST_NOTIF, 9, 0), TEEC_SUCCESS);
	assert_true(fake.notifs == 1 << 9);
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 9, 0), TEEC_SUCCESS);
	assert_int_equal(fake.rpcs, 0);
	/* The service is woken three times, and the value is posted the third time. */
	fake.notif_hook = post_at_last;
	wakes = 3;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 9, 0), TEEC_SUCCESS);
	assert_int_equal(fake.rpcs, 3);
	/* The value is posted at the moment when the time is up. */
	fake.notif_wait = TEEC_ERROR_TIMEOUT;
	wakes = 1;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 9, 5), TEEC_SUCCESS);
	/* The value is never posted. */
	wakes = 100;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 9, 5), TEEC_ERROR_TIMEOUT);
	fake.notif_wait = TEEC_ERROR_CANCEL;
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 9, 0), TEEC_ERROR_CANCEL);
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 0, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_WAIT_NOTIF, 64, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(value(PTA_INVOKE_TESTS_CMD_POST_NOTIF, 64, 0), TEEC_ERROR_BAD_PARAMETERS);
}

int test_invoke_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(xtest_1001, setup),
		cmocka_unit_test_setup(xtest_1002, setup),
		cmocka_unit_test_setup(values, setup),
		cmocka_unit_test_setup(null_memory, setup),
		cmocka_unit_test_setup(copy, setup),
		cmocka_unit_test_setup(park, setup),
		cmocka_unit_test_setup(compute, setup),
		cmocka_unit_test_setup(notifications, setup),
	};

	return cmocka_run_group_tests_name("invoke tests", tests, NULL, NULL);
}
