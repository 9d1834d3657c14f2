// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Kernel clients, which may reuse their memory when tee_shm_free() returns; and files that a kernel
 * thread closes. This is kernel code.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <tee_compat.h>
#include <linux/tee_system.h>

#include <hosted/task.h>
#include <hosted/user.h>

#include "fake.h"
#include "shim.h"
#include "tee_result.h"

/* user.c */
int start_two_threads(void **state);
int stop(void **state);
/* supp.c: a supplicant comes, answers one request of FAKE_ASK with 42 and goes */
void supplicant_serves_one(void);
/* hosted/core: a reference on the file of a descriptor, and its end */
struct file *hosted_fd_get(int fd);
void hosted_file_put(struct file *file);

static int any(struct tee_ioctl_version_data *vers, const void *data)
{
	return !(vers->gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

static struct tee_context *open_context(void)
{
	struct tee_context *ctx = tee_client_open_context(NULL, any, NULL, NULL);

	assert_false(IS_ERR(ctx));
	return ctx;
}

/**
 * struct job - what a kernel thread does
 * @fn:		does it
 * @ctx:	a context
 * @shm:	memory for @fn
 * @file:	a file for @fn
 * @known:	what @fn has seen
 * @rc:		what the call of @fn returned
 * @ret:	the TA's result
 * @answer:	the supplicant's
 * @over:	@fn has returned
 * @task:	the thread; a reference is held
 */
struct job {
	void (*fn)(struct job *job);
	struct tee_context *ctx;
	struct tee_shm *shm;
	struct file *file;
	bool known;
	int rc;
	u32 ret;
	u64 answer;
	int over;
	struct task_struct *task;
};

static int run_job(void *data)
{
	struct job *job = data;

	allow_signal(SIGKILL);
	job->fn(job);
	__atomic_store_n(&job->over, 1, __ATOMIC_RELEASE);
	return 0;
}

static void start_job(struct job *job, void (*fn)(struct job *job))
{
	job->fn = fn;
	job->over = 0;
	job->task = kthread_create(run_job, job, "job");
	assert_false(IS_ERR(job->task));
	get_task_struct(job->task);
	wake_up_process(job->task);
}

static bool is_over(const struct job *job)
{
	return __atomic_load_n(&job->over, __ATOMIC_ACQUIRE);
}

static void end_job(struct job *job)
{
	wait_for_completion(&job->task->exited);
	put_task_struct(job->task);
}

static bool sleeps(const struct job *job)
{
	struct hosted_task_info info;

	hosted_task_info(job->task, &info);
	return info.blocked && strcmp(info.wait.what, "start");
}

/* Keeps a thread for a while. */
static void sleep_inside(struct job *job)
{
	struct tee_ioctl_open_session_arg open = { .uuid = { 0xaa } };
	struct tee_ioctl_invoke_arg arg = { .func = FAKE_SLEEP, .num_params = 1 };
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT };

	param.u.value.a = 400;
	if (tee_client_open_session(job->ctx, &open, NULL) || open.ret)
		return;
	arg.session = open.session;
	tee_client_invoke_func(job->ctx, &arg, &param);
}

static void take_both_threads(struct job busy[2], struct tee_context *ctx)
{
	unsigned int n;

	for (n = 0; n < 2; n++) {
		busy[n] = (struct job){ .ctx = ctx };
		start_job(&busy[n], sleep_inside);
	}
	until(fake_state().inside == 2);
}

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

static void ask_supplicant(struct job *job)
{
	struct tee_ioctl_open_session_arg open = { .uuid = { 0xaa } };
	struct tee_ioctl_invoke_arg arg = { .func = FAKE_ASK, .num_params = 1 };
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT };

	param.u.value.a = 41;
	job->rc = tee_client_open_session(job->ctx, &open, NULL);
	if (job->rc)
		return;
	arg.session = open.session;
	job->rc = tee_client_invoke_func(job->ctx, &arg, &param);
	job->ret = arg.ret;
	job->answer = param.u.value.b;
}

/* A kernel client gets an error where there is no supplicant, unless it has said that it waits. */
static void client_waits_for_a_supplicant(void **state)
{
	struct tee_context *ctx = open_context();
	struct job hasty = { .ctx = ctx }, patient = { .ctx = ctx };

	start_job(&hasty, ask_supplicant);
	end_job(&hasty);
	assert_int_equal(hasty.rc, 0);
	assert_int_equal(hasty.ret, TEEC_ERROR_COMMUNICATION);

	ctx->supp_nowait = false;
	start_job(&patient, ask_supplicant);
	until(sleeps(&patient) && fake_state().inside == 1);
	supplicant_serves_one();
	end_job(&patient);
	assert_int_equal(patient.rc, 0);
	assert_int_equal(patient.ret, TEEC_SUCCESS);
	assert_int_equal(patient.answer, 42);
	tee_client_close_context(ctx);
}

/*
 * A kernel client that is killed while it waits for the supplicant: the secure world is told that
 * there is none, and the call returns when the secure world is done with it.
 */
static void killed_client_stops_waiting(void **state)
{
	struct tee_context *ctx = open_context();
	struct job job = { .ctx = ctx };

	ctx->supp_nowait = false;
	start_job(&job, ask_supplicant);
	until(sleeps(&job) && fake_state().inside == 1);
	send_sig(SIGKILL, job.task, 1);
	end_job(&job);
	assert_int_equal(fake_state().inside, 0);
	assert_int_equal(job.rc, 0);
	assert_int_equal(job.ret, TEEC_ERROR_COMMUNICATION);
	tee_client_close_context(ctx);
}

const struct CMUnitTest kernel_tests[] = {
	cmocka_unit_test_setup_teardown(no_references, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(nothing_to_free, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(free_when_killed, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(free_when_starved, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(file_closed_by_a_worker, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(client_waits_for_a_supplicant, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed_client_stops_waiting, start_two_threads, stop),
};

const unsigned int num_kernel_tests = ARRAY_SIZE(kernel_tests);
