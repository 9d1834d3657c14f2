// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Slots: a call that has a token finds one, so it allocates nothing. This is kernel code.
 */
#include "call.h"
#include "optee.h"
#include "optee_trace.h"

#include "job.h"

/* user.c */
void machine_start(const struct fake_config *config, unsigned int irq, int percpu);

#define VALUE	5	/* notification value that the parked call waits for */

static struct optee *optee;
static u32 lane_session, other_session;
static unsigned int grants, grants_without_slot;

static int start_notified(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .notifies = true }, FAKE_IRQ, 0);
	return 0;
}

static u32 open_in(struct tee_context *ctx)
{
	struct tee_ioctl_open_session_arg open = { .uuid = { 0xaa } };

	assert_int_equal(tee_client_open_session(ctx, &open, NULL), 0);
	assert_int_equal(open.ret, TEEC_SUCCESS);
	return open.session;
}

static int invoke_in(struct tee_context *ctx, u32 session, u32 func, u64 value)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = func, .session = session, .num_params = 1,
	};
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT };

	param.u.value.a = value;
	return tee_client_invoke_func(ctx, &arg, &param);
}

static void park(struct job *job)
{
	job->rc = invoke_in(job->ctx, other_session, FAKE_PARK, VALUE);
}

static void add_on_lane(struct job *job)
{
	job->rc = invoke_in(job->ctx, lane_session, FAKE_ADD, 1);
}

static bool has_free_slot(void)
{
	bool has;

	spin_lock(&optee->calls_lock);
	has = optee->free_calls;
	spin_unlock(&optee->calls_lock);
	return has;
}

/* A waiting call is handed a token, and may be running before the next instruction. */
static void granted(void *data, const struct lane_call *call)
{
	grants_without_slot += !has_free_slot();
	__atomic_add_fetch(&grants, 1, __ATOMIC_RELEASE);
}

static bool was_refused(void)
{
	bool was;

	spin_lock_irq(&optee->lanes.lock);
	was = optee->lanes.refused;
	spin_unlock_irq(&optee->lanes.lock);
	return was;
}

static bool somebody_is_queued(void)
{
	bool is;

	spin_lock_irq(&optee->lanes.lock);
	is = optee->lanes.waiting;
	spin_unlock_irq(&optee->lanes.lock);
	return is;
}

/*
 * G8: a call on a lane is refused, and killed while it waits for its thread. The next call on that
 * lane finds the slot free.
 */
static void free_before_the_lane(void **state)
{
	struct tee_context *other = open_context(), *ctx = open_context();
	struct job parked = { .ctx = other }, refused = { .ctx = ctx }, next = { .ctx = ctx };

	optee = tee_drvdata(ctx->teedev);
	other_session = open_in(other);
	lane_session = open_in(ctx);
	assert_int_equal(tee_client_request_system_context(ctx), 0);
	start_job(&parked, park);
	until(fake_state().inside == 1);
	fake_lose_threads(1);
	start_job(&refused, add_on_lane);
	until(was_refused());
	start_job(&next, add_on_lane);
	until(somebody_is_queued());
	assert_false(has_free_slot());

	grants = 0;
	grants_without_slot = 0;
	assert_int_equal(register_trace_optee_lane_grant(granted, NULL), 0);
	send_sig(SIGKILL, refused.task, 1);
	end_job(&refused);
	assert_int_equal(refused.rc, -EINTR);
	until(__atomic_load_n(&grants, __ATOMIC_ACQUIRE) == 1);
	unregister_trace_optee_lane_grant(granted, NULL);
	tracepoint_synchronize_unregister();
	assert_int_equal(grants_without_slot, 0);

	fake_lose_threads(0);
	end_job(&next);
	assert_int_equal(next.rc, 0);
	fake_notify(VALUE);
	end_job(&parked);
	assert_int_equal(parked.rc, 0);
	tee_client_close_context(ctx);
	tee_client_close_context(other);
}

const struct CMUnitTest slot_tests[] = {
	cmocka_unit_test_setup_teardown(free_before_the_lane, start_notified, stop),
};

const unsigned int num_slot_tests = ARRAY_SIZE(slot_tests);
