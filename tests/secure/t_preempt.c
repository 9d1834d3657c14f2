// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Preemption, injected: an interrupt of the normal world comes at any access to shared memory and
 * at any event that is traced. Some of these events lie between the point where a thread sets its
 * registers and the point where it goes to the normal world. On a processor the architecture calls
 * thread_preempt() then; here the machine does. The thread is resumed on another core.
 */
#include <pthread.h>

#include "world.h"

#include "arch.h"
#include "thread.h"

static uint32_t session;
static struct call call;
/*
 * preempt_at is the number of the place where the interrupt comes, counted from 0; places counts
 * the places that the call has passed.
 */
static unsigned int preempt_at;
static unsigned int places;
static bool every;
/*
 * The preemption itself is traced, and these events are not places, or the interrupts would never
 * end.
 */
static bool preempting;

static void maybe_preempt(void)
{
	if (arch_current() == ARCH_NO_CONTEXT || preempting)
		return;
	if (places++ == preempt_at || every) {
		preempting = true;
		thread_preempt();
		preempting = false;
	}
}

/*
 * A loop over memory of the normal world can be as long as that chooses, so interrupts are never
 * masked in one.
 */
static void on_access(uint64_t pa, size_t size)
{
	(void)pa;
	(void)size;
	if (machine_masks_interrupts())
		platform_panic("interrupts are masked at an access to shared memory");
	maybe_preempt();
}

static void on_event(void *arg, const struct secure_event_info *info)
{
	(void)arg;
	(void)info;
	maybe_preempt();
}

static const struct secure_trace trace = { .event = on_event };
static const struct secure_config config = { .threads = 4, .trace = &trace };

static int setup(void **state)
{
	(void)state;
	every = false;
	preempt_at = ~0U;
	boot_config(&config);
	session = first_session(&call);
	machine_on_access = on_access;
	return 0;
}

static void *resume(void *arg)
{
	call_serve(arg);
	return NULL;
}

/*
 * Resume the call on another core each time, until it returns. Returns the number of foreign
 * interrupts.
 */
static unsigned int to_end_elsewhere(struct call *c)
{
	unsigned int interrupts = 0;
	uint32_t ret = call_enter(c);

	while (OPTEE_SMC_RETURN_IS_RPC(ret)) {
		pthread_t core;

		interrupts += ret == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR;
		assert_int_equal(pthread_create(&core, NULL, resume, c), 0);
		assert_int_equal(pthread_join(core, NULL), 0);
		ret = c->regs.a[0];
	}
	assert_int_equal(ret, OPTEE_SMC_RETURN_OK);
	return interrupts;
}

static void set_add(void)
{
	set_invoke(&call, session, TEST_ADD, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, 40, 2);
}

static void set_rpc(void)
{
	set_invoke(&call, session, TEST_RPC, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, OPTEE_RPC_CMD_SUSPEND, 5);
}

static void set_picky_open(void)
{
	set_open(&call, &picky_pta, 1);
	set_value(&call, 2, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
}

/*
 * Make the call with one interrupt at its first place, then at its second and so on, until it has
 * no more places; then with interrupts at all of them.
 */
static void at_each_place(void (*set)(void), uint64_t a)
{
	unsigned int interrupts;

	for (preempt_at = 0; ; preempt_at++) {
		places = 0;
		set();
		interrupts = to_end_elsewhere(&call);
		assert_int_equal(call.msg->ret, TEEC_SUCCESS);
		if (a)
			assert_int_equal(call.msg->params[0].u.value.a, a);
		if (places <= preempt_at)
			break;
		assert_true(interrupts >= 1);
	}
	assert_true(preempt_at >= 3);
	every = true;
	places = 0;
	set();
	interrupts = to_end_elsewhere(&call);
	assert_true(interrupts >= places);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	if (a)
		assert_int_equal(call.msg->params[0].u.value.a, a);
}

static void invocation(void **state)
{
	(void)state;
	at_each_place(set_add, 42);
}

static void rpc(void **state)
{
	(void)state;
	at_each_place(set_rpc, 0);
}

static void opening(void **state)
{
	(void)state;
	at_each_place(set_picky_open, 0);
	every = false;
	preempt_at = ~0U;
}

/* Scattered memory is registered, copied and given back with an interrupt at each page. */
static void memory(void **state)
{
	const unsigned int num = 40;
	uint64_t pages[40], pa = pages_alloc(2 * num);
	uint64_t list;
	unsigned int n;

	(void)state;
	for (n = 0; n < num; n++) {
		pages[n] = pa + (2 * (num - n) - 1) * 4096ULL;
		memset(pa_ptr(pages[n]), n + 1, 4096);
	}
	list = list_of(pages, num);
	every = true;
	call_set(&call, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG, list,
		 num * 4096, 9);
	assert_true(to_end_elsewhere(&call) >= num);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	set_invoke(&call, session, TEST_COPY, 2);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 9, 0, 20 * 4096);
	set_rmem(&call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, 9, 20 * 4096, 20 * 4096);
	assert_true(to_end_elsewhere(&call) >= num);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	for (n = 0; n < 20; n++)
		assert_memory_equal(pa_ptr(pages[n]), pa_ptr(pages[20 + n]), 4096);
	every = false;
	preempt_at = ~0U;
	assert_int_equal(unregister(&call, 9), TEEC_SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(invocation, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(rpc, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(opening, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(memory, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
