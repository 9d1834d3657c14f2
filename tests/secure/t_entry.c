// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Yielding calls: entry, suspension and resumption.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

static uint32_t session;

/* Boot with @threads threads, open a session with the test service, and prepare a call for it. */
static void start(unsigned int threads, struct call *c)
{
	boot(threads);
	call_init(c, 0, 0);
	session = open_session(c, &test_pta);
	assert_int_not_equal(session, 0);
}

/* Make a call that stays suspended until it has been resumed once. */
static void park(struct call *c)
{
	if (!c->msg)
		call_init(c, 0, 0);
	set_invoke(c, session, TEST_PREEMPT, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
}

static void null_call(void **state)
{
	struct call c;

	(void)state;
	start(1, &c);
	assert_int_equal(invoke(&c, session, TEST_NOP), TEEC_SUCCESS);
	assert_int_equal(c.msg->ret_origin, TEEC_ORIGIN_TRUSTED_APP);
	assert_int_equal(c.rpcs, 0);
	/* The other kind of entry: the message is named by a cookie. */
	call_register(&c, 0x123456789aULL);
	assert_int_equal(invoke(&c, session, TEST_NOP), TEEC_SUCCESS);
	c.id = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	assert_int_equal(invoke(&c, session, TEST_NOP), TEEC_SUCCESS);
	c.id = OPTEE_SMC_CALL_WITH_ARG;
	assert_int_equal(invoke(&c, session, TEST_NOP), TEEC_SUCCESS);
	assert_int_equal(invoke(&c, session, 0x1000), TEEC_ERROR_NOT_SUPPORTED);
}

/* A suspended thread belongs to its call: no other call can have it or resume it. */
static void all_threads(void **state)
{
	struct call c[SECURE_MAX_THREADS + 1] = { 0 };
	struct smc_regs r;
	unsigned int t, n;

	(void)state;
	for (t = 1; t <= SECURE_MAX_THREADS; t += t < 4 ? 1 : 20) {
		memset(c, 0, sizeof(c));
		start(t, &c[t]);
		for (n = 0; n < t; n++)
			park(&c[n]);
		r = smc(c[t].id, c[t].pa >> 32, c[t].pa, 77);
		assert_int_equal(r.a[0], OPTEE_SMC_RETURN_ETHREAD_LIMIT);
		assert_int_equal(r.a[1], c[t].pa >> 32);
		assert_int_equal(r.a[2], (uint32_t)c[t].pa);
		assert_int_equal(r.a[3], 77);
		for (n = t; n--; ) {
			assert_int_equal(call_resume(&c[n]), OPTEE_SMC_RETURN_OK);
			assert_int_equal(c[n].msg->ret, TEEC_SUCCESS);
		}
		assert_int_equal(invoke(&c[t], session, TEST_NOP), TEEC_SUCCESS);
	}
}

static void resume_checks(void **state)
{
	struct call c = { 0 };
	struct smc_regs regs;

	(void)state;
	start(2, &c);
	/* Thread 0 is free; the others do not exist. */
	assert_int_equal(smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, 0).a[0],
			 OPTEE_SMC_RETURN_ERESUME);
	assert_int_equal(smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, 2).a[0],
			 OPTEE_SMC_RETURN_ERESUME);
	assert_int_equal(smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, 64).a[0],
			 OPTEE_SMC_RETURN_ERESUME);
	assert_int_equal(smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, 0xffffffff).a[0],
			 OPTEE_SMC_RETURN_ERESUME);
	park(&c);
	regs = c.regs;
	/* A resumption by another guest than the one that made the call is refused. */
	regs.a[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
	regs.a[7] = 1;
	secure_smc(&regs);
	assert_int_equal(regs.a[0], OPTEE_SMC_RETURN_ERESUME);
	/* The other thread is not suspended. */
	assert_int_equal(smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, 0, 0, !c.regs.a[3]).a[0],
			 OPTEE_SMC_RETURN_ERESUME);
	regs = c.regs;
	assert_int_equal(call_resume(&c), OPTEE_SMC_RETURN_OK);
	/* The thread is free once its call has returned, so a second resumption is refused. */
	regs.a[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
	secure_smc(&regs);
	assert_int_equal(regs.a[0], OPTEE_SMC_RETURN_ERESUME);
}

/* A thread knows the guest of its call, also after it has executed a call of another guest. */
static void clients(void **state)
{
	struct call c = { 0 };
	uint32_t client;

	(void)state;
	start(1, &c);
	for (client = 0; client < 3; client++) {
		set_open(&c, &test_pta, 0);
		c.regs = (struct smc_regs){ { c.id, c.pa >> 32, (uint32_t)c.pa } };
		c.regs.a[7] = client;
		secure_smc(&c.regs);
		assert_int_equal(c.msg->ret, TEEC_SUCCESS);
		set_invoke(&c, c.msg->session, TEST_PREEMPT, 1);
		set_value(&c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
		c.regs = (struct smc_regs){ { c.id, c.pa >> 32, (uint32_t)c.pa } };
		c.regs.a[7] = client;
		secure_smc(&c.regs);
		assert_int_equal(c.regs.a[0], OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
		assert_int_equal(c.regs.a[7], client);
		c.regs.a[7] = client + 1;
		assert_int_equal(call_resume(&c), OPTEE_SMC_RETURN_ERESUME);
		c.regs.a[7] = client;
		assert_int_equal(call_resume(&c), OPTEE_SMC_RETURN_OK);
	}
}

/* A suspension has the register values that the ABI fixes. */
static void suspension(void **state)
{
	struct call c = { 0 };
	unsigned int n;

	(void)state;
	start(3, &c);
	set_invoke(&c, session, TEST_RPC, 1);
	set_value(&c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, OPTEE_RPC_CMD_GPROF, 5);
	c.regs = (struct smc_regs){ { c.id, c.pa >> 32, (uint32_t)c.pa, 0, 44, 55, 66, 0 } };
	secure_smc(&c.regs);
	assert_int_equal(c.regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	assert_in_range(c.regs.a[3], 0, 2);
	for (n = 4; n < 7; n++)
		assert_int_equal(c.regs.a[n], 11 * n);
	assert_int_equal(call_rpc(&c)->cmd, OPTEE_RPC_CMD_GPROF);
	assert_int_equal(call_rpc(&c)->num_params, 1);
	assert_int_equal(call_rpc(&c)->ret, TEEC_ERROR_GENERIC);
	assert_int_equal(call_rpc(&c)->params[0].u.value.a, 5);
	assert_int_equal(call_rpc(&c)->params[0].u.value.c, 8);
	call_rpc(&c)->params[0].u.value.a = 6;
	call_rpc(&c)->ret = TEEC_ERROR_BUSY;
	assert_int_equal(call_resume(&c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c.msg->ret, TEEC_ERROR_BUSY);
	assert_int_equal(c.msg->params[0].u.value.b, 6);
	/* A session's third number is the normal world's own. */
	assert_int_equal(c.msg->params[0].u.value.c, 0x1234);
}

/* Each thread has a stack of its own, which is as deep as a service may go. */
static void stacks(void **state)
{
	struct call c[4] = { 0 };
	unsigned int n;

	(void)state;
	start(4, &c[0]);
	for (n = 0; n < 4; n++) {
		if (n)
			call_init(&c[n], 0, 0);
		set_invoke(&c[n], session, TEST_STACK, 1);
		set_value(&c[n], 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 40, 0);
		assert_int_equal(call_enter(&c[n]), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	}
	for (n = 0; n < 4; n++) {
		assert_int_equal(call_resume(&c[n]), OPTEE_SMC_RETURN_OK);
		assert_int_equal(c[n].msg->ret, TEEC_SUCCESS);
	}
}

/* A stack overflow is stopped before it reaches the next stack. */
static void stack_overflow(void **state)
{
	struct call c[2] = { 0 };
	int status;
	pid_t pid;

	(void)state;
#ifdef __SANITIZE_THREAD__
	skip(); /* ThreadSanitizer does not support this: see t_rpc.c */
#endif
	start(2, &c[0]);
	park(&c[0]);
	call_init(&c[1], 0, 0);
	set_invoke(&c[1], session, TEST_STACK, 1);
	set_value(&c[1], 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 160, 0);
	pid = fork();
	if (!pid) {
		close(STDERR_FILENO);
		call_enter(&c[1]);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status));
}

/* Calls that were suspended when the machine was reset are gone, and nothing of them is left. */
static void reboot(void **state)
{
	struct call c[3] = { 0 };
	unsigned int boots = services_boots();

	(void)state;
	start(3, &c[0]);
	assert_int_equal(fast(OPTEE_SMC_RESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
	park(&c[0]);
	park(&c[1]);
	boot(3);
	assert_int_equal(services_boots(), boots + 2);
	assert_int_equal(call_resume(&c[0]), OPTEE_SMC_RETURN_ERESUME);
	assert_int_equal(fast(OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	call_init(&c[0], 0, 0);
	assert_int_equal(invoke(&c[0], session, TEST_NOP), TEEC_ERROR_BAD_PARAMETERS);
	memset(c, 0, sizeof(c));
	call_init(&c[0], 0, 0);
	session = open_session(&c[0], &test_pta);
	park(&c[0]);
	park(&c[1]);
	park(&c[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(null_call),
		cmocka_unit_test(all_threads),
		cmocka_unit_test(resume_checks),
		cmocka_unit_test(clients),
		cmocka_unit_test(suspension),
		cmocka_unit_test(stacks),
		cmocka_unit_test(stack_overflow),
		cmocka_unit_test(reboot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
