// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Storage on an eMMC without faults.
 */
#include "store.h"
#include "storage.h"
#include "tests.h"

static u8 data[PTA_STORAGE_SIZE_MAX + 16];

static void written_is_read(void **state)
{
	static const size_t sizes[] = { 0, 1, 255, 256, 257, 4096, 8191, 8192 };
	char name[8];
	unsigned int i;

	(void)state;
	platform_random(data, sizeof(data));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		snprintf(name, sizeof(name), "o%u", i);
		assert_int_equal(store_write(name, data + i, sizes[i]), TEEC_SUCCESS);
	}
	for (i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		snprintf(name, sizeof(name), "o%zu", i % ARRAY_SIZE(sizes));
		store_has(name, data + i % ARRAY_SIZE(sizes), sizes[i % ARRAY_SIZE(sizes)]);
		if (i == ARRAY_SIZE(sizes))
			store_reboot();
	}
	store_has_not("o");
	store_has_not("o10");
}

static void replaced_and_deleted(void **state)
{
	u32 objects;
	u32 before;
	u32 after;
	u32 i;

	(void)state;
	assert_int_equal(store_info(&objects, &before), TEEC_SUCCESS);
	assert_int_equal(objects, 0);
	assert_int_equal(before, (EMMC_BLOCKS - STORAGE_CONTENT) * RPMB_BLOCK_SIZE);
	for (i = 0; i < 200; i++) {
		memset(data, i, sizeof(data));
		assert_int_equal(store_write("same", data, i * 31), TEEC_SUCCESS);
		store_has("same", data, i * 31);
	}
	assert_int_equal(store_info(&objects, &after), TEEC_SUCCESS);
	assert_int_equal(objects, 1);
	assert_int_equal(before - after, 25 * RPMB_BLOCK_SIZE);
	assert_int_equal(store_delete("same"), TEEC_SUCCESS);
	assert_int_equal(store_delete("same"), TEEC_ERROR_ITEM_NOT_FOUND);
	store_has_not("same");
	store_reboot();
	store_has_not("same");
	assert_int_equal(store_info(&objects, &after), TEEC_SUCCESS);
	assert_int_equal(objects, 0);
	assert_int_equal(after, before);
}

static void limits(void **state)
{
	char name[PTA_STORAGE_NAME_MAX + 2];
	u8 byte = 7;
	u8 two[2];
	size_t size = 0;

	(void)state;
	memset(name, 'n', sizeof(name));
	name[PTA_STORAGE_NAME_MAX + 1] = 0;
	assert_int_equal(store_write(name, &byte, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(store_write("", &byte, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(fake.rpcs, 0);
	name[PTA_STORAGE_NAME_MAX] = 0;
	assert_int_equal(store_write(name, &byte, 1), TEEC_SUCCESS);
	store_has(name, &byte, 1);
	assert_int_equal(store_write("x", data, PTA_STORAGE_SIZE_MAX + 1), TEEC_ERROR_EXCESS_DATA);
	assert_int_equal(store_write("x", data, 2), TEEC_SUCCESS);
	assert_int_equal(store_read("x", two, &size), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 2);
}

/*
 * When all slots are in use, no object can be created, but every object can be replaced. Only the
 * kernel can fill them.
 */
static void full_of_objects(void **state)
{
	char name[16];
	unsigned int i;
	u32 objects;
	u32 octets;

	(void)state;
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	for (i = 0; i < STORAGE_NUM_OBJECTS; i++) {
		snprintf(name, sizeof(name), "object-%u", i);
		assert_int_equal(store_write(name, &i, sizeof(i)), TEEC_SUCCESS);
	}
	assert_int_equal(store_write("one too many", &i, 4), TEEC_ERROR_STORAGE_NO_SPACE);
	store_reboot();
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(store_write("one too many", &i, 4), TEEC_ERROR_STORAGE_NO_SPACE);
	for (i = 0; i < STORAGE_NUM_OBJECTS; i++) {
		snprintf(name, sizeof(name), "object-%u", i);
		store_has(name, &i, sizeof(i));
		assert_int_equal(store_write(name, name, sizeof(name)), TEEC_SUCCESS);
	}
	assert_int_equal(store_info(&objects, &octets), TEEC_SUCCESS);
	assert_int_equal(objects, STORAGE_NUM_OBJECTS);
	assert_int_equal(store_delete("object-5"), TEEC_SUCCESS);
	assert_int_equal(store_write("one too many", &i, 4), TEEC_SUCCESS);
}

static void full_of_content(void **state)
{
	unsigned int fit = (EMMC_BLOCKS - STORAGE_CONTENT) / STORAGE_OBJECT_BLOCKS;
	char name[16];
	unsigned int i;
	u32 objects;
	u32 before;
	u32 after;

	(void)state;
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	for (i = 0; i < fit; i++) {
		snprintf(name, sizeof(name), "%u", i);
		memset(data, i, PTA_STORAGE_SIZE_MAX);
		assert_int_equal(store_write(name, data, PTA_STORAGE_SIZE_MAX), TEEC_SUCCESS);
	}
	assert_int_equal(store_info(&objects, &before), TEEC_SUCCESS);
	/*
	 * To replace an object there must be space for the old and the new one. The old one stays
	 * otherwise.
	 */
	assert_int_equal(store_write("3", data, PTA_STORAGE_SIZE_MAX), TEEC_ERROR_STORAGE_NO_SPACE);
	memset(data, 3, PTA_STORAGE_SIZE_MAX);
	store_has("3", data, PTA_STORAGE_SIZE_MAX);
	assert_int_equal(store_info(&objects, &after), TEEC_SUCCESS);
	assert_int_equal(before, after);
	assert_int_equal(store_delete("4"), TEEC_SUCCESS);
	assert_int_equal(store_write("3", data, PTA_STORAGE_SIZE_MAX), TEEC_SUCCESS);
}

/*
 * An object belongs to its client: another client has no object of that name, and cannot delete it.
 */
static void other_clients(void **state)
{
	size_t size = 8;
	u8 buf[8];

	(void)state;
	store_as(OPTEE_MSG_LOGIN_USER, 1);
	assert_int_equal(store_write("a", "mine", 4), TEEC_SUCCESS);
	store_as(OPTEE_MSG_LOGIN_USER, 2);
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(store_delete("a"), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(store_write("a", "yours", 5), TEEC_SUCCESS);
	store_as(OPTEE_MSG_LOGIN_PUBLIC, 0);
	size = 8;
	assert_int_equal(store_read("a", buf, &size), TEEC_ERROR_ITEM_NOT_FOUND);

	store_reboot();
	store_as(OPTEE_MSG_LOGIN_USER, 1);
	store_has("a", "mine", 4);
	store_as(OPTEE_MSG_LOGIN_USER, 2);
	store_has("a", "yours", 5);
	assert_int_equal(store_delete("a"), TEEC_SUCCESS);
	store_as(OPTEE_MSG_LOGIN_USER, 1);
	store_has("a", "mine", 4);
}

/* The first eMMC that the trusted OS sees gets the key, and only in the factory. */
static void key(void **state)
{
	u8 byte = 1;

	(void)state;
	machine.provisioning = false;
	assert_int_equal(store_write("a", &byte, 1), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_false(emmc.has_key);
	machine.provisioning = true;
	assert_int_equal(store_write("a", &byte, 1), TEEC_SUCCESS);
	assert_true(emmc.has_key);
	machine.provisioning = false;
	store_reboot();
	store_has("a", &byte, 1);
	/* An update of its firmware changes the CID, but this is still the same eMMC. */
	emmc.cid[9]++;
	emmc.cid[15]++;
	store_reboot();
	store_has("a", &byte, 1);
	/* This CID is that of another eMMC. */
	emmc.cid[3]++;
	store_reboot();
	assert_int_equal(store_write("a", &byte, 1), TEEC_ERROR_SECURITY);
}

/* A call that is cancelled while it waits for its turn does nothing. */
static void cancelled(void **state)
{
	u8 byte = 1;

	(void)state;
	fake.cancel_after = 0;
	assert_int_equal(store_write("a", &byte, 1), TEEC_ERROR_CANCEL);
	assert_int_equal(fake.rpcs, 0);
	fake.cancel_after = 5;
	assert_int_equal(store_write("a", &byte, 1), TEEC_SUCCESS);
	fake.cancel_after = -1;
	store_has("a", &byte, 1);
}

/* A call fails while the normal world has no memory to lend, and succeeds later. */
static void no_memory(void **state)
{
	u8 byte = 1;

	(void)state;
	fake.no_memory = true;
	assert_int_equal(store_write("a", &byte, 1), TEEC_ERROR_OUT_OF_MEMORY);
	fake.no_memory = false;
	assert_int_equal(store_write("a", &byte, 1), TEEC_SUCCESS);
	fake.no_memory = true;
	assert_int_equal(store_delete("a"), TEEC_ERROR_OUT_OF_MEMORY);
	fake.no_memory = false;
	store_has("a", &byte, 1);
}

/* The writes are spread over all blocks for contents, so that no block wears out early. */
static void wear(void **state)
{
	static u8 before[EMMC_BLOCKS][RPMB_BLOCK_SIZE];
	unsigned int touched = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < EMMC_BLOCKS; i++) {
		memset(data, 1 + i % 255, RPMB_BLOCK_SIZE);
		assert_int_equal(store_write("a", data, RPMB_BLOCK_SIZE), TEEC_SUCCESS);
	}
	for (i = STORAGE_CONTENT; i < EMMC_BLOCKS; i++)
		touched += !!memcmp(before[i], emmc.block[i], RPMB_BLOCK_SIZE);
	assert_int_equal(touched, EMMC_BLOCKS - STORAGE_CONTENT);
}

int test_storage(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(written_is_read, store_setup),
		cmocka_unit_test_setup(replaced_and_deleted, store_setup),
		cmocka_unit_test_setup(limits, store_setup),
		cmocka_unit_test_setup(full_of_objects, store_setup),
		cmocka_unit_test_setup(full_of_content, store_setup),
		cmocka_unit_test_setup(other_clients, store_setup),
		cmocka_unit_test_setup(key, store_setup),
		cmocka_unit_test_setup(cancelled, store_setup),
		cmocka_unit_test_setup(no_memory, store_setup),
		cmocka_unit_test_setup(wear, store_setup),
	};

	return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
