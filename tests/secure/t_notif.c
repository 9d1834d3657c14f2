// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Notifications, waits that are cancelled, turns.
 */
#include "world.h"

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(5);
	session = first_session(&call);
	return 0;
}

static void assert_value(uint32_t value, uint32_t bits)
{
	struct smc_regs r = smc(OPTEE_SMC_GET_ASYNC_NOTIF_VALUE, 0, 0, 0);

	assert_int_equal(r.a[0], OPTEE_SMC_RETURN_OK);
	assert_int_equal(r.a[1], value);
	assert_int_equal(r.a[2], bits);
}

#define VALID	OPTEE_SMC_ASYNC_NOTIF_VALUE_VALID
#define PENDING	OPTEE_SMC_ASYNC_NOTIF_VALUE_PENDING

static void values(void **state)
{
	(void)state;
	assert_value(0, 0);
	/*
	 * Values are kept until the normal world fetches them. The interrupt tells that there are
	 * some.
	 */
	secure_notif_send(5);
	secure_notif_send(63);
	secure_notif_send(5);
	assert_int_equal(machine_notifs(), 0);
	assert_int_equal(fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF), OPTEE_SMC_RETURN_OK);
	assert_int_equal(machine_notifs(), 1);
	secure_notif_send(1);
	assert_int_equal(machine_notifs(), 2);
	/* The interrupt of this value was raised when it was posted first. */
	secure_notif_send(63);
	assert_int_equal(machine_notifs(), 2);
	assert_value(1, VALID | PENDING);
	assert_value(5, VALID | PENDING);
	assert_value(63, VALID);
	assert_value(0, 0);
	secure_notif_send(63);
	assert_int_equal(machine_notifs(), 3);
	assert_value(63, VALID);
	/* Services may not send these values. */
	secure_notif_send(0);
	secure_notif_send(64);
	secure_notif_send(~0U);
	assert_value(0, 0);
}

static void stop(void **state)
{
	(void)state;
	fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF);
	call_set(&call, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	secure_notif_send(9);
	assert_int_equal(machine_notifs(), 0);
	fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF);
	assert_int_equal(machine_notifs(), 1);
	assert_value(9, VALID);
}

static void bottom_half(void **state)
{
	(void)state;
	fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF);
	assert_int_equal(invoke(&call, session, TEST_BOTTOM_HALF), TEEC_SUCCESS);
	assert_int_equal(machine_notifs(), 1);
	assert_value(OPTEE_SMC_ASYNC_NOTIF_VALUE_DO_BOTTOM_HALF, VALID);
	assert_int_equal(services_bottom_halves(), 0);
	call_set(&call, OPTEE_MSG_CMD_DO_BOTTOM_HALF, 0);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(services_bottom_halves(), 1);
}

static void start_wait(struct call *c, uint32_t value, uint32_t cancel_id)
{
	call_init(c, 0, 0);
	set_invoke(c, session, TEST_WAIT, 1);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, value, 250);
	c->msg->cancel_id = cancel_id;
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(call_rpc(c)->cmd, OPTEE_RPC_CMD_NOTIFICATION);
	assert_int_equal(call_rpc(c)->params[0].u.value.a, OPTEE_RPC_NOTIFICATION_WAIT);
	assert_int_equal(call_rpc(c)->params[0].u.value.b, value);
	assert_int_equal(call_rpc(c)->params[0].u.value.c, 250);
}

static void waiting(void **state)
{
	static const uint32_t bad[] = { 0, 64, 65, 127, ~0U };
	struct call c;
	unsigned int n;

	(void)state;
	start_wait(&c, 12, 0);
	assert_int_equal(call_serve(&c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c.msg->ret, TEEC_SUCCESS);
	start_wait(&c, 12, 0);
	call_rpc(&c)->ret = TEEC_ERROR_TIMEOUT;
	assert_int_equal(call_resume(&c), OPTEE_SMC_RETURN_OK);
	assert_int_equal(c.msg->ret, TEEC_ERROR_TIMEOUT);
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		set_invoke(&call, session, TEST_WAIT, 1);
		set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, bad[n], 0);
		assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
	}
}

/* CANCEL sends the value that the cancelled call waits for. */
static void cancel_waiting(void **state)
{
	struct call c[3];
	unsigned int n;

	(void)state;
	for (n = 0; n < 3; n++)
		start_wait(&c[n], 20 + n, n != 1);
	call_set(&call, OPTEE_MSG_CMD_CANCEL, 0);
	call.msg->session = session;
	call.msg->cancel_id = 1;
	call_enter(&call);
	for (n = 0; n < 3; n += 2) {
		assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
		assert_int_equal(call_rpc(&call)->cmd, OPTEE_RPC_CMD_NOTIFICATION);
		assert_int_equal(call_rpc(&call)->params[0].u.value.a,
				 OPTEE_RPC_NOTIFICATION_SEND);
		assert_int_equal(call_rpc(&call)->params[0].u.value.b, 20 + n);
		call_serve(&call);
	}
	assert_int_equal(call.regs.a[0], OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	for (n = 0; n < 3; n++) {
		assert_int_equal(call_serve(&c[n]), OPTEE_SMC_RETURN_OK);
		assert_int_equal(c[n].msg->ret, n == 1 ? TEEC_SUCCESS : TEEC_ERROR_CANCEL);
	}
}

/* ---- turns ---- */

static void enter_turn(struct call *c, uint32_t pta_session, unsigned int times)
{
	call_init(c, 0, 0);
	set_invoke(c, pta_session, TEST_TURN, 2);
	set_value(c, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, times, 0);
	set_value(c, 1, OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
	call_enter(c);
}

static void assert_notification(struct call *c, uint32_t what, uint32_t thread)
{
	struct optee_msg_arg *rpc = call_rpc(c);

	assert_int_equal(c->regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_NOTIFICATION);
	assert_int_equal(rpc->params[0].u.value.a, what);
	assert_int_equal(rpc->params[0].u.value.b, SECURE_NOTIF_SYNC + thread);
}

/*
 * Calls get the turn in the order in which they came, however often the normal world resumes them
 * for no reason.
 */
static void turns(void **state)
{
	uint32_t thread[4];
	struct call c[4];
	unsigned int n, m;

	(void)state;
	for (n = 0; n < 4; n++) {
		enter_turn(&c[n], session, 1);
		thread[n] = c[n].regs.a[3];
		if (n)
			assert_notification(&c[n], OPTEE_RPC_NOTIFICATION_WAIT, thread[n]);
		else
			assert_int_equal(c[0].regs.a[0], OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	}
	for (n = 0; n < 4; n++) {
		for (m = 3; m > n; m--) {
			call_serve(&c[m]);
			assert_notification(&c[m], OPTEE_RPC_NOTIFICATION_WAIT, thread[m]);
		}
		call_serve(&c[n]);
		if (n < 3) {
			assert_notification(&c[n], OPTEE_RPC_NOTIFICATION_SEND, thread[n + 1]);
			call_serve(&c[n + 1]);
			assert_int_equal(c[n + 1].regs.a[0], OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
			call_serve(&c[n]);
		}
		assert_int_equal(c[n].regs.a[0], OPTEE_SMC_RETURN_OK);
		assert_int_equal(c[n].msg->ret, TEEC_SUCCESS);
		assert_int_equal(c[n].msg->params[1].u.value.a, n + 1);
	}
}

/* Services for system contexts get no turn, and a thread that has the turn cannot take it again. */
static void turns_refused(void **state)
{
	uint32_t system_session = open_session(&call, &system_pta);
	struct call c;

	(void)state;
	enter_turn(&c, system_session, 1);
	assert_int_equal(c.regs.a[0], OPTEE_SMC_RETURN_OK);
	assert_int_equal(c.msg->ret, TEEC_ERROR_BAD_STATE);
	assert_int_equal(invoke(&call, session, TEST_TURN_TWICE), TEEC_ERROR_BAD_STATE);
	assert_int_equal(invoke(&call, session, TEST_TURN_TWICE), TEEC_ERROR_BAD_STATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(values, setup),
		cmocka_unit_test_setup(stop, setup),
		cmocka_unit_test_setup(bottom_half, setup),
		cmocka_unit_test_setup(waiting, setup),
		cmocka_unit_test_setup(cancel_waiting, setup),
		cmocka_unit_test_setup(turns, setup),
		cmocka_unit_test_setup(turns_refused, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
