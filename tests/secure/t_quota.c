// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * No client can take all sessions, objects or extents.
 */
#include "world.h"

#include "extent.h"
#include "shm.h"

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(4);
	session = first_session(&call);
	return 0;
}

static uint32_t open_as(uint32_t login, uint8_t who)
{
	set_open(&call, &test_pta, 0);
	call.msg->params[1].u.value.c = login;
	memset(call.msg->params[1].u.octets, who, 16);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	if (call.msg->ret != TEEC_SUCCESS)
		assert_int_equal(call.msg->ret, TEEC_ERROR_OUT_OF_MEMORY);
	return call.msg->ret == TEEC_SUCCESS ? call.msg->session : 0;
}

static void close_session(uint32_t id)
{
	call_set(&call, OPTEE_MSG_CMD_CLOSE_SESSION, 0);
	call.msg->session = id;
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
}

/*
 * Public clients take all sessions they get, then one user does, then all users do. A client in the
 * kernel still gets one.
 */
static void sessions(void **state)
{
	unsigned int public = 0, user = 0, kernel = 0, n;
	uint32_t id, last = 0;

	(void)state;
	while ((id = open_as(OPTEE_MSG_LOGIN_PUBLIC, 0))) {
		last = id;
		public++;
	}
	assert_in_range(public, 128, SECURE_MAX_SESSIONS - 32);
	while (open_as(OPTEE_MSG_LOGIN_USER, 1))
		user++;
	assert_in_range(user, 16, SECURE_MAX_SESSIONS - 32 - public);
	for (n = 0; n < 2 * SECURE_MAX_SESSIONS; n++)
		assert_int_equal(open_as(OPTEE_MSG_LOGIN_GROUP, n), 0);
	/* A session that a client has closed can be opened again, by other clients too. */
	close_session(last);
	last = open_as(OPTEE_MSG_LOGIN_GROUP, 3);
	assert_int_not_equal(last, 0);
	close_session(last);
	while (open_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0))
		kernel++;
	assert_in_range(kernel, 31, SECURE_MAX_SESSIONS);
}

/*
 * A system call counts as one of the kernel's, whichever client makes it, because a client must
 * hold a lane to make it.
 */
static void system_call(void **state)
{
	(void)state;
	while (open_as(OPTEE_MSG_LOGIN_PUBLIC, 0))
		;
	call_register(&call, 77);
	assert_int_equal(open_as(OPTEE_MSG_LOGIN_PUBLIC, 0), 0);
	call.id = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	assert_int_not_equal(open_as(OPTEE_MSG_LOGIN_PUBLIC, 0), 0);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	assert_int_equal(unregister(&call, 77), TEEC_SUCCESS);
}

/* Ordinary calls register all the memory that they can; a system call can still register some. */
static void registrations(void **state)
{
	uint64_t list = list_of((uint64_t[]){ pages_alloc(1) }, 1);
	unsigned int num = 0, n;

	(void)state;
	call_register(&call, 77);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	while (register_list(&call, list, 4096, 1000 + num) == TEEC_SUCCESS)
		num++;
	assert_int_equal(call.msg->ret, TEEC_ERROR_OUT_OF_MEMORY);
	assert_in_range(num, SHM_MAX / 2, SHM_MAX - 128);
	call.id = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	for (n = 0; n < 128; n++)
		assert_int_equal(register_list(&call, list, 4096, 9000 + n), TEEC_SUCCESS);
	for (n = 0; n < 128; n++)
		assert_int_equal(unregister(&call, 9000 + n), TEEC_SUCCESS);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	for (n = 0; n < num; n++)
		assert_int_equal(unregister(&call, 1000 + n), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 77), TEEC_SUCCESS);
}

/* A page list that names one page again and again, so each page of an object is an extent. */
static uint64_t endless_list(void)
{
	const uint64_t list_pa = pages_alloc(1);
	struct optee_msg_page_list *list = pa_ptr(list_pa);
	uint64_t pa = pages_alloc(1);
	unsigned int n;

	for (n = 0; n < OPTEE_MSG_NONCONTIG_PAGES_PER_LIST; n++)
		list->page[n] = pa;
	list->next = list_pa;
	return list_pa;
}

/*
 * One object cannot take so many extents that none is left for another one, and ordinary calls
 * leave a share to system calls.
 */
static void extents(void **state)
{
	const uint64_t list_pa = endless_list();
	unsigned int n, num = 0;

	(void)state;
	call_register(&call, 77);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	/* The first page is in the object itself. */
	assert_int_equal(register_list(&call, list_pa, (EXTENTS_OBJECT + 2) * 4096ULL, 1),
			 TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(extents_in_use(), 0);
	assert_int_equal(register_list(&call, list_pa, (EXTENTS_OBJECT + 1) * 4096ULL, 1),
			 TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 1), TEEC_SUCCESS);
	while (register_list(&call, list_pa, 1000 * 4096ULL, 1000 + num) == TEEC_SUCCESS)
		num++;
	assert_int_equal(call.msg->ret, TEEC_ERROR_OUT_OF_MEMORY);
	assert_in_range(num, 16, 28);
	call.id = OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
	assert_int_equal(register_list(&call, list_pa, 4000 * 4096ULL, 2), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 2), TEEC_SUCCESS);
	call.id = OPTEE_SMC_CALL_WITH_RPC_ARG;
	for (n = 0; n < num; n++)
		assert_int_equal(unregister(&call, 1000 + n), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 77), TEEC_SUCCESS);
}

/*
 * Ordinary calls take all the extents that they can. Memory that is scattered can still be lent to
 * an ordinary call, so the services that borrow memory go on.
 */
static void lent(void **state)
{
	const uint64_t list_pa = endless_list();
	unsigned int n, num = 0;
	struct optee_msg_arg *rpc;

	(void)state;
	while (register_list(&call, list_pa, 1000 * 4096ULL, 1000 + num) == TEEC_SUCCESS)
		num++;
	while (register_list(&call, list_pa, 2 * 4096ULL, 1000 + num) == TEEC_SUCCESS)
		num++;
	assert_int_equal(extents_in_use(), EXTENTS_ORDINARY);

	set_invoke(&call, session, TEST_LEND, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 6000, OPTEE_RPC_SHM_TYPE_APPL);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_CMD);
	rpc = call_rpc(&call);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_SHM_ALLOC);
	rpc->params[0] = (struct optee_msg_param){
		.attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
		.u.tmem = { .buf_ptr = list_pa, .size = 8192, .shm_ref = 21 },
	};
	rpc->ret = TEEC_SUCCESS;
	assert_int_equal(call_resume(&call), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_FS);
	assert_int_equal(extents_in_use(), EXTENTS_ORDINARY + 1);
	rpc->ret = TEEC_ERROR_GENERIC;
	assert_int_equal(call_resume(&call), OPTEE_SMC_RETURN_RPC_CMD);
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_SHM_FREE);
	assert_int_equal(call_serve(&call), OPTEE_SMC_RETURN_OK);

	for (n = 0; n < num; n++)
		assert_int_equal(unregister(&call, 1000 + n), TEEC_SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sessions, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(system_call, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(registrations, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(extents, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(lent, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
