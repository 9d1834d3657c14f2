// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Messages and page lists that change while they are read.
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

static unsigned int accesses;
static unsigned int strike_at;
static void (*strike)(void);

static void count_accesses(uint64_t pa, size_t size)
{
	(void)pa;
	(void)size;
	if (accesses++ == strike_at)
		strike();
}

/* Make the call, and have @how change the memory right before its access number @at. */
static uint32_t struck(void (*how)(void), unsigned int at)
{
	accesses = 0;
	strike_at = at;
	strike = how;
	machine_on_access = count_accesses;
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	machine_on_access = NULL;
	return call.msg->ret;
}

static void grow(void)
{
	call.msg->num_params = 0xffffffff;
}

static void move_out(void)
{
	call.msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_TMEM_INPUT;
	call.msg->params[0].u.tmem.buf_ptr = SECRET_BASE;
	call.msg->params[0].u.tmem.size = 1ULL << 40;
	call.msg->params[1] = call.msg->params[0];
}

static void other_command(void)
{
	call.msg->cmd = OPTEE_MSG_CMD_CLOSE_SESSION;
	call.msg->session = session;
}

/* The trusted OS accesses the page first, then the message, each of them once. */
#define ACCESS_MESSAGE	1

static void in_flight(void **state)
{
	static void (*const how[])(void) = { grow, move_out, other_command };
	unsigned int n, at;
	uint8_t *data;
	uint64_t pa;

	(void)state;
	pa = pages_alloc(2);
	for (n = 0; n < ARRAY_SIZE(how); n++) {
		for (at = ACCESS_MESSAGE + 1; at < 12; at++) {
			data = pa_ptr(pa);
			memset(data, 0x11 * (n + 1), 4096);
			set_invoke(&call, session, TEST_COPY, 2);
			set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_INPUT, pa, 64, 0);
			set_tmem(&call, 1, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, pa + 4096, 4096, 0);
			assert_int_equal(struck(how[n], at), TEEC_SUCCESS);
			assert_memory_equal(pa_ptr(pa + 4096), data, 64);
		}
	}
	/* If the message changes before it is read, the parameters that are read count. */
	set_invoke(&call, session, TEST_COPY, 2);
	assert_int_equal(struck(move_out, ACCESS_MESSAGE), TEEC_ERROR_BAD_PARAMETERS);
}

/* A page list that names pages of the normal world until it has been checked. */
static struct optee_msg_page_list *list;

static void poison_list(void)
{
	unsigned int n;

	for (n = 0; n < OPTEE_MSG_NONCONTIG_PAGES_PER_LIST; n++)
		list->page[n] = SECRET_BASE;
	list->next = SECRET_BASE;
}

static void list_in_flight(void **state)
{
	uint64_t pages[3];
	unsigned int at, n;
	uint64_t buf_ptr;
	uint32_t ret;

	(void)state;
	for (n = 0; n < 3; n++)
		pages[n] = pages_alloc(2);
	for (at = 1; at < 10; at++) {
		buf_ptr = list_of(pages, 3);
		list = pa_ptr(buf_ptr);
		call_set(&call, OPTEE_MSG_CMD_REGISTER_SHM, 1);
		set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
			 buf_ptr, 3 * 4096, 9);
		ret = struck(poison_list, at);
		/*
		 * The third access reads the list. If the list changes before, the call sees the
		 * bad page and is refused; if it changes later, the call has the good page.
		 */
		assert_int_equal(ret, at <= 2 ? TEEC_ERROR_BAD_PARAMETERS : TEEC_SUCCESS);
		if (!ret)
			assert_int_equal(unregister(&call, 9), TEEC_SUCCESS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(in_flight, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(list_in_flight, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
