// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A TEE driver that has only the operations it must have, and what the TEE core answers to a client
 * that wants more of it. The answers are those of the stock core. This is kernel code.
 */
#include "job.h"

#define BARE_IMPL_ID	0x62617265

static void get_version(struct tee_device *teedev, struct tee_ioctl_version_data *vers)
{
	*vers = (struct tee_ioctl_version_data){ .impl_id = BARE_IMPL_ID };
}

static int open(struct tee_context *ctx)
{
	return 0;
}

static void release(struct tee_context *ctx)
{
}

static int register_nothing(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
			    size_t num_pages, unsigned long start)
{
	return 0;
}

static int unregister_nothing(struct tee_context *ctx, struct tee_shm *shm)
{
	return 0;
}

#define BARE_OPS	.get_version = get_version, .open = open, .release = release

/* None can register memory and unregister it, too. */
static const struct tee_driver_ops bare_ops[] = {
	{ BARE_OPS },
	{ BARE_OPS, .shm_register = register_nothing },
	{ BARE_OPS, .shm_unregister = unregister_nothing },
};

static const struct tee_desc bare_descs[] = {
	{ .name = "bare", .ops = &bare_ops[0] },
	{ .name = "only registers", .ops = &bare_ops[1] },
	{ .name = "only unregisters", .ops = &bare_ops[2] },
};

static int is_bare(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == BARE_IMPL_ID;
}

static void register_of_process(const char *path)
{
	struct tee_ioctl_shm_register_data data = { .length = PAGE_SIZE };
	int fd = hosted_open(path);
	void *mem;

	assert_true(fd >= 0);
	assert_int_equal(hosted_mmap(-1, PAGE_SIZE, &mem), 0);
	data.addr = (uintptr_t)mem;
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data), -ENOTSUPP);
	data.length = 0;
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data), -ENOTSUPP);
	data.length = PAGE_SIZE;
	data.flags = 1;
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data), -EINVAL);
	data.flags = 0;
	data.addr = -PAGE_SIZE;
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data), -EFAULT);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_close(fd), 0);
}

static void register_of_kernel_client(void)
{
	struct tee_context *ctx = tee_client_open_context(NULL, is_bare, NULL, NULL);
	void *mem = kmalloc(PAGE_SIZE, GFP_KERNEL);
	struct tee_shm *shm;

	assert_false(IS_ERR(ctx));
	shm = tee_shm_register_kernel_buf(ctx, mem, PAGE_SIZE);
	assert_int_equal(PTR_ERR(shm), -ENOTSUPP);
	shm = tee_shm_register_kernel_buf(ctx, mem, 0);
	assert_int_equal(PTR_ERR(shm), -ENOTSUPP);
	kfree(mem);
	tee_client_close_context(ctx);
}

static void registers_no_memory(void **state)
{
	struct tee_device *teedev;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(bare_descs); n++) {
		teedev = tee_device_alloc(&bare_descs[n], NULL, NULL, NULL);
		assert_false(IS_ERR(teedev));
		assert_int_equal(tee_device_register(teedev), 0);
		register_of_process("/dev/tee1");
		register_of_kernel_client();
		tee_device_unregister(teedev);
	}
}

const struct CMUnitTest bare_tests[] = {
	cmocka_unit_test_setup_teardown(registers_no_memory, start_two_threads, stop),
};

const unsigned int num_bare_tests = ARRAY_SIZE(bare_tests);
