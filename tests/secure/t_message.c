// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Malformed messages.
 */
#include "world.h"

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(2);
	session = first_session(&call);
	return 0;
}

static uint32_t enter_at(uint32_t id, uint64_t where, uint32_t offset)
{
	return smc(id, where >> 32, where, offset).a[0];
}

static void address(void **state)
{
	static const uint64_t bad[] = {
		0, 8, SECRET_BASE, NSEC_BASE + 8, NSEC_BASE - 4096, NSEC_END, NSEC_HOLE,
		0x100000000ULL + NSEC_BASE, 0xfffffffffffff000ULL,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_ARG, bad[n], 0),
				 OPTEE_SMC_RETURN_EBADADDR);
		assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_RPC_ARG, bad[n], 0),
				 OPTEE_SMC_RETURN_EBADADDR);
		/* The same numbers are refused as cookies, because no memory has them. */
		assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, bad[n], 0),
				 OPTEE_SMC_RETURN_EBADADDR);
	}
}

static void cookie_and_offset(void **state)
{
	struct optee_msg_arg *last;
	uint32_t end;

	(void)state;
	call_register(&call, 5);
	call_set(&call, OPTEE_MSG_CMD_CANCEL, 0);
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, 0), OPTEE_SMC_RETURN_OK);
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 6, 0), OPTEE_SMC_RETURN_EBADADDR);
	/* Only the place of this message is wrong. */
	memmove((char *)call.msg + 4, call.msg, sizeof(*call.msg));
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, 4), OPTEE_SMC_RETURN_EBADADDR);
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, 4096),
			 OPTEE_SMC_RETURN_EBADADDR);
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, 0xfffffff8),
			 OPTEE_SMC_RETURN_EBADADDR);
	/* The struct for RPCs has to fit, to the last byte. */
	end = 4096 - OPTEE_MSG_GET_ARG_SIZE(0) - OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS);
	last = (void *)((char *)call.msg + end);
	*last = (struct optee_msg_arg){ .cmd = OPTEE_MSG_CMD_CANCEL };
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, end), OPTEE_SMC_RETURN_OK);
	*(struct optee_msg_arg *)((char *)last + 8) = *last;
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, end + 8),
			 OPTEE_SMC_RETURN_EBADADDR);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	assert_int_equal(unregister(&call, 5), TEEC_SUCCESS);
}

static void num_params(void **state)
{
	static const uint32_t bad[] = { 128, 0x07ffffff, 0x08000000, 0x7fffffff, 0xffffffff };
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		set_invoke(&call, session, TEST_NOP, 0);
		call.msg->num_params = bad[n];
		assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_EBADADDR);
		assert_int_equal(call.msg->ret, 0x55555555);
	}
	/* As many parameters as fit into the page, which is more than any command takes */
	call.id = OPTEE_SMC_CALL_WITH_ARG;
	set_invoke(&call, session, TEST_NOP, 0);
	call.msg->num_params = 127;
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call.msg->ret_origin, TEEC_ORIGIN_TEE);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_EBADADDR);
	for (n = 0; n <= 8; n++) {
		set_invoke(&call, session, TEST_NOP, n);
		assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, n <= 4 ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS);
	}
}

/* The page has room for more parameters than a message may have. */
static void num_params_limit(void **state)
{
	struct optee_msg_arg *msg;

	(void)state;
	msg = pa_ptr(register_pages(&call, 3, 5));
	*msg = (struct optee_msg_arg){ .cmd = OPTEE_MSG_CMD_CANCEL, .num_params = 127 };
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, 0), OPTEE_SMC_RETURN_OK);
	msg->num_params = 128;
	assert_int_equal(enter_at(OPTEE_SMC_CALL_WITH_REGD_ARG, 5, 0), OPTEE_SMC_RETURN_EBADADDR);
	assert_int_equal(unregister(&call, 5), TEEC_SUCCESS);
}

static void park(struct call *c)
{
	call_init(c, 0, 0);
	set_invoke(c, session, TEST_PREEMPT, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
}

/* Parameters that do not fit into a thread's copy do not overwrite its neighbours, either. */
static void neighbours(void **state)
{
	struct call parked[8];
	unsigned int n;

	(void)state;
	boot(8);
	session = first_session(&call);
	for (n = 0; n < 8; n++)
		park(&parked[n]);
	assert_int_equal(call_serve(&parked[0]), OPTEE_SMC_RETURN_OK);
	memset(call.msg, 0xff, 4096);
	*call.msg = (struct optee_msg_arg){ .cmd = OPTEE_MSG_CMD_CANCEL, .num_params = 127 };
	call.id = OPTEE_SMC_CALL_WITH_ARG;
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_OK);
	for (n = 1; n < 8; n++) {
		assert_int_equal(call_serve(&parked[n]), OPTEE_SMC_RETURN_OK);
		assert_int_equal(parked[n].msg->ret, TEEC_SUCCESS);
	}
}

static void commands(void **state)
{
	uint32_t cmd;

	(void)state;
	for (cmd = OPTEE_MSG_CMD_STOP_ASYNC_NOTIF + 1; cmd < 20; cmd++) {
		call_set(&call, cmd, 0);
		assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_EBADCMD);
		assert_int_equal(call.msg->ret, 0x55555555);
	}
	call_set(&call, 0xffffffff, 0);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_EBADCMD);
	/* Commands without a result do not write one. */
	call_set(&call, OPTEE_MSG_CMD_DO_BOTTOM_HALF, 0);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, 0x55555555);
	call_set(&call, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, 0x55555555);
}

static uint32_t verdict(void)
{
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret_origin, TEEC_ORIGIN_TEE);
	return call.msg->ret;
}

static void kinds(void **state)
{
	static const uint64_t bad[] = {
		0x4, 0x8, 0xc, 0xff, OPTEE_MSG_ATTR_META | OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		OPTEE_MSG_ATTR_META,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		set_invoke(&call, session, TEST_NOP, 2);
		set_value(&call, 1, bad[n], 0, 0);
		assert_int_equal(verdict(), TEEC_ERROR_BAD_PARAMETERS);
	}
}

static void open_meta(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 0; n < 2; n++) {
		set_open(&call, &test_pta, 0);
		call.msg->num_params = n;
		assert_int_equal(verdict(), TEEC_ERROR_BAD_PARAMETERS);
		set_open(&call, &test_pta, 0);
		call.msg->params[n].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
		assert_int_equal(verdict(), TEEC_ERROR_BAD_PARAMETERS);
		set_open(&call, &test_pta, 0);
		call.msg->params[n].attr |= OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT;
		call.msg->session = 99;
		assert_int_equal(verdict(), TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(call.msg->session, 0);
	}
	set_open(&call, &test_pta, 5);
	assert_int_equal(verdict(), TEEC_ERROR_BAD_PARAMETERS);
	set_open(&call, &test_pta, 0);
	call.msg->params[0].u.octets[3] ^= 1;
	assert_int_equal(verdict(), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* Make a call TEST_COPY with the given parameter 0, and a correct parameter 1. */
static uint32_t copy_from(uint64_t attr, uint64_t pa, uint64_t size)
{
	uint64_t good = pages_alloc(1);

	set_invoke(&call, session, TEST_COPY, 2);
	set_tmem(&call, 0, attr, pa, size, 0);
	set_tmem(&call, 1, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, good, 4096, 0);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	return call.msg->ret;
}

static void temporary(void **state)
{
	const uint64_t in = OPTEE_MSG_ATTR_TYPE_TMEM_INPUT;
	uint64_t pa = pages_alloc(2);

	(void)state;
	assert_int_equal(copy_from(in, pa + 100, 4096), TEEC_SUCCESS);
	assert_int_equal(copy_from(in, NSEC_END - 1, 1), TEEC_SUCCESS);
	assert_int_equal(copy_from(in, NSEC_END - 1, 2), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, NSEC_END, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, SECRET_BASE, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, NSEC_HOLE - 8, 16), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, pa, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, pa, ~0ULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, pa, -pa), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, ~0ULL, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(copy_from(in, ~0ULL, ~0ULL), TEEC_ERROR_BAD_PARAMETERS);
	/* A page list in memory that is not the normal world's */
	assert_int_equal(copy_from(in | OPTEE_MSG_ATTR_NONCONTIG, SECRET_BASE, 8),
			 TEEC_ERROR_BAD_PARAMETERS);
}

static void null_reference(void **state)
{
	(void)state;
	assert_int_equal(copy_from(OPTEE_MSG_ATTR_TYPE_TMEM_INPUT, 0, 0), TEEC_SUCCESS);
	/* Memory without pages has no bytes, whatever its size says. */
	assert_int_equal(copy_from(OPTEE_MSG_ATTR_TYPE_TMEM_INPUT, 0, 4096), TEEC_SUCCESS);
	set_invoke(&call, session, TEST_COPY, 2);
	set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_INPUT, pages_alloc(1), 4096, 0);
	set_tmem(&call, 1, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, 0, 4096, 0);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(call.msg->params[1].u.tmem.size, 4096);

	boot_hiding(2, OPTEE_SMC_SEC_CAP_MEMREF_NULL);
	session = first_session(&call);
	assert_int_equal(copy_from(OPTEE_MSG_ATTR_TYPE_TMEM_INPUT, 0, 0),
			 TEEC_ERROR_BAD_PARAMETERS);
}

static void registered(void **state)
{
	static const struct {
		uint64_t cookie, offs, size;
		uint32_t ret;
	} cases[] = {
		{ 7, 0, 8192, TEEC_SUCCESS },
		{ 7, 8192, 0, TEEC_SUCCESS },
		{ 7, 0, 8193, TEEC_ERROR_BAD_PARAMETERS },
		{ 7, 8192, 1, TEEC_ERROR_BAD_PARAMETERS },
		{ 7, ~0ULL, 1, TEEC_ERROR_BAD_PARAMETERS },
		{ 7, 1, ~0ULL, TEEC_ERROR_BAD_PARAMETERS },
		{ 7, 1ULL << 63, 1ULL << 63, TEEC_ERROR_BAD_PARAMETERS },
		{ 8, 0, 1, TEEC_ERROR_BAD_PARAMETERS },
		{ 0, 0, 1, TEEC_ERROR_BAD_PARAMETERS },
		{ 7 + (1ULL << 32), 0, 1, TEEC_ERROR_BAD_PARAMETERS },
	};
	unsigned int n;

	(void)state;
	register_pages(&call, 2, 7);
	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		set_invoke(&call, session, TEST_NOP, 1);
		set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, cases[n].cookie, cases[n].offs,
			 cases[n].size);
		assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, cases[n].ret);
	}
	/* None of the refused calls still uses the memory, so it can be unregistered. */
	assert_int_equal(unregister(&call, 7), TEEC_SUCCESS);
	assert_int_equal(call.rpcs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(address, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(cookie_and_offset, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(num_params, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(num_params_limit, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(neighbours, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(commands, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(kinds, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(open_meta, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(temporary, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(null_reference, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(registered, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
