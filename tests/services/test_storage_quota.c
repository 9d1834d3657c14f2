// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Storage when clients want more than their share of it.
 */
#include "store.h"
#include "storage.h"
#include "tests.h"

/* The limits on an eMMC of 512 blocks, and the largest objects that fit each of them */
#define CLIENT_OBJECTS		31
#define PROCESSES_OBJECTS	48
#define CLIENT_LARGE		6
#define PROCESSES_LARGE		10

static u8 data[PTA_STORAGE_SIZE_MAX];

static const char *name_of(unsigned int i)
{
	static char name[16];

	snprintf(name, sizeof(name), "name-%u", i);
	return name;
}

/* Write new objects as the current client until that fails. Returns how many there were. */
static unsigned int fill(size_t size)
{
	unsigned int i;
	u32 ret;

	for (i = 0; i < STORAGE_NUM_SLOTS; i++) {
		memset(data, i, size);
		ret = store_write(name_of(i), data, size);
		if (ret) {
			assert_int_equal(ret, TEEC_ERROR_STORAGE_NO_SPACE);
			break;
		}
	}
	store_has_not(name_of(i));
	return i;
}

/* Two users write objects of @size until that fails. Returns how many both have. */
static unsigned int fill_as_users(size_t size)
{
	unsigned int num;

	store_as(OPTEE_MSG_LOGIN_USER, 1);
	num = fill(size);
	store_as(OPTEE_MSG_LOGIN_USER, 2);
	return num + fill(size);
}

/* One client cannot have all: not of the slots, and not of the blocks. */
static void one_client(void **state)
{
	assert_int_equal(fill(1), CLIENT_OBJECTS);
	store_reboot();
	assert_int_equal(store_write("more", data, 1), TEEC_ERROR_STORAGE_NO_SPACE);
	store_as(OPTEE_MSG_LOGIN_USER, 1);
	assert_int_equal(store_write("more", data, 1), TEEC_SUCCESS);
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(store_write("more", data, 1), TEEC_SUCCESS);

	store_setup(state);
	assert_int_equal(fill(sizeof(data)), CLIENT_LARGE);
	store_as(OPTEE_MSG_LOGIN_USER, 1);
	assert_int_equal(store_write("more", data, sizeof(data)), TEEC_SUCCESS);
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(store_write("more", data, sizeof(data)), TEEC_SUCCESS);
}

/* Many clients together leave the kernel its share, which it can use to the last block. */
static void kernels_share(void **state)
{
	assert_int_equal(fill_as_users(1), PROCESSES_OBJECTS);
	store_as(OPTEE_MSG_LOGIN_APPLICATION, 3);
	assert_int_equal(store_write("more", data, 1), TEEC_ERROR_STORAGE_NO_SPACE);
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(fill(1), STORAGE_NUM_OBJECTS - PROCESSES_OBJECTS);

	store_setup(state);
	assert_int_equal(fill_as_users(sizeof(data)), PROCESSES_LARGE);
	store_as(OPTEE_MSG_LOGIN_APPLICATION, 3);
	assert_int_equal(store_write("more", data, sizeof(data)), TEEC_ERROR_STORAGE_NO_SPACE);
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(fill(sizeof(data)), 3);
}

/* What the kernel has does not count as the processes'. */
static void kernel_first(void **state)
{
	(void)state;
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(store_write("a", data, sizeof(data)), TEEC_SUCCESS);
	assert_int_equal(store_write("b", data, 1), TEEC_SUCCESS);
	assert_int_equal(fill_as_users(sizeof(data)), PROCESSES_LARGE);
}

/* All shares are taken, but for the kernel's: each object can be replaced, and made smaller. */
static void replaced_at_the_limit(void **state)
{
	unsigned int i;

	(void)state;
	fill_as_users(1);
	for (i = 0; i < PROCESSES_OBJECTS - CLIENT_OBJECTS; i++) {
		assert_int_equal(store_write(name_of(i), "new", 3), TEEC_SUCCESS);
		store_has(name_of(i), "new", 3);
	}
	assert_int_equal(store_delete(name_of(0)), TEEC_SUCCESS);
	assert_int_equal(store_write("more", data, 1), TEEC_SUCCESS);
	assert_int_equal(store_write("too many", data, 1), TEEC_ERROR_STORAGE_NO_SPACE);

	store_setup(state);
	fill_as_users(sizeof(data));
	for (i = 0; i < PROCESSES_LARGE - CLIENT_LARGE; i++) {
		memset(data, 100 + i, sizeof(data));
		assert_int_equal(store_write(name_of(i), data, sizeof(data)), TEEC_SUCCESS);
		store_has(name_of(i), data, sizeof(data));
		assert_int_equal(store_write(name_of(i), data, 5), TEEC_SUCCESS);
		store_has(name_of(i), data, 5);
		assert_int_equal(store_write(name_of(i), data, sizeof(data)), TEEC_SUCCESS);
	}
	assert_int_equal(store_delete(name_of(0)), TEEC_SUCCESS);
	assert_int_equal(store_write("more", data, sizeof(data)), TEEC_SUCCESS);
}

/* An object that grows by being replaced counts as what it becomes. */
static void grown_by_replacing(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i <= CLIENT_LARGE; i++)
		assert_int_equal(store_write(name_of(i), data, 1), TEEC_SUCCESS);
	for (i = 0; i < CLIENT_LARGE; i++)
		assert_int_equal(store_write(name_of(i), data, sizeof(data)), TEEC_SUCCESS);
	assert_int_equal(store_write(name_of(i), data, sizeof(data)), TEEC_ERROR_STORAGE_NO_SPACE);
	store_has(name_of(i), data, 1);
}

/* Give all objects on the device to the public client, as if there had been no limits. */
static void give_to_public(void)
{
	struct storage_head head;
	unsigned int i;

	for (i = STORAGE_HEADS; i < STORAGE_CONTENT; i++) {
		memcpy(&head, emmc.block[i], sizeof(head));
		if (!head.name_len)
			continue;
		head.owner = (struct owner) { .login = OPTEE_MSG_LOGIN_PUBLIC };
		storage_seal(&head);
		memcpy(emmc.block[i], &head, sizeof(head));
	}
	store_reboot();
}

/*
 * An image without the limits has let one client fill the store. All of it can be read, replaced
 * and deleted, but nothing grows, and nothing is created, until the client is within the limits.
 */
static void beyond_the_limits(void **state)
{
	unsigned int i;

	(void)state;
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(fill(500), STORAGE_NUM_OBJECTS);
	give_to_public();
	for (i = 0; i < STORAGE_NUM_OBJECTS; i++) {
		memset(data, i, 500);
		store_has(name_of(i), data, 500);
		assert_int_equal(store_write(name_of(i), name_of(i), 6), TEEC_SUCCESS);
		store_has(name_of(i), name_of(i), 6);
	}
	for (i = STORAGE_NUM_OBJECTS; i-- >= CLIENT_OBJECTS;) {
		assert_int_equal(store_write("more", data, 1), TEEC_ERROR_STORAGE_NO_SPACE);
		/* Of blocks there are enough, and so this object may grow. */
		assert_int_equal(store_write(name_of(0), data, 256 * (i % 30)), TEEC_SUCCESS);
		assert_int_equal(store_delete(name_of(i)), TEEC_SUCCESS);
	}
	assert_int_equal(store_write("more", data, 1), TEEC_SUCCESS);

	store_setup(state);
	store_as(OPTEE_MSG_LOGIN_REE_KERNEL, 0);
	assert_int_equal(fill(20 * RPMB_BLOCK_SIZE), 22);
	assert_int_equal(store_delete(name_of(21)), TEEC_SUCCESS);
	give_to_public();
	memset(data, 9, sizeof(data));
	assert_int_equal(store_write(name_of(0), data, 20 * RPMB_BLOCK_SIZE), TEEC_SUCCESS);
	store_has(name_of(0), data, 20 * RPMB_BLOCK_SIZE);
	assert_int_equal(store_write(name_of(0), data, 21 * RPMB_BLOCK_SIZE),
			 TEEC_ERROR_STORAGE_NO_SPACE);
	store_has(name_of(0), data, 20 * RPMB_BLOCK_SIZE);
}

int test_storage_quota(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_client, store_setup),
		cmocka_unit_test_setup(kernels_share, store_setup),
		cmocka_unit_test_setup(kernel_first, store_setup),
		cmocka_unit_test_setup(replaced_at_the_limit, store_setup),
		cmocka_unit_test_setup(grown_by_replacing, store_setup),
		cmocka_unit_test_setup(beyond_the_limits, store_setup),
	};

	return cmocka_run_group_tests_name("storage: quota", tests, NULL, NULL);
}
