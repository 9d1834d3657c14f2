// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The events that the trusted OS reports to an observer.
 */
#include "world.h"

#define MAX_EVENTS	64

static struct secure_event_info seen[MAX_EVENTS];
static unsigned int num;

static void observe(void *arg, const struct secure_event_info *info)
{
	assert_ptr_equal(arg, seen);
	assert_in_range(num, 0, MAX_EVENTS - 1);
	seen[num++] = *info;
}

static const struct secure_trace trace = { .event = observe, .arg = seen };

/* Check that the next event is @event, and return it. */
static const struct secure_event_info *next(unsigned int *at, enum secure_event event)
{
	assert_in_range(*at, 0, num - 1);
	assert_int_equal(seen[*at].event, event);
	return &seen[(*at)++];
}

static void life_of_a_call(void **state)
{
	const struct secure_event_info *e;
	unsigned int at = 0;
	uint32_t session;
	struct call c;

	(void)state;
	boot_config(&(struct secure_config){ .threads = 1, .trace = &trace });
	call_init(&c, 0, 0);
	session = open_session(&c, &test_pta);
	num = 0;
	set_invoke(&c, session, TEST_RPC, 1);
	set_value(&c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, OPTEE_RPC_CMD_GPROF, 5);
	call_enter(&c);
	assert_int_equal(smc(c.id, c.pa >> 32, c.pa, 0).a[0], OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	call_serve(&c);

	e = next(&at, SECURE_EV_TAKEN);
	assert_int_equal(e->thread, 0);
	assert_false(e->system);
	e = next(&at, SECURE_EV_INVOKING);
	assert_int_equal(e->session, session);
	assert_int_equal(e->cmd, TEST_RPC);
	assert_string_equal(e->what, "test");
	e = next(&at, SECURE_EV_RPC);
	assert_int_equal(e->cmd, OPTEE_RPC_CMD_GPROF);
	assert_int_equal(e->value, 5);
	assert_int_equal(e->value2, 7);
	e = next(&at, SECURE_EV_SUSPENDED);
	assert_int_equal(e->cmd, OPTEE_SMC_RPC_FUNC_CMD);
	assert_int_equal(e->session, session);
	e = next(&at, SECURE_EV_REFUSED);
	assert_int_equal(e->thread, SECURE_NO_THREAD);
	next(&at, SECURE_EV_RESUMED);
	e = next(&at, SECURE_EV_RPC_DONE);
	assert_int_equal(e->value, TEEC_SUCCESS);
	e = next(&at, SECURE_EV_INVOKED);
	assert_int_equal(e->value, TEEC_SUCCESS);
	e = next(&at, SECURE_EV_FREED);
	assert_int_equal(e->value, OPTEE_SMC_RETURN_OK);
	assert_int_equal(at, num);
}

static void the_rest(void **state)
{
	const struct secure_event_info *e;
	unsigned int at = 0;
	struct call c;

	(void)state;
	boot_config(&(struct secure_config){ .threads = 2, .trace = &trace });
	call_init(&c, 0, 0);
	num = 0;
	fast(OPTEE_SMC_RESERVE_SYS_THREAD);
	fast(OPTEE_SMC_RESERVE_SYS_THREAD);
	fast(OPTEE_SMC_UNRESERVE_SYS_THREAD);
	secure_notif_send(3);
	open_session(&c, &test_pta);
	call_set(&c, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
	c.msg->session = seen[num - 2].session;
	call_to_end(&c);

	e = next(&at, SECURE_EV_RESERVED);
	assert_int_equal(e->value, 1);
	e = next(&at, SECURE_EV_UNRESERVED);
	assert_int_equal(e->value, 0);
	e = next(&at, SECURE_EV_NOTIF);
	assert_int_equal(e->value, 3);
	next(&at, SECURE_EV_TAKEN);
	next(&at, SECURE_EV_OPENING);
	next(&at, SECURE_EV_OPENED);
	next(&at, SECURE_EV_FREED);
	next(&at, SECURE_EV_TAKEN);
	e = next(&at, SECURE_EV_CLOSED);
	assert_string_equal(e->what, "test");
	next(&at, SECURE_EV_FREED);
	assert_int_equal(at, num);
}

/* The events tell which thread waits for which, so that a wait-for graph can be made of them. */
static void waits(void **state)
{
	uint32_t session;
	struct call c[2];
	unsigned int n;

	(void)state;
	boot_config(&(struct secure_config){ .threads = 2, .trace = &trace });
	call_init(&c[0], 0, 0);
	call_init(&c[1], 0, 0);
	session = open_session(&c[0], &test_pta);
	for (n = 0; n < 2; n++) {
		num = 0;
		set_invoke(&c[n], session, TEST_TURN, 1);
		set_value(&c[n], 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
		call_enter(&c[n]);
	}
	for (n = 0; n < num && seen[n].event != SECURE_EV_WAITS; n++)
		;
	assert_in_range(n, 0, num - 1);
	assert_int_equal(seen[n].thread, c[1].regs.a[3]);
	assert_int_equal(seen[n].value, c[0].regs.a[3]);
	assert_string_equal(seen[n].what, "test turn");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(life_of_a_call),
		cmocka_unit_test(the_rest),
		cmocka_unit_test(waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
