// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * How much work a call can make, counted in basic blocks: in proportion to the memory that it
 * names, however scattered that is, and wherever in an object it lies.
 */
#include "world.h"

#include "extent.h"
#include "shm.h"

#define COOKIE	1

static uint32_t session;
static struct call call;

static int setup(void **state)
{
	(void)state;
	boot(4);
	session = first_session(&call);
	return 0;
}

/* Register an object that is one page @num times, so that each is an extent of its own. */
static void register_repeated(unsigned int num)
{
	uint64_t list_pa = pages_alloc(1);
	struct optee_msg_page_list *list = pa_ptr(list_pa);
	uint64_t pa = pages_alloc(1);
	unsigned int n;

	for (n = 0; n < OPTEE_MSG_NONCONTIG_PAGES_PER_LIST; n++)
		list->page[n] = pa;
	list->next = list_pa;
	assert_int_equal(register_list(&call, list_pa, num * 4096ULL, COOKIE), TEEC_SUCCESS);
}

/* Returns the work of a copy of @pages pages, from page @at on, to the same place. */
static uint64_t work_of_copy(unsigned int at, unsigned int pages)
{
	uint64_t before;

	set_invoke(&call, session, TEST_COPY, 2);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, COOKIE, at * 4096ULL, pages * 4096ULL);
	set_rmem(&call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, COOKIE, at * 4096ULL, pages * 4096ULL);
	before = machine_work();
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	return machine_work() - before;
}

/*
 * A copy of a hundred pages of an object of 8,000 makes little more work than one of an object of a
 * hundred, wherever the pages lie.
 */
static void anywhere(void **state)
{
	uint64_t alone, work;
	unsigned int at;

	(void)state;
	register_repeated(100);
	alone = work_of_copy(0, 100);
	assert_true(alone > 100);
	assert_int_equal(unregister(&call, COOKIE), TEEC_SUCCESS);
	register_repeated(8000);
	for (at = 0; at < 8000; at += 1580) {
		work = work_of_copy(at, 100);
		printf("page %u: %lu, alone %lu\n", at, (unsigned long)work,
		       (unsigned long)alone);
		assert_true(work < 4 * alone);
	}
	assert_int_equal(unregister(&call, COOKIE), TEEC_SUCCESS);
}

/* Every page of an object is found where it belongs, whatever the number of its extents. */
static void each_page(void **state)
{
	unsigned int num, n;

	(void)state;
	for (num = 1; num <= 130; num++) {
		struct extent *last = NULL;

		for (n = 0; n < num; n++) {
			last = extent_append(last, 3 * n + 1, false);
			assert_true(last);
			last->pages = 3;
		}
		for (n = 0; n < 3 * num; n++)
			assert_int_equal(extent_find(last, n + 1)->first, n / 3 * 3 + 1);
		extents_free(last);
	}
}

static uint64_t work_of_lookup(uint64_t cookie)
{
	uint64_t before;

	set_invoke(&call, session, TEST_NOP, 1);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, cookie, 0, 8);
	before = machine_work();
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	return machine_work() - before;
}

/* Cookies that have their lower bits in common are found as fast as one that is alone. */
static void cookies(void **state)
{
	const unsigned int num = 3000;
	static const unsigned int shifts[] = { 0, 10, 12, 20, 40 };
	uint64_t list = list_of((uint64_t[]){ pages_alloc(1) }, 1);
	uint64_t alone, work, sum;
	unsigned int i, n;

	(void)state;
	assert_int_equal(register_list(&call, list, 4096, 1), TEEC_SUCCESS);
	alone = work_of_lookup(1);
	assert_int_equal(unregister(&call, 1), TEEC_SUCCESS);
	for (i = 0; i < ARRAY_SIZE(shifts); i++) {
		for (n = 1; n <= num; n++)
			assert_int_equal(register_list(&call, list, 4096, (uint64_t)n << shifts[i]),
					 TEEC_SUCCESS);
		sum = 0;
		for (n = 1; n <= num; n++) {
			work = work_of_lookup((uint64_t)n << shifts[i]);
			assert_true(work < 2 * alone);
			sum += work;
		}
		printf("shift %u: %lu, alone %lu\n", shifts[i],
		       (unsigned long)(sum / num), (unsigned long)alone);
		for (n = 1; n <= num; n++)
			assert_int_equal(unregister(&call, (uint64_t)n << shifts[i]), TEEC_SUCCESS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(anywhere, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(cookies, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(each_page, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
