// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fuzzing: messages, page lists, answers and resumptions at random, made of values that are likely
 * to make a difference. Sanitizers find wrong accesses; at the end nothing may have been lost.
 */
#include "world.h"

#include "extent.h"
#include "shm.h"

#define CALLS		6
#define THREADS		4
#define SEEDS		12
#define STEPS		3000
#define COOKIES		6
#define PAGES		24

static struct call call[CALLS];
static bool suspended[CALLS];
static uint32_t sessions[8];
static uint64_t first_page, lists;
static unsigned int seed;

static unsigned int rnd(unsigned int below)
{
	return rand_r(&seed) % below;
}

static uint64_t some_page(void)
{
	return first_page + rnd(PAGES) * 4096ULL;
}

/* A number that can be meant as an address, a size or a cookie */
static uint64_t some_number(void)
{
	switch (rnd(14)) {
	case 0:
		return 0;
	case 1:
		return ~0ULL - rnd(9);
	case 2:
		return NSEC_HOLE + rnd(3) * 4096ULL - 4096;
	case 3:
		return NSEC_END - rnd(3);
	case 4:
		return SECRET_BASE;
	case 5:
		return some_page() + rnd(4096);
	case 6:
		return some_page();
	case 7:
		return lists + rnd(2) * 4096ULL + rnd(2) * rnd(4096);
	case 8:
		return 1ULL << rnd(64);
	case 9:
		return 1 + rnd(3 * 4096);
	case 10:
		return sessions[rnd(8)];
	default:
		return 1 + rnd(COOKIES);
	}
}

static void scramble_list(uint64_t pa)
{
	struct optee_msg_page_list *list = pa_ptr(pa);
	unsigned int n;

	for (n = 0; n < 8; n++)
		list->page[n] = rnd(16) ? some_page() : some_number();
	list->next = rnd(2) ? pa : some_number();
}

static void some_param(struct optee_msg_param *p)
{
	static const uint64_t flags[] = {
		0, 0, 0, 0, OPTEE_MSG_ATTR_NONCONTIG, OPTEE_MSG_ATTR_META, 1ULL << 63,
	};

	p->attr = rnd(13) | flags[rnd(ARRAY_SIZE(flags))];
	p->u.value.a = some_number();
	p->u.value.b = some_number();
	p->u.value.c = some_number();
	/* Values that services use as a count must be small. */
	if ((p->attr & OPTEE_MSG_ATTR_TYPE_MASK) <= OPTEE_MSG_ATTR_TYPE_VALUE_INOUT)
		p->u.value.a = rnd(4);
}

/* Commands that end the trusted OS or use up the stack are tested elsewhere. */
static uint32_t some_command(void)
{
	uint32_t cmd;

	do
		cmd = rnd(TEST_RPC_MANY + 2);
	while (cmd == TEST_LOCKED || cmd == TEST_STACK);
	return cmd;
}

static void some_message(struct call *c)
{
	unsigned int n;

	call_set(c, rnd(OPTEE_MSG_CMD_STOP_ASYNC_NOTIF + 2), rnd(7));
	c->msg->session = rnd(4) ? sessions[rnd(8)] : (uint32_t)some_number();
	c->msg->func = some_command();
	c->msg->cancel_id = rnd(4);
	for (n = 0; n < c->msg->num_params; n++)
		some_param(&c->msg->params[n]);
	if (c->msg->cmd == OPTEE_MSG_CMD_OPEN_SESSION && rnd(8)) {
		set_open(c, rnd(2) ? &test_pta : &system_pta, 0);
	} else if (c->msg->cmd == OPTEE_MSG_CMD_REGISTER_SHM && rnd(4)) {
		call_set(c, OPTEE_MSG_CMD_REGISTER_SHM, 1);
		set_tmem(c, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
			 lists + rnd(2) * 4096ULL + rnd(4096), 1 + rnd(5 * 4096),
			 1 + rnd(COOKIES));
	} else if (c->msg->cmd == OPTEE_MSG_CMD_UNREGISTER_SHM && rnd(4)) {
		call_set(c, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
		set_rmem(c, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 1 + rnd(COOKIES), 0, 0);
	}
	if (!rnd(50))
		c->msg->num_params = some_number();
}

static void note(unsigned int n)
{
	struct call *c = &call[n];

	suspended[n] = OPTEE_SMC_RETURN_IS_RPC((uint32_t)c->regs.a[0]);
	if (!suspended[n] && c->msg->cmd == OPTEE_MSG_CMD_OPEN_SESSION && c->msg->session)
		sessions[rnd(8)] = c->msg->session;
}

static void enter(unsigned int n)
{
	static const uint32_t ids[] = {
		OPTEE_SMC_CALL_WITH_ARG, OPTEE_SMC_CALL_WITH_RPC_ARG, OPTEE_SMC_CALL_WITH_RPC_ARG,
	};
	struct call *c = &call[n];

	some_message(c);
	c->id = ids[rnd(ARRAY_SIZE(ids))];
	/*
	 * Some calls have a page of their own, which is registered, and some of these are system
	 * calls.
	 */
	if (rnd(2))
		c->id = rnd(4) ? OPTEE_SMC_CALL_WITH_REGD_ARG :
				 OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	call_enter(c);
	note(n);
}

static void answer(struct call *c)
{
	struct optee_msg_arg *rpc;
	unsigned int n;

	if (c->regs.a[0] == OPTEE_SMC_RETURN_RPC_ALLOC) {
		c->regs.a[1] = 0;
		c->regs.a[2] = rnd(4) ? some_page() : some_number();
		c->regs.a[4] = 0;
		c->regs.a[5] = c->regs.a[2];
		return;
	}
	if (c->regs.a[0] != OPTEE_SMC_RETURN_RPC_CMD || c->id == OPTEE_SMC_CALL_WITH_ARG)
		return;
	rpc = (void *)((char *)c->msg + OPTEE_MSG_GET_ARG_SIZE(c->msg->num_params));
	rpc->ret = rnd(4) ? TEEC_SUCCESS : some_number();
	for (n = 0; n < SECURE_RPC_PARAMS; n++)
		some_param(&rpc->params[n]);
}

static void resume(unsigned int n)
{
	if (rnd(4))
		answer(&call[n]);
	call_resume(&call[n]);
	note(n);
}

/* Make random fast calls, and resume threads that perhaps are not suspended. */
static void knock(void)
{
	static const uint32_t ids[] = {
		OPTEE_SMC_RESERVE_SYS_THREAD, OPTEE_SMC_UNRESERVE_SYS_THREAD,
		OPTEE_SMC_ENABLE_SHM_CACHE, OPTEE_SMC_DISABLE_SHM_CACHE,
		OPTEE_SMC_ENABLE_ASYNC_NOTIF, OPTEE_SMC_GET_ASYNC_NOTIF_VALUE,
	};

	if (rnd(2))
		fast(ids[rnd(ARRAY_SIZE(ids))]);
	else
		smc(0xb2000000 | rnd(0x40), some_number(), some_number(), some_number());
	smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, THREADS + rnd(100));
}

static void start(unsigned int with)
{
	unsigned int n;

	seed = with;
	boot(THREADS);
	memset(suspended, 0, sizeof(suspended));
	memset(sessions, 0, sizeof(sessions));
	first_page = pages_alloc(PAGES);
	lists = pages_alloc(2);
	for (n = 0; n < CALLS; n++) {
		call_init(&call[n], 0, 0);
		call_register(&call[n], 1000 + n);
	}
}

/* Every call comes to its end if it is resumed often enough. */
static void finish(void)
{
	unsigned int n, left = 1, rounds;

	for (rounds = 0; left && rounds < 2000; rounds++) {
		left = 0;
		for (n = 0; n < CALLS; n++) {
			if (!suspended[n])
				continue;
			left++;
			resume(n);
		}
	}
	assert_int_equal(left, 0);
}

static void assert_nothing_lost(void)
{
	struct call c;
	unsigned int n;

	while (fast(OPTEE_SMC_UNRESERVE_SYS_THREAD) == OPTEE_SMC_RETURN_OK)
		;
	while (fast(OPTEE_SMC_DISABLE_SHM_CACHE) == OPTEE_SMC_RETURN_OK)
		;
	assert_int_equal(fast(OPTEE_SMC_DISABLE_SHM_CACHE), OPTEE_SMC_RETURN_ENOTAVAIL);
	for (n = 1; n < THREADS; n++)
		assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	call_init(&c, 0, 0);
	for (n = 0; n < CALLS; n++)
		assert_int_equal(unregister(&c, 1000 + n), TEEC_SUCCESS);
	for (n = 0; n < SECURE_MAX_SESSIONS + 1; n++)
		unregister(&c, n);
}

static void madness(void **state)
{
	unsigned int with, step, n;

	(void)state;
	for (with = 1; with <= SEEDS; with++) {
		start(with);
		for (step = 0; step < STEPS; step++) {
			n = rnd(CALLS);
			if (!rnd(10))
				scramble_list(lists + rnd(2) * 4096ULL);
			if (!rnd(10))
				knock();
			if (suspended[n])
				resume(n);
			else
				enter(n);
		}
		finish();
		assert_nothing_lost();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(madness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
