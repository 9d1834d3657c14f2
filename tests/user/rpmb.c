// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The storage service of our trusted OS, which keeps its objects in RPMB. tee-supplicant emulates
 * the eMMC and forgets it when it ends.
 *
 *	rpmb		run the tests; the trusted OS gives the eMMC its key
 *	rpmb keyless	no key is given to an eMMC that has none: the service has no storage
 *	rpmb other	another eMMC has come: what was written is not there, until it is written
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "optee_pta.h"
#include "tee.h"

#define NAME_AT		0	/* in the shared memory */
#define DATA_AT		64
#define SHM_SIZE	(DATA_AT + PTA_STORAGE_SIZE_MAX + 1)

#define EXCESS_DATA	0xffff0004u
#define SHORT_BUFFER	0xffff0010u
#define NOT_AVAILABLE	0xf0100003u
#define NOT_AUTHENTIC	0xffff000fu

static const u8 uuid_storage_pta[TEE_IOCTL_UUID_LEN] = PTA_STORAGE_UUID_OCTETS;

static int fd, shm_id;
static u32 session;
static u8 *shm;

static void begin(void)
{
	int mem;

	fd = tee_open();
	session = do_session(fd, uuid_storage_pta);
	mem = tee_shm_alloc(fd, SHM_SIZE, &shm_id);
	assert_true(mem >= 0);
	shm = mmap(NULL, SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, mem, 0);
	assert_ptr_not_equal(shm, MAP_FAILED);
	close(mem);
}

static void end(void)
{
	munmap(shm, SHM_SIZE);
	close(fd);
}

static struct tee_ioctl_param name_param(const char *name)
{
	memcpy(shm + NAME_AT, name, strlen(name));
	return MEM_IN(NAME_AT, strlen(name), shm_id);
}

static void fill(u8 *at, size_t size, unsigned int seed)
{
	for (size_t i = 0; i < size; i++)
		at[i] = seed * 31 + i * 7 + (i >> 8);
}

static u32 write_object(const char *name, size_t size, unsigned int seed)
{
	struct tee_ioctl_param p[2] = { name_param(name), MEM_IN(DATA_AT, size, shm_id) };

	fill(shm + DATA_AT, size, seed);
	return do_invoke(fd, session, PTA_STORAGE_CMD_WRITE, 2, p);
}

static u32 read_object(const char *name, size_t room, size_t *size)
{
	struct tee_ioctl_param p[2] = { name_param(name), MEM_OUT(DATA_AT, room, shm_id) };
	u32 res;

	memset(shm + DATA_AT, 0xee, SHM_SIZE - DATA_AT);
	res = do_invoke(fd, session, PTA_STORAGE_CMD_READ, 2, p);
	*size = p[1].b;
	return res;
}

static u32 delete_object(const char *name)
{
	struct tee_ioctl_param p = name_param(name);

	return do_invoke(fd, session, PTA_STORAGE_CMD_DELETE, 1, &p);
}

static u32 info(u32 *objects, u32 *counter)
{
	struct tee_ioctl_param p[2] = { VALUE_OUT, VALUE_OUT };
	u32 res = do_invoke(fd, session, PTA_STORAGE_CMD_INFO, 2, p);

	*objects = p[0].a;
	*counter = p[1].b;
	return res;
}

static void assert_object(const char *name, size_t size, unsigned int seed)
{
	u8 want[PTA_STORAGE_SIZE_MAX];
	size_t is;

	fill(want, size, seed);
	assert_int_equal(read_object(name, sizeof(want), &is), TEE_OK);
	assert_int_equal(is, size);
	assert_memory_equal(shm + DATA_AT, want, size);
}

static void written_and_read_back(void)
{
	static const size_t sizes[] = { 0, 1, 256, 1000, PTA_STORAGE_SIZE_MAX };

	begin();
	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		assert_int_equal(write_object("one", sizes[i], i), TEE_OK);
		assert_object("one", sizes[i], i);
	}
	assert_int_equal(write_object("two", 300, 77), TEE_OK);
	assert_object("one", PTA_STORAGE_SIZE_MAX, 4);
	assert_object("two", 300, 77);
	end();
}

/* The eMMC counts its writes, so it is the eMMC that has been written to. */
static void counted_by_the_emmc(void)
{
	u32 objects, before, after;

	begin();
	assert_int_equal(info(&objects, &before), TEE_OK);
	assert_int_equal(write_object("three", 512, 3), TEE_OK);
	assert_int_equal(info(&objects, &after), TEE_OK);
	assert_int_equal(after - before, 3); /* two blocks and a head */
	assert_int_equal(delete_object("three"), TEE_OK);
	assert_int_equal(info(&objects, &before), TEE_OK);
	assert_int_equal(before - after, 1);
	end();
}

static void refused(void)
{
	size_t size;

	begin();
	assert_int_equal(read_object("no such object", 1, &size), TEE_ITEM_NOT_FOUND);
	assert_int_equal(delete_object("no such object"), TEE_ITEM_NOT_FOUND);
	assert_int_equal(write_object("large", PTA_STORAGE_SIZE_MAX + 1, 0), EXCESS_DATA);
	assert_int_equal(write_object("small", 100, 0), TEE_OK);
	assert_int_equal(read_object("small", 99, &size), SHORT_BUFFER);
	assert_int_equal(size, 100);
	assert_int_equal(delete_object("small"), TEE_OK);
	assert_int_equal(read_object("small", 100, &size), TEE_ITEM_NOT_FOUND);
	end();
}

static void keyless(void)
{
	u32 objects, counter;

	begin();
	assert_int_equal(info(&objects, &counter), NOT_AVAILABLE);
	assert_int_equal(write_object("one", 1, 0), NOT_AVAILABLE);
	end();
}

/*
 * The first command finds that the answers are not those of the eMMC it knows, the next one looks
 * for another.
 */
static void other_emmc(void)
{
	size_t size;

	begin();
	assert_int_equal(read_object("one", PTA_STORAGE_SIZE_MAX, &size), NOT_AUTHENTIC);
	assert_int_equal(read_object("one", PTA_STORAGE_SIZE_MAX, &size), TEE_ITEM_NOT_FOUND);
	assert_int_equal(write_object("one", 100, 5), TEE_OK);
	assert_object("one", 100, 5);
	end();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(written_and_read_back, 60),
		TEE_TEST(counted_by_the_emmc, 60),
		TEE_TEST(refused, 60),
	};
	const struct CMUnitTest keyless_tests[] = { TEE_TEST(keyless, 60) };
	const struct CMUnitTest other_tests[] = { TEE_TEST(other_emmc, 60) };
	const char *what = argc > 1 ? argv[1] : "";

	tee_test_main(1, argv);
	if (!strcmp(what, "keyless"))
		return cmocka_run_group_tests_name("rpmb keyless", keyless_tests, NULL, NULL);
	if (!strcmp(what, "other"))
		return cmocka_run_group_tests_name("rpmb other", other_tests, NULL, NULL);
	return cmocka_run_group_tests_name("rpmb", tests, NULL, NULL);
}
