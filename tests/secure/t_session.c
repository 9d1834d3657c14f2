// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sessions, cancellation, and parameters that are values.
 */
#include "world.h"

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(8);
	session = first_session(&call);
	return 0;
}

static uint32_t close_session(struct call *c, uint32_t id)
{
	call_set(c, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
	c->msg->session = id;
	assert_int_equal(call_to_end(c), OPTEE_SMC_RETURN_OK);
	return c->msg->ret;
}

static void values(void **state)
{
	(void)state;
	set_invoke(&call, session, TEST_ADD, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, 40, 0x100000002ULL);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	assert_int_equal(call.msg->params[0].u.value.a, 42);
	assert_int_equal(call.msg->params[0].u.value.b, 3);
	assert_int_equal(call.msg->params[0].u.value.c, 0x1234);
	/* The trusted OS does not write to an input. */
	set_invoke(&call, session, TEST_ADD, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 40, 2);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call.msg->ret_origin, TEEC_ORIGIN_TRUSTED_APP);
	assert_int_equal(call.msg->params[0].u.value.a, 40);
}

static void unknown(void **state)
{
	const uint32_t bad[] = { 0, session + 1, session + 256, session - 256, ~0U };
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		assert_int_equal(invoke(&call, bad[n], TEST_NOP), TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(call.msg->ret_origin, TEEC_ORIGIN_TEE);
		assert_int_equal(close_session(&call, bad[n]), TEEC_ERROR_BAD_PARAMETERS);
	}
	assert_int_equal(close_session(&call, session), TEEC_SUCCESS);
	assert_int_equal(services_closed(), 1);
	assert_int_equal(invoke(&call, session, TEST_NOP), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_session(&call, session), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(services_closed(), 1);
}

/*
 * A client opens all sessions that there are. The ID of a closed session is not given to the next
 * session in its place.
 */
static void exhausted(void **state)
{
	uint32_t id[SECURE_MAX_SESSIONS], again;
	unsigned int n, m;

	(void)state;
	id[0] = session;
	for (n = 1; n < SECURE_MAX_SESSIONS; n++) {
		id[n] = open_session(&call, &test_pta);
		assert_int_not_equal(id[n], 0);
		for (m = 0; m < n; m++)
			assert_int_not_equal(id[n], id[m]);
	}
	assert_int_equal(open_session(&call, &test_pta), 0);
	assert_int_equal(call.msg->ret, TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(call.msg->ret_origin, TEEC_ORIGIN_TEE);
	assert_int_equal(close_session(&call, id[77]), TEEC_SUCCESS);
	again = open_session(&call, &test_pta);
	assert_int_not_equal(again, 0);
	assert_int_not_equal(again, id[77]);
	assert_int_equal(invoke(&call, id[77], TEST_NOP), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(invoke(&call, again, TEST_NOP), TEEC_SUCCESS);
}

/* A service may refuse a session, and nothing is left of the session then. */
static void refused(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 0; n < 2 * SECURE_MAX_SESSIONS; n++) {
		set_open(&call, &picky_pta, 1);
		set_value(&call, 2, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 2, 0);
		assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, TEEC_ERROR_ACCESS_DENIED);
		assert_int_equal(call.msg->ret_origin, TEEC_ORIGIN_TRUSTED_APP);
		assert_int_equal(call.msg->session, 0);
	}
	assert_int_equal(services_closed(), 0);
	set_open(&call, &picky_pta, 1);
	set_value(&call, 2, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
}

static uint32_t result_as(struct call *c, uint32_t guest)
{
	c->guest = guest;
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_OK);
	return c->msg->ret;
}

/* Another guest can neither use, cancel nor close a session, even if it guesses the id. */
static void guests(void **state)
{
	(void)state;
	set_invoke(&call, session, TEST_NOP, 0);
	assert_int_equal(result_as(&call, 0), TEEC_SUCCESS);
	set_invoke(&call, session, TEST_NOP, 0);
	assert_int_equal(result_as(&call, 1), TEEC_ERROR_BAD_PARAMETERS);
	call_set(&call, OPTEE_MSG_CMD_CANCEL, 0);
	call.msg->session = session;
	assert_int_equal(result_as(&call, 1), TEEC_ERROR_BAD_PARAMETERS);
	call_set(&call, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
	call.msg->session = session;
	assert_int_equal(result_as(&call, 1), TEEC_ERROR_BAD_PARAMETERS);
	set_invoke(&call, session, TEST_NOP, 0);
	assert_int_equal(result_as(&call, 0), TEEC_SUCCESS);
}

/* Start a call of @session that stays suspended until it is resumed @times times, or cancelled. */
static void start_until_cancel(struct call *c, uint32_t cancel_id, unsigned int times)
{
	call_init(c, 0, 0);
	set_invoke(c, session, TEST_UNTIL_CANCEL, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, times, 0);
	c->msg->cancel_id = cancel_id;
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
}

/* Commands run in parallel on one session: one that hangs does not delay the others. */
static void concurrent(void **state)
{
	struct call c[7];
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(c); n++)
		start_until_cancel(&c[n], n, 1);
	assert_int_equal(invoke(&call, session, TEST_NOP), TEEC_SUCCESS);
	for (n = 0; n < ARRAY_SIZE(c); n++)
		assert_int_equal(call_serve(&c[n]), OPTEE_SMC_RETURN_OK);
}

/* Closing does not wait: a command that runs is cancelled, and its end closes the session. */
static void close_in_use(void **state)
{
	struct call c[2];

	(void)state;
	start_until_cancel(&c[0], 0, 1000);
	start_until_cancel(&c[1], 1, 1000);
	assert_int_equal(close_session(&call, session), TEEC_SUCCESS);
	assert_int_equal(call.rpcs, 0);
	assert_int_equal(services_closed(), 0);
	assert_int_equal(invoke(&call, session, TEST_NOP), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_session(&call, session), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call_serve(&c[0]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c[0].msg->ret, TEEC_ERROR_CANCEL);
	assert_int_equal(services_closed(), 0);
	assert_int_equal(call_serve(&c[1]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c[1].msg->ret, TEEC_ERROR_CANCEL);
	assert_int_equal(services_closed(), 1);
}

static uint32_t cancel(uint32_t id, uint32_t cancel_id)
{
	call_set(&call, OPTEE_MSG_CMD_CANCEL, 0);
	call.msg->session = id;
	call.msg->cancel_id = cancel_id;
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	return call.msg->ret;
}

static void cancel_one(void **state)
{
	struct call c[3];
	uint32_t other;

	(void)state;
	other = open_session(&call, &test_pta);
	start_until_cancel(&c[0], 10, 5);
	start_until_cancel(&c[1], 11, 5);
	assert_int_equal(cancel(session, 11), TEEC_SUCCESS);
	assert_int_equal(cancel(other, 10), TEEC_SUCCESS);
	assert_int_equal(cancel(session, 99), TEEC_SUCCESS);
	assert_int_equal(cancel(session + 256, 10), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call_serve(&c[0]), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	assert_int_equal(call_serve(&c[1]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c[1].msg->ret, TEEC_ERROR_CANCEL);
	/*
	 * A cancellation is for the call that it was meant for, and not for the next one on the
	 * same thread.
	 */
	start_until_cancel(&c[2], 11, 1);
	assert_int_equal(call_serve(&c[2]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c[2].msg->ret, TEEC_SUCCESS);
}

/* A session that is being opened has no ID yet, so it is cancelled by the ID of the request. */
static void cancel_open(void **state)
{
	struct call c;

	(void)state;
	call_init(&c, 0, 0);
	set_open(&c, &picky_pta, 1);
	set_value(&c, 2, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 100);
	c.msg->cancel_id = 5;
	assert_int_equal(call_enter(&c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	assert_int_equal(cancel(0, 4), TEEC_SUCCESS);
	assert_int_equal(call_serve(&c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	assert_int_equal(cancel(0, 5), TEEC_SUCCESS);
	assert_int_equal(call_serve(&c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c.msg->ret, TEEC_ERROR_CANCEL);
	assert_int_equal(c.msg->session, 0);
}

/* No client can use a session that is being opened, even if it guesses the ID. */
static void use_while_opening(void **state)
{
	uint32_t guess;
	struct call c;

	(void)state;
	call_init(&c, 0, 0);
	set_open(&c, &picky_pta, 1);
	set_value(&c, 2, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 1);
	assert_int_equal(call_enter(&c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	guess = session + 1; /* the ID of the next slot when it is used for the first time */
	assert_int_equal(invoke(&call, guess, TEST_NOP), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_session(&call, guess), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call_serve(&c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c.msg->session, guess);
	assert_int_equal(invoke(&call, guess, TEST_NOP), TEEC_SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(guests, setup, nothing_lost),
		cmocka_unit_test_setup(values, setup),
		cmocka_unit_test_setup(unknown, setup),
		cmocka_unit_test_setup(exhausted, setup),
		cmocka_unit_test_setup(refused, setup),
		cmocka_unit_test_setup(concurrent, setup),
		cmocka_unit_test_setup(close_in_use, setup),
		cmocka_unit_test_setup(cancel_one, setup),
		cmocka_unit_test_setup(cancel_open, setup),
		cmocka_unit_test_setup(use_while_opening, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
