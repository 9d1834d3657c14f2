// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Kernel clients whose calls need tee-supplicant, which may be missing or frozen, or may give no
 * answer. This is kernel code.
 */
#include "job.h"

/* supp.c: a supplicant comes, answers one request of FAKE_ASK with 42 and goes */
void supplicant_serves_one(void);
/* supp.c: a supplicant that takes requests, which it counts in @taken, and answers none */
struct task_struct *mute_supplicant_start(int *taken);

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

static bool mute_supplicant_has(int *taken, int num)
{
	return __atomic_load_n(taken, __ATOMIC_RELAXED) == num;
}

static bool supplicant_waits(struct task_struct *supp)
{
	struct hosted_task_info info;

	hosted_task_info(supp, &info);
	return info.blocked && info.state == 'S';
}

static void mute_supplicant_end(struct task_struct *supp)
{
	hosted_task_kill(supp);
	assert_true(hosted_task_join(supp));
}

/*
 * When the supplicant is frozen it gives no answer, and the suspend of a device could wait for the
 * kernel client that wants one. So the suspend is refused.
 */
static void suspend_refused_while_asking(void **state)
{
	struct tee_context *ctx = open_context();
	struct job job = { .ctx = ctx };
	int taken = 0;
	struct task_struct *supp = mute_supplicant_start(&taken);

	until(supplicant_waits(supp));
	start_job(&job, ask_supplicant);
	until(mute_supplicant_has(&taken, 1));
	assert_int_equal(hosted_freeze(1000), -EBUSY);
	mute_supplicant_end(supp);
	end_job(&job);
	assert_int_equal(job.ret, TEEC_ERROR_COMMUNICATION);
	tee_client_close_context(ctx);
}

/* A kernel client that asks a frozen supplicant gets an error, even one that would wait for it. */
static void nobody_waits_while_it_is_frozen(void **state)
{
	struct tee_context *ctx = open_context();
	struct job job = { .ctx = ctx };
	int taken = 0;
	struct task_struct *supp = mute_supplicant_start(&taken);

	ctx->supp_nowait = false;
	until(supplicant_waits(supp));
	assert_int_equal(hosted_freeze(60000), 0);
	start_job(&job, ask_supplicant);
	until(is_over(&job));
	end_job(&job);
	assert_int_equal(job.rc, 0);
	assert_int_equal(job.ret, TEEC_ERROR_COMMUNICATION);
	hosted_thaw();
	mute_supplicant_end(supp);
	assert_true(mute_supplicant_has(&taken, 0));
	tee_client_close_context(ctx);
}

const struct CMUnitTest kernel_supp_tests[] = {
	cmocka_unit_test_setup_teardown(client_waits_for_a_supplicant, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed_client_stops_waiting, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(suspend_refused_while_asking, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(nobody_waits_while_it_is_frozen, start_two_threads, stop),
};

const unsigned int num_kernel_supp_tests = ARRAY_SIZE(kernel_supp_tests);
