// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory: registered and temporary memory, scattered memory, and too much of it.
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

static void fill(uint8_t *at, size_t size, unsigned int seed)
{
	size_t n;

	for (n = 0; n < size; n++)
		at[n] = (n * 31 + seed) >> 3;
}

/* Scatter the memory: every second page, in descending order */
static void scatter(uint64_t *pages, unsigned int num)
{
	uint64_t pa = pages_alloc(2 * num);
	unsigned int n;

	for (n = 0; n < num; n++)
		pages[n] = pa + (2 * (num - n) - 1) * 4096ULL;
}

/* Byte @at of memory that is made of @pages and starts at @offset */
static uint8_t *byte_of(const uint64_t *pages, size_t offset, size_t at)
{
	at += offset;
	return (uint8_t *)pa_ptr(pages[at / 4096]) + at % 4096;
}

static void copy_scattered(bool temporary, unsigned int num, size_t offset)
{
	size_t size = num * 4096 - offset - 5, n;
	uint64_t from[600], to[600];
	uint64_t from_list, to_list;

	scatter(from, num);
	scatter(to, num);
	from_list = list_of(from, num) + offset;
	to_list = list_of(to, num) + offset;
	for (n = 0; n < size; n++)
		*byte_of(from, offset, n) = (n * 31) >> 3;
	if (temporary) {
		set_invoke(&call, session, TEST_COPY, 2);
		set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_INPUT | OPTEE_MSG_ATTR_NONCONTIG,
			 from_list, size, 0);
		set_tmem(&call, 1, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
			 to_list, size, 0);
	} else {
		assert_int_equal(register_list(&call, from_list, size, 1), TEEC_SUCCESS);
		assert_int_equal(register_list(&call, to_list, size, 2), TEEC_SUCCESS);
		set_invoke(&call, session, TEST_COPY, 2);
		set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 1, 0, size);
		set_rmem(&call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, 2, 0, size);
	}
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	for (n = 0; n < size; n++)
		assert_int_equal(*byte_of(to, offset, n), (uint8_t)((n * 31) >> 3));
	/* The copy must not have changed a byte before or behind the memory. */
	if (offset)
		assert_int_equal(*byte_of(to, offset - 1, 0), 0);
	assert_int_equal(*byte_of(to, offset, size), 0);
	if (!temporary) {
		assert_int_equal(unregister(&call, 1), TEEC_SUCCESS);
		assert_int_equal(unregister(&call, 2), TEEC_SUCCESS);
	}
}

static void scattered(void **state)
{
	(void)state;
	copy_scattered(true, 1, 0);
	copy_scattered(false, 1, 4000);
	copy_scattered(true, 3, 1);
	copy_scattered(false, 3, 4095);
	copy_scattered(true, 40, 8);
	copy_scattered(false, 40, 8);
}

/*
 * An object has more pages than a page of a list has entries. The pages follow each other, so they
 * are one extent.
 */
static void long_list(void **state)
{
	uint8_t *data;
	uint64_t pa;

	(void)state;
	pa = register_pages(&call, 520, 3);
	assert_int_equal(extents_in_use(), 0);
	data = pa_ptr(pa);
	fill(data + 510 * 4096, 8192, 9);
	set_invoke(&call, session, TEST_COPY, 2);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, 3, 510 * 4096, 8192);
	set_rmem(&call, 1, OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT, 3, 12, 8192);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_SUCCESS);
	assert_memory_equal(data + 12, data + 510 * 4096, 8192);
	assert_int_equal(unregister(&call, 3), TEEC_SUCCESS);
}

/*
 * The walk of a page list that leads back to itself ends, and a list may name one page many times.
 */
static void loops(void **state)
{
	struct optee_msg_page_list *list;
	uint64_t pa = pages_alloc(1);
	uint64_t list_pa = pages_alloc(1);
	unsigned int n;

	(void)state;
	list = pa_ptr(list_pa);
	for (n = 0; n < OPTEE_MSG_NONCONTIG_PAGES_PER_LIST; n++)
		list->page[n] = pa;
	list->next = list_pa;
	assert_int_equal(register_list(&call, list_pa, 5000 * 4096, 4), TEEC_SUCCESS);
	assert_int_equal(extents_in_use(), 4999);
	assert_int_equal(unregister(&call, 4), TEEC_SUCCESS);
	/* More than one object may have */
	assert_int_equal(register_list(&call, list_pa, SHM_PAGES_MAX * 4096ULL + 1, 4),
			 TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(register_list(&call, list_pa, ~0ULL, 4), TEEC_ERROR_OUT_OF_MEMORY);
	/* An object that needs more extents than there are */
	assert_int_equal(register_list(&call, list_pa, SHM_PAGES_MAX * 4096ULL, 4),
			 TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(extents_in_use(), 0);
	/* The link of the last page of a list is not followed, so it may name anything. */
	list->next = SECRET_BASE;
	assert_int_equal(register_list(&call, list_pa, 511 * 4096, 4), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 4), TEEC_SUCCESS);
	assert_int_equal(register_list(&call, list_pa, 511 * 4096 + 1, 4),
			 TEEC_ERROR_BAD_PARAMETERS);
	list->next = list_pa + 8;
	assert_int_equal(register_list(&call, list_pa, 511 * 4096 + 1, 4),
			 TEEC_ERROR_BAD_PARAMETERS);
}

static void bad_pages(void **state)
{
	static const uint64_t bad[] = { 0, SECRET_BASE, NSEC_HOLE, NSEC_END, NSEC_BASE + 8, ~0ULL };
	uint64_t pages[3];
	unsigned int n;

	(void)state;
	scatter(pages, 3);
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		pages[2] = bad[n];
		assert_int_equal(register_list(&call, list_of(pages, 3), 3 * 4096, 5),
				 TEEC_ERROR_BAD_PARAMETERS);
		/* The bad entry lies behind the end that the size gives, so it is not used. */
		assert_int_equal(register_list(&call, list_of(pages, 3), 2 * 4096, 5),
				 TEEC_SUCCESS);
		assert_int_equal(unregister(&call, 5), TEEC_SUCCESS);
		/* The same list as temporary memory of one call */
		set_invoke(&call, session, TEST_NOP, 1);
		set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_INPUT | OPTEE_MSG_ATTR_NONCONTIG,
			 list_of(pages, 3), 3 * 4096, 0);
		assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(extents_in_use(), 0);
	}
	assert_int_equal(register_list(&call, list_of(pages, 2), 0, 5), TEEC_ERROR_BAD_PARAMETERS);
}

static void registration(void **state)
{
	uint64_t list = list_of((uint64_t[]){ pages_alloc(1) }, 1);
	unsigned int n;

	(void)state;
	assert_int_equal(register_list(&call, list, 4096, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(register_list(&call, list, 4096, 6), TEEC_SUCCESS);
	assert_int_equal(register_list(&call, list, 4096, 6), TEEC_ERROR_BAD_PARAMETERS);
	/* These cookies are all in one chain of the hash table. */
	for (n = 1; n < 5; n++)
		assert_int_equal(register_list(&call, list, 4096, 6 + (n << 20)), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 6 + (2 << 20)), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 6 + (2 << 20)), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(unregister(&call, 6), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 6), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(unregister(&call, 0), TEEC_ERROR_BAD_PARAMETERS);
	for (n = 1; n < 5; n++)
		unregister(&call, 6 + (n << 20));
	/* Messages that do not have the form which the driver uses are refused. */
	call_set(&call, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT, list, 4096, 6);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
	call_set(&call, OPTEE_MSG_CMD_UNREGISTER_SHM, 0);
	assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(call.msg->ret, TEEC_ERROR_BAD_PARAMETERS);
}

static void full(void **state)
{
	uint64_t list = list_of((uint64_t[]){ pages_alloc(1) }, 1);
	unsigned int n;

	(void)state;
	for (n = 1; n <= SHM_MAX - SHM_SYSTEM; n++)
		assert_int_equal(register_list(&call, list, 4096, n), TEEC_SUCCESS);
	assert_int_equal(register_list(&call, list, 4096, n), TEEC_ERROR_OUT_OF_MEMORY);
	/*
	 * Temporary memory is not in the table of registered memory, so calls with it work when the
	 * table is full.
	 */
	assert_int_equal(invoke(&call, session, TEST_NOP), TEEC_SUCCESS);
	assert_int_equal(unregister(&call, 17), TEEC_SUCCESS);
	assert_int_equal(register_list(&call, list, 4096, n), TEEC_SUCCESS);
	for (n = 1; n <= SHM_MAX + 1; n++)
		unregister(&call, n);
}

static uint32_t result_as(uint32_t guest)
{
	call.guest = guest;
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_OK);
	return call.msg->ret;
}

static uint32_t name_as(uint32_t guest, uint64_t cookie)
{
	set_invoke(&call, session, TEST_NOP, 1);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, cookie, 0, 8);
	return result_as(guest);
}

static uint32_t unregister_as(uint32_t guest, uint64_t cookie)
{
	call_set(&call, OPTEE_MSG_CMD_UNREGISTER_SHM, 1);
	set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, cookie, 0, 0);
	return result_as(guest);
}

/* Two guests use the same cookie, each for memory of its own. */
static void guests(void **state)
{
	uint64_t list = list_of((uint64_t[]){ pages_alloc(1) }, 1);

	(void)state;
	assert_int_equal(register_list(&call, list, 4096, 6), TEEC_SUCCESS);
	assert_int_equal(name_as(0, 6), TEEC_SUCCESS);
	assert_int_equal(name_as(1, 6), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(unregister_as(1, 6), TEEC_ERROR_BAD_PARAMETERS);
	call_set(&call, OPTEE_MSG_CMD_REGISTER_SHM, 1);
	set_tmem(&call, 0, OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG, list, 4096,
		 6);
	assert_int_equal(result_as(1), TEEC_SUCCESS);
	assert_int_equal(unregister_as(0, 6), TEEC_SUCCESS);
	assert_int_equal(unregister_as(0, 6), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(unregister_as(1, 6), TEEC_SUCCESS);
}

/*
 * A process may boot the trusted OS again while memory is still registered, scattered memory among
 * it, and while slots and extents that were given back are in the lists of unused ones. None of
 * that may be found after the second boot.
 */
static void second_boot(void **state)
{
	uint64_t pages[3];
	unsigned int n;

	(void)state;
	scatter(pages, 3);
	for (n = 1; n <= 6; n++)
		assert_int_equal(register_list(&call, list_of(pages, 3), 3 * 4096, n),
				 TEEC_SUCCESS);
	for (n = 4; n <= 6; n++)
		assert_int_equal(unregister(&call, n), TEEC_SUCCESS);

	boot(4);
	session = first_session(&call);
	assert_int_equal(extents_in_use(), 0);
	assert_int_equal(shm_registered(), 0);
	/* The first object is taken for memory that is not lent, so it never gets any extents. */
	set_invoke(&call, session, TEST_LEND, 1);
	set_value(&call, 0, OPTEE_MSG_ATTR_TYPE_VALUE_INPUT, 4096, OPTEE_RPC_SHM_TYPE_KERNEL);
	assert_int_equal(call_enter(&call), OPTEE_SMC_RETURN_RPC_CMD);
	call_rpc(&call)->ret = TEEC_ERROR_OUT_OF_MEMORY;
	assert_int_equal(call_resume(&call), OPTEE_SMC_RETURN_OK);
	assert_int_equal(extents_in_use(), 0);
	for (n = 1; n <= 6; n++)
		assert_int_equal(unregister(&call, n), TEEC_ERROR_BAD_PARAMETERS);
	scatter(pages, 3);
	for (n = 1; n <= 12; n++)
		assert_int_equal(register_list(&call, list_of(pages, 3), 3 * 4096, n),
				 TEEC_SUCCESS);
	for (n = 1; n <= 12; n++) {
		set_invoke(&call, session, TEST_NOP, 1);
		set_rmem(&call, 0, OPTEE_MSG_ATTR_TYPE_RMEM_INPUT, n, 4096 * 2, 8);
		assert_int_equal(call_to_end(&call), OPTEE_SMC_RETURN_OK);
		assert_int_equal(call.msg->ret, TEEC_SUCCESS);
		assert_int_equal(unregister(&call, n), TEEC_SUCCESS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scattered, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(long_list, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(loops, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(bad_pages, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(registration, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(guests, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(full, setup, nothing_lost),
		cmocka_unit_test_setup_teardown(second_boot, setup, nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
