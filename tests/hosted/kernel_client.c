// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Kernel clients, which may reuse their memory when tee_shm_free() returns; and files that a kernel
 * thread closes. This is kernel code.
 */
#include <hosted/optee.h>

#include "job.h"

/* hosted/core: a reference on the file of a descriptor, and its end */
struct file *hosted_fd_get(int fd);
void hosted_file_put(struct file *file);

static void no_references(void **state)
{
	struct tee_context *ctx = open_context();
	char *block = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	char *small = kmalloc(2 * PAGE_SIZE, GFP_KERNEL);
	struct tee_shm *shm[2];
	unsigned int n;

	shm[0] = tee_shm_register_kernel_buf(ctx, block, 3 * PAGE_SIZE);
	assert_false(IS_ERR(shm[0]));
	shm[1] = tee_shm_register_kernel_buf(ctx, small + 100, PAGE_SIZE);
	assert_false(IS_ERR(shm[1]));
	for (n = 0; n < 3; n++)
		assert_int_equal(atomic_read(&virt_to_page(block + n * PAGE_SIZE)->refs), 1);
	for (n = 0; n < 2; n++)
		assert_int_equal(atomic_read(&virt_to_page(small + n * PAGE_SIZE)->refs), 1);
	tee_shm_free(shm[1]);
	tee_shm_free(shm[0]);
	assert_true(IS_ERR(tee_shm_register_kernel_buf(ctx, ctx, sizeof(*ctx))));
	kfree(small);
	free_pages_exact(block, 3 * PAGE_SIZE);
	tee_client_close_context(ctx);
}

static void nothing_to_free(void **state)
{
	tee_shm_free(NULL);
	tee_shm_put(NULL);
}

static void free_shm(struct job *job)
{
	u64 cookie = job->shm->sec_world_id;

	tee_shm_free(job->shm);
	job->known = fake_knows(cookie);
}

/* A kernel client that is killed while it waits for a thread does not return too early, either. */
static void free_when_killed(void **state)
{
	struct tee_context *ctx = open_context();
	struct job job = { .ctx = ctx, .shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE) };
	struct job busy[2];

	assert_false(IS_ERR(job.shm));
	assert_true(fake_knows(job.shm->sec_world_id));
	take_both_threads(busy, ctx);
	start_job(&job, free_shm);
	until(sleeps(&job));
	send_sig(SIGKILL, job.task, 1);
	end_job(&job);
	assert_false(job.known);
	end_job(&busy[0]);
	end_job(&busy[1]);
	tee_client_close_context(ctx);
}

static void free_when_starved(void **state)
{
	struct tee_context *ctx = open_context();
	struct job job = { .ctx = ctx, .shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE) };

	assert_false(IS_ERR(job.shm));
	fake_starve_unregister(2);
	free_shm(&job);
	assert_false(job.known);
	tee_client_close_context(ctx);
}

/*
 * The memory of a client that has closed its context does not keep the driver. When the driver is
 * unloaded, it still waits until the secure world has given such memory up.
 */
static void unload_while_memory_is_freed(void **state)
{
	struct tee_context *ctx = open_context();
	struct job job = { .shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE) };

	assert_false(IS_ERR(job.shm));
	tee_client_close_context(ctx);
	fake_starve_unregister(6);
	start_job(&job, free_shm);
	until(sleeps(&job));
	assert_int_equal(hosted_optee_remove(), 0);
	end_job(&job);
	assert_false(job.known);
	assert_int_equal(hosted_optee_probe(fake_smc, 0, 0), 0);
}

static void put_file(struct job *job)
{
	hosted_file_put(job->file);
}

/* Close a file as the worker does that closes what the socket garbage collector has found. */
static void file_closed_by_a_worker(void **state)
{
	struct tee_ioctl_shm_alloc_data data = { .size = PAGE_SIZE };
	struct tee_context *ctx = open_context();
	int fd = hosted_open("/dev/tee0");
	int shm = hosted_ioctl(fd, TEE_IOC_SHM_ALLOC, &data);
	struct job context = { .file = hosted_fd_get(fd) };
	struct job memory = { .file = hosted_fd_get(shm) };
	struct job busy[2];

	assert_non_null(context.file);
	assert_non_null(memory.file);
	take_both_threads(busy, ctx);
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(hosted_close(fd), 0);
	start_job(&memory, put_file);
	start_job(&context, put_file);
	until(is_over(&memory) && is_over(&context));
	assert_int_equal(fake_state().inside, 2);
	end_job(&memory);
	end_job(&context);
	end_job(&busy[0]);
	end_job(&busy[1]);
	tee_client_close_context(ctx);
}

const struct CMUnitTest kernel_tests[] = {
	cmocka_unit_test_setup_teardown(no_references, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(nothing_to_free, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(free_when_killed, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(free_when_starved, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(unload_while_memory_is_freed, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(file_closed_by_a_worker, start_two_threads, stop),
};

const unsigned int num_kernel_tests = ARRAY_SIZE(kernel_tests);
