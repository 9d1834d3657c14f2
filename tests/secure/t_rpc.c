// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs: where the trusted OS puts requests, how it checks answers, and memory that it is lent.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(3);
	session = first_session(&call);
	return 0;
}

static void set_rpc(struct call *c)
{
	set_invoke(c, session, TEST_RPC, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, OPTEE_RPC_CMD_GPROF, 5);
}

/*
 * A call whose message brings no struct for RPCs asks the normal world for one, once, and gives it
 * back.
 */
static void own_memory(void **state)
{
	(void)state;
	call.id = OPTEE_SMC_CALL_WITH_ARG;
	set_rpc(&call);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_ALLOC);
	assert_int_equal(call.regs.a[1], OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS));
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(call_rpc(&call)->cmd, OPTEE_RPC_CMD_GPROF);
	assert_int_equal(call_rpc(&call)->params[0].u.value.a, 5);
	call_rpc(&call)->params[0].u.value.a = 15;
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_RPC_FREE);
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	assert_int_equal(call.msg->params[0].u.value.b, 15);
	/* A call that makes no RPC does not ask for a struct. */
	assert_int_equal(invoke(&call, session, TEST_NOP), TEEC_SUCCESS);
	assert_int_equal(call.rpcs, 0);
}

/*
 * With the cache of structs enabled the trusted OS keeps the structs, one for each thread, until
 * the normal world disables the cache.
 */
static void cache(void **state)
{
	struct call other;
	struct smc_regs r;
	unsigned int n;

	(void)state;
	assert_int_equal(fast(OPTEE_SMC_ENABLE_SHM_CACHE), OPTEE_SMC_RETURN_OK);
	call.id = OPTEE_SMC_CALL_WITH_ARG;
	set_rpc(&call);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_ALLOC);
	assert_int_equal(fast(OPTEE_SMC_DISABLE_SHM_CACHE), OPTEE_SMC_RETURN_EBUSY);
	assert_int_equal(fast(OPTEE_SMC_ENABLE_SHM_CACHE), OPTEE_SMC_RETURN_EBUSY);
	call_init(&other, 0, 0);
	other.id = OPTEE_SMC_CALL_WITH_ARG;
	set_rpc(&other);
	assert_int_equal(call_enter(&other), OPTEE_SMC_RETURN_RPC_ALLOC);
	while (OPTEE_SMC_RETURN_IS_RPC(call_serve(&call)))
		;
	while (OPTEE_SMC_RETURN_IS_RPC(call_serve(&other)))
		;
	assert_int_equal(call.rpcs, 2);
	assert_int_equal(other.rpcs, 2);
	set_rpc(&call);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_OK);
	for (n = 0; n < 2; n++) {
		r = smc(OPTEE_SMC_DISABLE_SHM_CACHE, 0, 0, 0);
		assert_int_equal(r.a[0], OPTEE_SMC_RETURN_OK);
		assert_int_not_equal(r.a[2], 0);
	}
	assert_int_equal(fast(OPTEE_SMC_DISABLE_SHM_CACHE), OPTEE_SMC_RETURN_ENOTAVAIL);
	set_rpc(&call);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_ALLOC);
	while (OPTEE_SMC_RETURN_IS_RPC(call_serve(&call)))
		;
	assert_int_equal(call.rpcs, 3);
}

/* The trusted OS gives back memory that is not the normal world's, or that is not aligned. */
static void bad_memory(void **state)
{
	static const struct {
		uint64_t pa, cookie;
		bool freed;
	} cases[] = {
		{ 0, 0, false },
		{ NSEC_BASE + 4096, 0, false },
		{ SECRET_BASE, 7, true },
		{ NSEC_BASE + 8, 7, true },
		{ NSEC_HOLE, 7, true },
	};
	unsigned int n;

	(void)state;
	call.id = OPTEE_SMC_CALL_WITH_ARG;
	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		set_rpc(&call);
		assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_ALLOC);
		call.regs.a[1] = cases[n].pa >> 32;
		call.regs.a[2] = (uint32_t)cases[n].pa;
		call.regs.a[4] = 0;
		call.regs.a[5] = cases[n].cookie;
		call_resume(&call);
		if (cases[n].freed) {
			assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_RPC_FREE);
			assert_int_equal(call.regs.a[2], cases[n].cookie);
			call_resume(&call);
		}
		assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, TEEC_ERROR_OUT_OF_MEMORY);
		/* The parameter of the service has not changed. */
		assert_int_equal(call.msg->params[0].u.value.b, 5);
	}
}

/*
 * The answer to an RPC can be anything: the trusted OS takes only outputs from it, all else stays
 * as the service has set it.
 */
static void wild_answer(void **state)
{
	struct optee_msg_arg *rpc;

	(void)state;
	set_rpc(&call);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_CMD);
	rpc = call_rpc(&call);
	memset(rpc, 0xff, OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS));
	assert_int_equal(call_resume(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, 0xffffffff);
	assert_int_equal(call.msg->params[0].u.value.b, 0xffffffff);
	assert_int_equal(invoke(&call, session, TEST_RPC_MANY), TEEC_ERROR_BAD_PARAMETERS);
}

static void sleeping(void **state)
{
	(void)state;
	set_invoke(&call, session, TEST_SLEEP, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 300, 0);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(call_rpc(&call)->cmd, OPTEE_RPC_CMD_SUSPEND);
	assert_int_equal(call_rpc(&call)->params[0].u.value.a, 300);
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_OK);
}

/* ---- lent memory ---- */

#define LENT_SIZE	6000

static void start_lend(void)
{
	struct optee_msg_param *p;

	set_invoke(&call, session, TEST_LEND, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, LENT_SIZE, OPTEE_RPC_SHM_TYPE_KERNEL);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(call_rpc(&call)->cmd, OPTEE_RPC_CMD_SHM_ALLOC);
	p = call_rpc(&call)->params;
	assert_int_equal(p->attr, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT);
	assert_int_equal(p->u.value.a, OPTEE_RPC_SHM_TYPE_KERNEL);
	assert_int_equal(p->u.value.b, LENT_SIZE);
}

static void answer_alloc(uint64_t attr, uint64_t buf_ptr, uint64_t size, uint64_t cookie)
{
	struct optee_msg_arg *rpc = call_rpc(&call);

	rpc->params[0] = (struct optee_msg_param){
		.attr = attr,
		.u.tmem = { .buf_ptr = buf_ptr, .size = size, .shm_ref = cookie },
	};
	rpc->ret = TEEC_SUCCESS;
	call_resume(&call);
}

static void assert_freed(uint64_t cookie)
{
	struct optee_msg_arg *rpc = call_rpc(&call);

	assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_SHM_FREE);
	assert_int_equal(rpc->params[0].u.value.a, OPTEE_RPC_SHM_TYPE_KERNEL);
	assert_int_equal(rpc->params[0].u.value.b, cookie);
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_OK);
}

static void use_lent(uint8_t *first, uint8_t *last)
{
	struct optee_msg_arg *rpc = call_rpc(&call);

	assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_FS);
	assert_int_equal(rpc->params[0].attr, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT);
	assert_int_equal(rpc->params[0].u.rmem.shm_ref, 21);
	assert_int_equal(rpc->params[0].u.rmem.offs, 0);
	assert_int_equal(rpc->params[0].u.rmem.size, LENT_SIZE);
	assert_int_equal(*first, 0xa5);
	assert_int_equal(*last, 0xa5);
	*first = (uint8_t)~0xa5;
	rpc->params[0].u.rmem.size = LENT_SIZE - 1;
	call_serve(&call);
	assert_freed(21);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
}

static void lent(void **state)
{
	uint64_t pa = pages_alloc(3);
	uint64_t scattered[2] = { pages_alloc(1), 0 };
	uint8_t *p;

	(void)state;
	start_lend();
	answer_alloc(OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, pa, LENT_SIZE, 21);
	p = pa_ptr(pa);
	use_lent(p, p + LENT_SIZE - 1);

	pages_alloc(1);
	scattered[1] = pages_alloc(1);
	start_lend();
	answer_alloc(OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
		     list_of(scattered, 2) + 100, LENT_SIZE + 5, 21);
	use_lent((uint8_t *)pa_ptr(scattered[0]) + 100,
		 (uint8_t *)pa_ptr(scattered[1]) + 100 + LENT_SIZE - 1 - 4096);
}

static void lent_badly(void **state)
{
	const uint64_t out = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT;
	uint64_t pa = pages_alloc(2);
	const struct {
		uint64_t attr, pa, size;
		uint32_t ret;
	} cases[] = {
		{ out, SECRET_BASE, LENT_SIZE, TEEC_ERROR_BAD_PARAMETERS },
		{ out, pa, LENT_SIZE - 1, TEEC_ERROR_OUT_OF_MEMORY },
		{ out, NSEC_HOLE - 4096, LENT_SIZE, TEEC_ERROR_BAD_PARAMETERS },
		{ out | OPTEE_MSG_ATTR_NONCONTIG, SECRET_BASE, LENT_SIZE,
		  TEEC_ERROR_BAD_PARAMETERS },
		{ OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, pa, LENT_SIZE, TEEC_ERROR_BAD_PARAMETERS },
		{ out | OPTEE_MSG_ATTR_META, pa, LENT_SIZE, TEEC_ERROR_BAD_PARAMETERS },
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		start_lend();
		answer_alloc(cases[n].attr, cases[n].pa, cases[n].size, 22);
		assert_freed(22);
		assert_int_equal(call.msg->ret, cases[n].ret);
	}
	/* Memory that is lent without a cookie cannot be given back. */
	start_lend();
	answer_alloc(out, pa, LENT_SIZE, 0);
	assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_OUT_OF_MEMORY);
	/* The normal world may have no memory to lend. */
	start_lend();
	call_rpc(&call)->ret = TEEC_ERROR_STORAGE_NO_SPACE;
	assert_int_equal(call_resume(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_STORAGE_NO_SPACE);
}

/* The trusted OS panics when a service makes an RPC with a lock held. */
static void locked(void **state)
{
	int status;
	pid_t pid;

	(void)state;
#ifdef __SANITIZE_THREAD__
	/* ThreadSanitizer counts contexts as threads, and is confused by a fork() with several */
	skip();
#endif
	pid = fork();
	if (!pid) {
		set_invoke(&call, session, TEST_LOCKED, 0);
		call_enter(&call);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(own_memory, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(cache, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(bad_memory, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(wild_answer, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(sleeping, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(lent, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(lent_badly, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(locked, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
