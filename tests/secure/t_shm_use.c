// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Unregistering shared memory that is in use.
 */
#include "world.h"

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(4);
	session = first_session(&call);
	return 0;
}

/* Make a call that uses the memory @cookie until it is resumed. */
static void hold(struct call *c, uint64_t cookie)
{
	call_init(c, 0, 0);
	set_invoke(c, session, TEST_HOLD, 2);
	set_rmem(c, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, cookie, 0, 16);
	set_value(c, 1, OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
	assert_int_equal(call_enter(c), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
}

static void assert_notification(struct call *c, uint32_t what, uint32_t thread)
{
	struct optee_msg_arg *rpc = call_rpc(c);

	assert_int_equal(c->regs.a[0], OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_NOTIFICATION);
	assert_int_equal(rpc->num_params, 1);
	assert_int_equal(rpc->params[0].attr, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT);
	assert_int_equal(rpc->params[0].u.value.a, what);
	assert_int_equal(rpc->params[0].u.value.b, SECURE_NOTIF_SYNC + thread);
	assert_int_equal(rpc->params[0].u.value.c, 0);
}

/*
 * Unregistering waits for the calls that use the memory; the last of them wakes the waiting call.
 */
static void unregister_in_use(void **state)
{
	struct call user[2], waiter;
	uint32_t thread;
	unsigned int n;

	(void)state;
	register_pages(&call, 1, 8);
	hold(&user[0], 8);
	hold(&user[1], 8);
	call_init(&waiter, 0, 0);
	call_set(&waiter, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	set_rmem(&waiter, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 8, 0, 0);
	call_enter(&waiter);
	thread = waiter.regs.a[3];
	assert_notification(&waiter, OPTEE_RPC_NOTIFICATION_WAIT, thread);
	/* No other call can use or unregister it meanwhile, and the cookie is still taken. */
	set_invoke(&call, session, TEST_NOP, 1);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 8, 0, 1);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(unregister(&call, 8), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(register_list(&call, list_of(&call.pa, 1), 4096, 8),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(smc(OPTEE_SMC_CALL_WITH_REGD_ARG, 0, 8, 0).a[0],
			 OPTEE_SMC_RETURN_EBADADDR);
	/* When the call is woken for no reason, it waits again. */
	for (n = 0; n < 3; n++) {
		call_serve(&waiter);
		assert_notification(&waiter, OPTEE_RPC_NOTIFICATION_WAIT, thread);
	}
	assert_int_equal(call_serve(&user[0]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(user[0].msg->ret, TEEC_SUCCESS);
	call_serve(&user[1]);
	assert_notification(&user[1], OPTEE_RPC_NOTIFICATION_SEND, thread);
	assert_int_equal(call_serve(&waiter), OPTEE_SMC_RETURN_OK);
	assert_int_equal(waiter.msg->ret, TEEC_SUCCESS);
	assert_int_equal(call_serve(&user[1]), OPTEE_SMC_RETURN_OK);
	assert_int_equal(user[1].msg->ret, TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 8), TEEC_ERROR_BAD_PARAMETERS);
}

/*
 * The normal world answers the RPC for the wake-up with an error, so the value is sent by an
 * interrupt.
 */
static void wake_refused(void **state)
{
	struct call user, waiter;
	struct smc_regs r;
	uint32_t thread;

	(void)state;
	assert_int_equal(fast(OPTEE_SMC_ENABLE_ASYNC_NOTIF), OPTEE_SMC_RETURN_OK);
	register_pages(&call, 1, 8);
	hold(&user, 8);
	call_init(&waiter, 0, 0);
	call_set(&waiter, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	set_rmem(&waiter, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 8, 0, 0);
	call_enter(&waiter);
	thread = waiter.regs.a[3];
	call_serve(&user);
	assert_notification(&user, OPTEE_RPC_NOTIFICATION_SEND, thread);
	call_rpc(&user)->ret = TEEC_ERROR_OUT_OF_MEMORY;
	assert_int_equal(call_resume(&user), OPTEE_SMC_RETURN_OK);
	assert_int_equal(machine_notifs(), 1);
	r = smc(OPTEE_SMC_GET_ASYNC_NOTIF_VALUE, 0, 0, 0);
	assert_int_equal(r.a[1], SECURE_NOTIF_SYNC + thread);
	assert_int_equal(call_serve(&waiter), OPTEE_SMC_RETURN_OK);
}

/* Memory that holds the message of a call cannot be unregistered, not even by this call. */
static void unregister_message(void **state)
{
	struct call parked = { 0 };

	(void)state;
	call_register(&call, 9);
	assert_int_equal(unregister(&call, 9), TEEC_ERROR_BUSY);
	assert_int_equal(call.rpcs, 0);
	call_init(&parked, 0, 0);
	call_register(&parked, 10);
	set_invoke(&parked, session, TEST_PREEMPT, 1);
	set_value(&parked, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 1, 0);
	assert_int_equal(call_enter(&parked), OPTEE_SMC_RETURN_RPC_FOREIGN_INTR);
	assert_int_equal(unregister(&call, 10), TEEC_ERROR_BUSY);
	assert_int_equal(call_serve(&parked), OPTEE_SMC_RETURN_OK);
	assert_int_equal(unregister(&call, 10), TEEC_SUCCESS);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	assert_int_equal(unregister(&call, 9), TEEC_SUCCESS);
}

/* A service can access as much as a reference names, and not the rest of the memory. */
static void reference_ends(void **state)
{
	struct call user;
	uint8_t *data;

	(void)state;
	data = pa_ptr(register_pages(&call, 1, 8));
	data[100] = 3;
	call_init(&user, 0, 0);
	set_invoke(&user, session, TEST_HOLD, 2);
	set_rmem(&user, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INOUT, 8, 100, 1);
	set_value(&user, 1, OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT, 0, 0);
	assert_int_equal(call_to_end(&user), OPTEE_SMC_RETURN_OK);
	assert_int_equal(user.msg->ret, TEEC_ERROR_GENERIC);
	assert_int_equal(user.msg->params[1].u.value.a, 3);
	assert_int_equal(data[101], 0);
	assert_int_equal(unregister(&call, 8), TEEC_SUCCESS);
}

/*
 * A service works on its copy of what it has read, whatever the normal world writes to the
 * original.
 */
static void changes_while_held(void **state)
{
	struct call user;
	uint8_t *data;

	(void)state;
	data = pa_ptr(register_pages(&call, 1, 8));
	data[0] = 3;
	hold(&user, 8);
	data[0] = 4;
	user.msg->params[0].u.rmem.shm_ref = 99;
	user.msg->num_params = 0;
	assert_int_equal(call_serve(&user), OPTEE_SMC_RETURN_OK);
	assert_int_equal(data[1], 3);
	assert_int_equal(user.msg->params[1].u.value.a, 3);
	assert_int_equal(unregister(&call, 8), TEEC_SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(unregister_in_use, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(wake_refused, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(unregister_message, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(reference_ends, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(changes_while_held, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
