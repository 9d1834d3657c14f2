// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Guests that use one trusted OS: neither gets what the other has lent, nor waits for it.
 */
#include "world.h"

#define ONE	1
#define TWO	2

static struct call first;	/* of no guest; for nothing_lost() */
static struct call one[2];	/* two calls of guest ONE */
static struct call two;		/* a call of guest TWO */
static uint32_t session_one, session_two;

static void init_call(struct call *c, uint32_t guest)
{
	call_init(c, 0, 0);
	c->guest = guest;
}

static int setup(void **state)
{
	(void)state;
	boot(3);
	first_session(&first);
	init_call(&one[0], ONE);
	init_call(&one[1], ONE);
	init_call(&two, TWO);
	session_one = open_session(&one[0], &test_pta);
	session_two = open_session(&two, &test_pta);
	assert_int_not_equal(session_one, 0);
	assert_int_not_equal(session_two, 0);
	return 0;
}

/* ---- lent memory ---- */

static uint32_t session_of(const struct call *c)
{
	return c->guest == ONE ? session_one : session_two;
}

/* Begin a call that makes an RPC and brings no memory for it. */
static uint32_t enter_rpc(struct call *c)
{
	c->id = OPTEE_SMC_CALL_WITH_ARG;
	set_invoke(c, session_of(c), TEST_RPC, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, OPTEE_RPC_CMD_GPROF, 5);
	return call_enter(c);
}

/* The memory that a request or the answer to DISABLE_SHM_CACHE names; its cookie is its address. */
static uint64_t cookie_in(const struct smc_regs *regs)
{
	return optee_smc_pair_to_u64(regs->a[1], regs->a[2]);
}

/* The call asks for memory, uses it and gives it back. Returns its cookie. */
static uint64_t borrows(struct call *c)
{
	uint64_t cookie;

	assert_int_equal(enter_rpc(c), OPTEE_SMC_RETURN_RPC_ALLOC);
	assert_int_equal(call_serve(c), OPTEE_SMC_RETURN_RPC_CMD);
	cookie = cookie_in(&c->regs);
	assert_int_equal(call_rpc(c)->cmd, OPTEE_RPC_CMD_GPROF);
	assert_int_equal(call_rpc(c)->params[0].u.value.a, 5);
	assert_int_equal(call_serve(c), OPTEE_SMC_RETURN_RPC_FREE);
	assert_int_equal(cookie_in(&c->regs), cookie);
	assert_int_equal(call_serve(c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->msg->ret, TEEC_SUCCESS);
	return cookie;
}

/* Guest ONE makes two calls at once with its cache on, so memory stays with threads 0 and 1. */
static void leave_memory(uint64_t cookie[2])
{
	unsigned int n;

	assert_int_equal(fast_as(ONE, OPTEE_SMC_ENABLE_SHM_CACHE), OPTEE_SMC_RETURN_OK);
	for (n = 0; n < 2; n++) {
		assert_int_equal(enter_rpc(&one[n]), OPTEE_SMC_RETURN_RPC_ALLOC);
		assert_int_equal(one[n].regs.a[3], n);
		assert_int_equal(call_serve(&one[n]), OPTEE_SMC_RETURN_RPC_CMD);
		cookie[n] = cookie_in(&one[n].regs);
	}
	for (n = 0; n < 2; n++)
		assert_int_equal(call_serve(&one[n]), OPTEE_SMC_RETURN_OK);
}

/* Guest ONE uses the memory that has stayed with thread 0. Returns a0 after the RPC. */
static uint32_t uses(uint64_t cookie)
{
	assert_int_equal(enter_rpc(&one[0]), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(cookie_in(&one[0].regs), cookie);
	return call_serve(&one[0]);
}

static void disable(uint32_t guest, uint64_t cookie)
{
	struct smc_regs regs = { .a = { [0] = OPTEE_SMC_DISABLE_SHM_CACHE, [7] = guest } };

	secure_smc(&regs);
	assert_int_equal(regs.a[0],
			 cookie ? OPTEE_SMC_RETURN_OK : OPTEE_SMC_RETURN_ENOTAVAIL);
	if (cookie)
		assert_int_equal(cookie_in(&regs), cookie);
}

/* With the cache of one guest on, calls of another use memory that they borrow themselves. */
static void cache_of_another(void **state)
{
	uint64_t cookie[2];
	uint8_t before[4096];
	unsigned int n;

	(void)state;
	leave_memory(cookie);
	memcpy(before, pa_ptr(cookie[0]), sizeof(before));
	for (n = 0; n < 2; n++)
		assert_int_not_equal(borrows(&two), cookie[0]);
	assert_int_equal(two.regs.a[3], 0);
	assert_memory_equal(before, pa_ptr(cookie[0]), sizeof(before));
	assert_int_equal(uses(cookie[0]), OPTEE_SMC_RETURN_OK);
	disable(ONE, cookie[0]);
	disable(ONE, cookie[1]);
	disable(ONE, 0);
}

/*
 * When a guest has switched its cache off and has not fetched all of its memory, that is given back
 * in a call of this guest, and no call of another learns of it.
 */
static void given_back_to_lender(void **state)
{
	uint64_t cookie[2];

	(void)state;
	leave_memory(cookie);
	disable(ONE, cookie[0]);
	assert_int_equal(enter_rpc(&one[0]), OPTEE_SMC_RETURN_RPC_ALLOC);
	/* Thread 0 is in use, so these are on thread 1. */
	two.id = OPTEE_SMC_CALL_WITH_ARG;
	set_invoke(&two, session_two, TEST_NOP, 0);
	assert_int_equal(call_enter(&two), OPTEE_SMC_RETURN_OK);
	assert_int_not_equal(borrows(&two), cookie[1]);
	one[1].id = OPTEE_SMC_CALL_WITH_ARG;
	set_invoke(&one[1], session_one, TEST_NOP, 0);
	assert_int_equal(call_enter(&one[1]), OPTEE_SMC_RETURN_RPC_FREE);
	assert_int_equal(one[1].regs.a[3], 1);
	assert_int_equal(cookie_in(&one[1].regs), cookie[1]);
	assert_int_equal(call_serve(&one[1]), OPTEE_SMC_RETURN_OK);
	while (OPTEE_SMC_RETURN_IS_RPC(call_serve(&one[0])))
		;
	disable(ONE, 0);
}

/* A guest can neither fetch another's memory nor switch its cache off. */
static void disabled_by_another(void **state)
{
	uint64_t cookie[2];

	(void)state;
	leave_memory(cookie);
	disable(TWO, 0);
	assert_int_equal(uses(cookie[0]), OPTEE_SMC_RETURN_OK);
	disable(ONE, cookie[0]);
	disable(TWO, 0);
	disable(ONE, cookie[1]);
	disable(ONE, 0);
}

/* The last guest that has switched its cache on has one. The memory of the other is used up. */
static void cache_changes_hands(void **state)
{
	uint64_t cookie[2];
	uint64_t other;

	(void)state;
	leave_memory(cookie);
	assert_int_equal(fast_as(TWO, OPTEE_SMC_ENABLE_SHM_CACHE), OPTEE_SMC_RETURN_OK);
	/* There is no room yet for memory of this guest to stay. */
	borrows(&two);
	assert_int_equal(uses(cookie[0]), OPTEE_SMC_RETURN_RPC_FREE);
	assert_int_equal(cookie_in(&one[0].regs), cookie[0]);
	assert_int_equal(call_serve(&one[0]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(enter_rpc(&two), OPTEE_SMC_RETURN_RPC_ALLOC);
	assert_int_equal(two.regs.a[3], 0);
	assert_int_equal(call_serve(&two), OPTEE_SMC_RETURN_RPC_CMD);
	other = cookie_in(&two.regs);
	assert_int_equal(call_serve(&two), OPTEE_SMC_RETURN_OK);
	assert_int_not_equal(borrows(&one[0]), other);
	disable(ONE, cookie[1]);
	disable(ONE, 0);
	/* Guest ONE has not switched off the cache of guest TWO by that. */
	assert_int_equal(enter_rpc(&two), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(cookie_in(&two.regs), other);
	assert_int_equal(call_serve(&two), OPTEE_SMC_RETURN_OK);
	disable(TWO, other);
	disable(TWO, 0);
}

/* ---- turns ---- */

static void set_turn(struct call *c, unsigned int times)
{
	set_invoke(c, session_of(c), TEST_TURN, 2);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, times, 0);
	set_value(c, 1, OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
}

static void is_refused(struct call *c)
{
	set_turn(c, 0);
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c->msg->ret, TEEC_ERROR_BUSY);
}

static void assert_notification(struct call *c, uint32_t what)
{
	assert_int_equal(c->regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(call_rpc(c)->cmd, OPTEE_RPC_CMD_NOTIFICATION);
	assert_int_equal(call_rpc(c)->params[0].u.value.a, what);
}

/*
 * The wake-up of a call that waits for a turn is sent to the kernel whose call has had it. So a
 * call does not wait where a call of another guest has the turn, or gets it next.
 */
static void turn_of_another(void **state)
{
	(void)state;
	set_turn(&one[0], 1);
	assert_int_equal(call_enter(&one[0]), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	is_refused(&two);
	set_turn(&one[1], 1);
	call_enter(&one[1]);
	assert_notification(&one[1], OPTEE_RPC_NOTIFICATION_WAIT);
	is_refused(&two);
	call_serve(&one[0]);
	assert_notification(&one[0], OPTEE_RPC_NOTIFICATION_SEND);
	is_refused(&two);
	assert_int_equal(call_serve(&one[0]), OPTEE_SMC_RETURN_OK);
	is_refused(&two);
	assert_int_equal(call_serve(&one[1]), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	assert_int_equal(call_serve(&one[1]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(one[1].msg->ret, TEEC_SUCCESS);
	set_turn(&two, 1);
	assert_int_equal(call_enter(&two), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	is_refused(&one[0]);
	assert_int_equal(call_serve(&two), OPTEE_SMC_RETURN_OK);
	assert_int_equal(two.msg->ret, TEEC_SUCCESS);
	assert_int_equal(two.msg->params[1].u.value.a, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cache_of_another, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(given_back_to_lender, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(disabled_by_another, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(cache_changes_hands, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(turn_of_another, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
