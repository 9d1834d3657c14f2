// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Storage when the normal world refuses requests, or keeps them and sends them to the eMMC later.
 */
#include "store.h"
#include "storage.h"
#include "tests.h"

static void normal_world_reports_failure(void **state)
{
	static const u32 errors[] = {
		TEEC_ERROR_COMMUNICATION, TEEC_ERROR_GENERIC, TEEC_ERROR_ITEM_NOT_FOUND,
		TEEC_ERROR_OUT_OF_MEMORY, TEEC_ERROR_NOT_SUPPORTED, 0x12345678,
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		emmc.error = errors[i];
		assert_int_equal(store_write("a", store_two, sizeof(store_two)),
				 TEEC_ERROR_COMMUNICATION);
		store_reboot();
		assert_int_equal(store_write("a", store_two, sizeof(store_two)),
				 errors[i] == TEEC_ERROR_COMMUNICATION ?
				 TEEC_ERROR_COMMUNICATION : TEEC_ERROR_STORAGE_NOT_AVAILABLE);
		emmc.error = 0;
		store_has("a", store_one, sizeof(store_one));
	}
}

/*
 * The normal world keeps a write, reports that it has failed, and has the eMMC carry it out at any
 * later time. That must come too late, because the next write of the trusted OS has advanced the
 * counter.
 */
static void withheld_write(void **state)
{
	unsigned int slot;

	(void)state;
	/* "a" is in some slot of the heads; the new head goes to another one. */
	for (slot = 0; slot < STORAGE_NUM_SLOTS; slot++) {
		store_setup_a(state);
		emmc.withhold = STORAGE_HEADS + slot;
		memset(&emmc.withheld, 0, sizeof(emmc.withheld));
		if (store_write("a", store_two, sizeof(store_two)) == TEEC_SUCCESS)
			continue;
		emmc.withhold = -1;
		store_has("a", store_one, sizeof(store_one));
		assert_int_equal(emmc_write(&emmc.withheld), RPMB_RESULT_COUNTER);
		store_has("a", store_one, sizeof(store_one));
		store_reboot();
		store_has("a", store_one, sizeof(store_one));
	}
}

/* The write is kept across a boot; or it is carried out at once, and reported as failed. */
static void withheld_until_after_boot(void **state)
{
	unsigned int failed = 0;
	unsigned int slot;

	for (slot = 0; slot < STORAGE_NUM_SLOTS; slot++) {
		store_setup_a(state);
		emmc.withhold = STORAGE_HEADS + slot;
		if (store_write("a", store_two, sizeof(store_two)) == TEEC_SUCCESS)
			continue;
		failed++;
		emmc.withhold = -1;
		store_reboot();
		if (slot % 2) {
			/*
			 * If the write is carried out before the first command, it has succeeded.
			 */
			assert_int_equal(emmc_write(&emmc.withheld), RPMB_RESULT_OK);
			store_has("a", store_two, sizeof(store_two));
		} else {
			store_has("a", store_one, sizeof(store_one));
			assert_int_equal(emmc_write(&emmc.withheld), RPMB_RESULT_COUNTER);
		}
	}
	assert_true(failed > 0);
}

/*
 * The normal world keeps the head of the last version of a deleted object, fails every write that
 * zeroes it, and so on. Whatever it refuses, a deleted object does not come back once DELETE has
 * returned success.
 */
static void nothing_comes_back(void **state)
{
	unsigned int slot;

	for (slot = 0; slot < STORAGE_NUM_SLOTS; slot++) {
		store_setup_a(state);
		assert_int_equal(store_write("a", store_two, sizeof(store_two)), TEEC_SUCCESS);
		emmc.withhold = STORAGE_HEADS + slot;
		/* This may fail, or succeed and leave the old head where it was. */
		store_write("a", store_one, 100);
		emmc.withhold = -1;
		assert_int_equal(store_delete("a"), TEEC_SUCCESS);
		store_has_not("a");
		store_reboot();
		store_has_not("a");
	}
}

/* No object is lost, whatever size the normal world reports for the device. */
static void lies_about_the_device(void **state)
{
	size_t size = sizeof(store_one);
	unsigned int i;
	u8 buf[600];

	(void)state;
	emmc.info.ret_code = RPMB_DEV_INFO_ERROR;
	store_reboot();
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	emmc.info.ret_code = RPMB_DEV_INFO_OK;
	emmc.info.size_mult = 0;
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	emmc.info.size_mult = 129;
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	/* The device is reported larger than it is, so some of the blocks do not exist. */
	emmc.info.size_mult = 2;
	for (i = 0; i < EMMC_BLOCKS; i++)
		if (store_write("b", store_two, sizeof(store_two)))
			break;
	assert_true(i > 0 && i < EMMC_BLOCKS);
	store_has("a", store_one, sizeof(store_one));
	store_has("b", store_two, sizeof(store_two));
}

/* The device is reported smaller than when the objects were written. */
static void smaller_than_it_was(void **state)
{
	struct storage_head head = {
		.generation = 1000, .size = 1, .name_len = 1, .name = "z", .block = { EMMC_BLOCKS },
	};
	size_t size = sizeof(store_one);
	u8 buf[600];

	(void)state;
	storage_seal(&head);
	memcpy(emmc.block[STORAGE_HEADS + 5], &head, sizeof(head));
	store_reboot();
	assert_int_equal(store_read("z", buf, &size), TEEC_ERROR_SECURITY);
	assert_int_equal(store_write("y", store_two, sizeof(store_two)), TEEC_ERROR_SECURITY);
	assert_memory_equal(emmc.block[STORAGE_HEADS + 5], &head, sizeof(head));
}

static void no_device(void **state)
{
	u32 objects;
	u32 octets;

	(void)state;
	store_reboot();
	emmc.error = TEEC_ERROR_ITEM_NOT_FOUND;
	assert_int_equal(store_info(&objects, &octets), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	emmc.error = 0;
	assert_int_equal(store_info(&objects, &octets), TEEC_SUCCESS);
	assert_int_equal(objects, 1);
}

int test_storage_withheld(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(normal_world_reports_failure, store_setup_a),
		cmocka_unit_test_setup(withheld_write, store_setup_a),
		cmocka_unit_test_setup(withheld_until_after_boot, store_setup_a),
		cmocka_unit_test_setup(nothing_comes_back, store_setup_a),
		cmocka_unit_test_setup(lies_about_the_device, store_setup_a),
		cmocka_unit_test_setup(smaller_than_it_was, store_setup_a),
		cmocka_unit_test_setup(no_device, store_setup_a),
	};

	return cmocka_run_group_tests_name("storage: withheld", tests, NULL, NULL);
}
