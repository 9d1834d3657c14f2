// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Kernel threads that are kernel clients. This is kernel code.
 */
#include "job.h"

static int any(struct tee_ioctl_version_data *vers, const void *data)
{
	return !(vers->gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

struct tee_context *open_context(void)
{
	struct tee_context *ctx = tee_client_open_context(NULL, any, NULL, NULL);

	assert_false(IS_ERR(ctx));
	return ctx;
}

static int run_job(void *data)
{
	struct job *job = data;

	allow_signal(SIGKILL);
	job->fn(job);
	__atomic_store_n(&job->over, 1, __ATOMIC_RELEASE);
	return 0;
}

void start_job(struct job *job, void (*fn)(struct job *job))
{
	job->fn = fn;
	job->over = 0;
	job->task = kthread_create(run_job, job, "job");
	assert_false(IS_ERR(job->task));
	get_task_struct(job->task);
	wake_up_process(job->task);
}

bool is_over(const struct job *job)
{
	return __atomic_load_n(&job->over, __ATOMIC_ACQUIRE);
}

void end_job(struct job *job)
{
	wait_for_completion(&job->task->exited);
	put_task_struct(job->task);
}

bool sleeps(const struct job *job)
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

	param.u.value.a = 3000; /* far longer than what a test does meanwhile */
	if (tee_client_open_session(job->ctx, &open, NULL) || open.ret)
		return;
	arg.session = open.session;
	tee_client_invoke_func(job->ctx, &arg, &param);
}

void take_both_threads(struct job busy[2], struct tee_context *ctx)
{
	unsigned int n;

	for (n = 0; n < 2; n++) {
		busy[n] = (struct job){ .ctx = ctx };
		start_job(&busy[n], sleep_inside);
	}
	until(fake_state().inside == 2);
}
