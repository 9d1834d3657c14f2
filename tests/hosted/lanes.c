// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lanes and threads through the whole driver: which calls wait, which do not, and what a kill does.
 * Each test runs with lanes that the driver enforces, and with lanes that the secure world
 * enforces.
 */
#include "user.h"

#define VALUE	5	/* notification value that the first parked call waits for */

static const struct fake_config driver_enforced = { .threads = 2, .notifies = true };
static const struct fake_config secure_enforced = {
	.threads = 2, .notifies = true, .reserves = true,
};

static int start_driver(void **state)
{
	machine_start(&driver_enforced, FAKE_IRQ, 0);
	return 0;
}

static int start_secure(void **state)
{
	machine_start(&secure_enforced, FAKE_IRQ, 1);
	return 0;
}

/* Return: number of tasks that wait in the driver for a thread. */
static unsigned int waiters(void)
{
	return tasks_in("lanes_sleep", true);
}

static void errors(void **state)
{
	int fd = hosted_open("/dev/tee0");

	assert_int_equal(lanes("total"), 2);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_RELEASE_SYSTEM_CONTEXT, NULL), -EINVAL);
	hosted_set_ids(1000, 1000, 0);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), -EPERM);
	hosted_set_ids(0, 0, 1);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	assert_int_equal(lanes("reserved"), 1);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), -EBUSY);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_RELEASE_SYSTEM_CONTEXT, NULL), 0);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	assert_int_equal(hosted_close(fd), 0);
	assert_int_equal(lanes("reserved"), 0);
}

/* G1: all threads except for the lane's are kept by calls, and other calls wait. */
static void past_the_queue(void **state)
{
	struct caller parked = { .func = FAKE_PARK, .value = VALUE };
	struct caller queued = { .func = FAKE_ADD };
	u32 session;
	int fd = client_open(&session);
	int n;

	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	caller_start(&parked);
	until(fake_state().inside == 1);
	caller_start(&queued);
	until(waiters() == 1);
	assert_int_equal(lanes("waiting"), 1);
	for (n = 0; n < 100; n++)
		assert_int_equal(invoke_value(fd, session, FAKE_ADD, n), 0);
	assert_int_equal(caller_result(&parked), 1);
	assert_int_equal(caller_result(&queued), 1);
	fake_notify(VALUE);
	hosted_task_join(parked.task);
	hosted_task_join(queued.task);
	assert_int_equal(caller_result(&parked), 0);
	assert_int_equal(caller_result(&queued), 0);
	assert_int_equal(hosted_close(fd), 0);
}

/* G8: with no memory at all, and none asked for. */
static void without_memory(void **state)
{
	struct task_struct *me = hosted_task_current();
	unsigned long count;
	u32 session;
	int fd = client_open(&session);

	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	count = hosted_alloc_count(me);
	hosted_fail_all(NULL, true);
	assert_int_equal(invoke_value(fd, session, FAKE_ADD, 1), 0);
	assert_int_equal(invoke_value(fd, session, FAKE_SLEEP, 1), 0);
	hosted_fail_all(NULL, false);
	assert_int_equal(hosted_alloc_count(me), count);
	assert_int_equal(hosted_close(fd), 0);
}

/* G7: a process that waits for a thread can be killed, is gone at once, and keeps nothing. */
static void killed_waiting(void **state)
{
	struct caller parked[2] = {
		{ .func = FAKE_PARK, .value = VALUE }, { .func = FAKE_PARK, .value = VALUE + 1 },
	};
	struct caller queued = { .func = FAKE_ADD };

	caller_start(&parked[0]);
	until(fake_state().inside == 1);
	caller_start(&parked[1]);
	until(fake_state().inside == 2);
	caller_start(&queued);
	until(waiters() == 1);
	hosted_task_kill(queued.task);
	assert_true(hosted_task_join(queued.task));
	assert_int_equal(waiters(), 0);
	assert_int_equal(lanes("waiting"), 0);
	assert_int_equal(caller_result(&queued), 1);
	fake_notify(VALUE);
	fake_notify(VALUE + 1);
	hosted_task_join(parked[0].task);
	hosted_task_join(parked[1].task);
}

/* A killed client is gone while its call goes on, and its lane returns after. */
static void killed_inside(void **state)
{
	struct caller parked = { .func = FAKE_PARK, .value = VALUE, .lane = true };

	caller_start(&parked);
	until(fake_state().inside == 1);
	assert_int_equal(lanes("reserved"), 1);
	hosted_task_kill(parked.task);
	assert_true(hosted_task_join(parked.task));
	assert_int_equal(caller_result(&parked), 1);
	assert_int_equal(fake_state().inside, 1);
	fake_notify(VALUE);
	until(fake_state().inside == 0 && lanes("reserved") == 0 && lanes("busy") == 0);
}

/* While processes have all threads, none would be left for the kernel: the suspend is refused. */
static void freeze_refused(void **state)
{
	struct caller parked[2] = {
		{ .func = FAKE_PARK, .value = VALUE }, { .func = FAKE_PARK, .value = VALUE + 1 },
	};

	caller_start(&parked[0]);
	caller_start(&parked[1]);
	until(fake_state().inside == 2);
	assert_int_equal(hosted_freeze(1000), -EBUSY);
	fake_notify(VALUE);
	assert_false(hosted_task_join(parked[0].task));
	/* Now a thread is free for the kernel. */
	assert_int_equal(hosted_freeze(60000), 0);
	hosted_thaw();
	fake_notify(VALUE + 1);
	assert_false(hosted_task_join(parked[1].task));
}

/**
 * struct frozen - processes that are frozen while the kernel has the only free thread
 * @parked:	has the other thread
 * @sleeper:	had the thread; its call has ended after the freeze began
 * @queued:	wait for a thread
 */
struct frozen {
	struct caller parked;
	struct caller sleeper;
	struct caller queued[2];
};

/*
 * The call of @sleeper has to end within the second for which the freeze waits for a thread, not
 * before. If it does not end in time, the freeze is tried again; if it ends too early, and a queued
 * call enters, this returns false with all processes ended, and the call has to sleep longer.
 */
static bool freeze_with_one_thread_left(struct frozen *f, u64 sleep_ms)
{
	unsigned int entered;

	*f = (struct frozen){
		.parked = { .func = FAKE_PARK, .value = VALUE },
		.sleeper = { .func = FAKE_SLEEP, .value = sleep_ms },
		.queued = { { .func = FAKE_ADD }, { .func = FAKE_ADD } },
	};
	caller_start(&f->parked);
	caller_start(&f->sleeper);
	until(fake_state().inside == 2);
	entered = fake_state().entered;
	caller_start(&f->queued[0]);
	caller_start(&f->queued[1]);
	until(waiters() == 2 || fake_state().entered != entered);
	while (hosted_freeze(1000 * PATIENCE) == -EBUSY)
		;
	if (fake_state().entered == entered)
		return true;
	hosted_thaw();
	fake_notify(VALUE);
	hosted_task_join(f->parked.task);
	hosted_task_join(f->sleeper.task);
	hosted_task_join(f->queued[0].task);
	hosted_task_join(f->queued[1].task);
	return false;
}

/* A process that waits for a thread gets none while it is frozen, and it can be killed then. */
static void kill_while_frozen(void **state)
{
	struct frozen f;
	u64 sleep_ms = 300;

	while (!freeze_with_one_thread_left(&f, sleep_ms)) {
		sleep_ms *= 2;
		/* It never ends in time where a frozen process gets a thread. */
		assert_true(sleep_ms < PATIENCE / 4);
	}
	/*
	 * The sleep has ended, and its thread is left for the kernel. Its process is frozen as
	 * well, or it exits: then it waits in vain for its session to be closed, which would take
	 * that thread.
	 */
	assert_int_equal(fake_state().inside, 1);
	assert_in_range(lanes("waiting"), 2, 3);
	hosted_task_kill(f.queued[0].task);
	fake_notify(VALUE);
	hosted_msleep(50);
	/* The kill and the value wait for the thaw. */
	assert_int_equal(hosted_task_try_join(f.queued[0].task), 0);
	assert_int_equal(fake_state().inside, 1);
	assert_in_range(lanes("waiting"), 2, 3);
	hosted_thaw();
	assert_true(hosted_task_join(f.queued[0].task));
	assert_false(hosted_task_join(f.queued[1].task));
	assert_false(hosted_task_join(f.parked.task));
	assert_false(hosted_task_join(f.sleeper.task));
}

/* With enough threads for a lane of its own, a bottom half gets through. */
static void bottom_half(void **state)
{
	static const struct fake_config three = { .threads = 3, .notifies = true };
	struct caller parked[2] = {
		{ .func = FAKE_PARK, .value = VALUE }, { .func = FAKE_PARK, .value = VALUE + 1 },
	};

	machine_start(&three, FAKE_IRQ, *state ? 1 : 0);
	assert_int_equal(lanes("reserved"), 1);
	caller_start(&parked[0]);
	until(fake_state().inside == 1);
	caller_start(&parked[1]);
	until(fake_state().inside == 2);
	fake_notify(0);
	until(fake_state().bottom_halves == 1);
	fake_notify(VALUE);
	fake_notify(VALUE + 1);
	assert_false(hosted_task_join(parked[0].task));
	assert_false(hosted_task_join(parked[1].task));
	machine_stop();
}

/* Clients come and go, and every second of them is killed. */
static void turmoil(void **state)
{
	struct caller clients[8];
	unsigned int n, round;

	for (round = 0; round < 20; round++) {
		for (n = 0; n < 8; n++) {
			clients[n] = (struct caller){
				.func = n % 4 ? FAKE_SLEEP : FAKE_ADD,
				.value = n,
				.lane = n % 8 == 7,
			};
			caller_start(&clients[n]);
		}
		for (n = round % 2; n < 8; n += 2)
			hosted_task_kill(clients[n].task);
		for (n = 0; n < 8; n++)
			if (!hosted_task_join(clients[n].task) && clients[n].lane)
				assert_in_range(-caller_result(&clients[n]), 0, EBUSY);
	}
	until(lanes("reserved") == 0 && lanes("busy") == 0);
	assert_int_equal(lanes("waiting"), 0);
}

#define both(test)								\
	{ #test ", driver enforced", test, start_driver, stop, NULL },		\
	{ #test ", secure world enforced", test, start_secure, stop, NULL }

const struct CMUnitTest lane_tests[] = {
	both(errors),
	both(past_the_queue),
	both(without_memory),
	both(killed_waiting),
	both(killed_inside),
	both(freeze_refused),
	both(kill_while_frozen),
	both(turmoil),
	cmocka_unit_test(bottom_half),
	{ "bottom_half, one interrupt for each CPU", bottom_half, NULL, NULL, (void *)1 },
};

const unsigned int num_lane_tests = ARRAY_SIZE(lane_tests);
