// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a process leaves behind, and how long its end takes.
 */
#include "user.h"

#define NS_PER_S	1000000000ULL

static const u64 parked_at[2] = { 7, 8 }; /* notification values */

static void park_inside(void *arg)
{
	u32 session;
	int fd = client_open(&session);

	invoke_value(fd, session, FAKE_PARK, *(const u64 *)arg);
}

/* Make two calls that take both threads until they are told to end. */
static void take_both_threads(struct task_struct *busy[2])
{
	unsigned int n;

	for (n = 0; n < 2; n++)
		busy[n] = hosted_task_start("busy", park_inside, (void *)&parked_at[n]);
	until(fake_state().inside == 2);
}

static void end_both_calls(void)
{
	unsigned int n;

	for (n = 0; n < 2; n++)
		fake_notify(parked_at[n]);
}

static void join_both(struct task_struct *busy[2])
{
	hosted_task_join(busy[0]);
	hosted_task_join(busy[1]);
}

static int start_two_threads_notified(void **state)
{
	(void)state;
	machine_start(&(struct fake_config){ .threads = 2, .notifies = true }, FAKE_IRQ, 0);
	return 0;
}

static void share_memory_and_exit(void *arg)
{
	struct tee_ioctl_shm_register_data data = { .length = PAGE };
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int n;

	for (n = 0; n < 20; n++) {
		if (hosted_mmap(-1, PAGE, (void **)&mem))
			return;
		data.addr = (uintptr_t)mem;
		if (hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data) < 0)
			return;
	}
	*(unsigned int *)arg = fake_state().shms;
}

static int start_slow(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .slow = true }, 0, 0);
	return 0;
}

/*
 * With threads free, all is given back when the parent sees its child end, although that takes the
 * secure world a while.
 */
static void everything_is_back(void **state)
{
	unsigned int shms;
	int n;

	for (n = 0; n < 20; n++) {
		shms = 0;
		hosted_task_join(hosted_task_start("client", share_memory_and_exit, &shms));
		assert_true(shms >= 20);
		assert_int_equal(fake_state().sessions, 0);
		assert_true(fake_state().shms <= shms - 20);
	}
}

#define FILES	100

static void open_many(void *arg)
{
	u32 session;
	int n;

	for (n = 0; n < FILES; n++)
		client_open(&session);
	__atomic_store_n((int *)arg, 1, __ATOMIC_RELAXED);
	hosted_msleep(1000 * PATIENCE);
}

/* A killed task waits for a thread once, for 100 ms, and not once for each file. */
static void killed_with_many_files(void **state)
{
	struct task_struct *client, *busy[2];
	uint64_t begin;
	int ready = 0;

	client = hosted_task_start("client", open_many, &ready);
	until(__atomic_load_n(&ready, __ATOMIC_RELAXED));
	take_both_threads(busy);
	begin = hosted_time_ns();
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	/* It would have taken 10 s, however fast the machine is. */
	assert_true(hosted_time_ns() - begin < 9 * NS_PER_S);
	assert_true(fake_state().sessions >= FILES);
	end_both_calls();
	join_both(busy);
	until(fake_state().sessions == 0);
}

#define CROWD	600	/* more works than Linux executes at a time of one workqueue */

static void open_and_wait(void *arg)
{
	u32 session;

	(void)arg;
	client_open(&session);
	hosted_msleep(1000 * PATIENCE);
}

/*
 * To close the session of a killed client is a work that waits for a thread. Any number of these
 * does not keep those works waiting which serve the calls that hold the threads.
 */
static void killed_crowd(void **state)
{
	static struct task_struct *client[CROWD];
	struct task_struct *busy[2];
	unsigned int n;

	for (n = 0; n < CROWD; n++)
		client[n] = hosted_task_start("client", open_and_wait, NULL);
	until(fake_state().sessions == CROWD);
	take_both_threads(busy);
	for (n = 0; n < CROWD; n++)
		hosted_task_kill(client[n]);
	for (n = 0; n < CROWD; n++)
		hosted_task_join(client[n]);
	assert_int_equal(fake_state().inside, 2);
	for (n = 0; n < 2; n++)
		hosted_task_kill(busy[n]);
	join_both(busy);
	assert_int_equal(fake_state().inside, 2);
	end_both_calls();
	until(fake_state().sessions == 0);
}

/**
 * struct victim - a process that is killed inside a call
 * @value:	notification value that its call waits for
 * @ready:	it has a session
 * @go:		it may make its call
 * @task:	its thread
 */
struct victim {
	u64 value;
	int ready;
	int go;
	struct task_struct *task;
};

static void park_when_told(void *arg)
{
	struct victim *v = arg;
	u32 session;
	int fd = client_open(&session);

	__atomic_store_n(&v->ready, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&v->go, __ATOMIC_ACQUIRE))
		hosted_msleep(1);
	invoke_value(fd, session, FAKE_PARK, v->value);
}

static void victim_start(struct victim *v)
{
	v->task = hosted_task_start("victim", park_when_told, v);
	until(__atomic_load_n(&v->ready, __ATOMIC_ACQUIRE));
}

static void victim_call(struct victim *v)
{
	__atomic_store_n(&v->go, 1, __ATOMIC_RELEASE);
}

static int start_one_thread(void **state)
{
	machine_start(&(struct fake_config){ .threads = 1, .notifies = true }, FAKE_IRQ, 0);
	return 0;
}

/*
 * There is one thread, and so one call object with one work item. The worker that ends a killed
 * client's call gives the object back, and the next client gets it. The worker also drops the last
 * reference of the killed client's context, whose session has to be closed, for which the thread is
 * needed. If the worker waited for that, it would wait for the next client's call; and when the
 * next client is killed, too, its call would wait for the same work item, which is still executed.
 */
static void killed_one_after_another(void **state)
{
	struct victim first = { .value = 7 }, second = { .value = 8 };
	unsigned int entered;

	victim_start(&first);
	victim_start(&second);
	victim_call(&first);
	until(fake_state().inside == 1);
	entered = fake_state().entered;
	victim_call(&second);
	until(lanes("waiting") == 1);
	hosted_task_kill(first.task);
	assert_true(hosted_task_join(first.task));
	fake_notify(first.value);
	until(fake_state().entered == entered + 1);
	hosted_task_kill(second.task);
	assert_true(hosted_task_join(second.task));
	fake_notify(second.value);
	until(fake_state().sessions == 0);
	assert_int_equal(fake_state().inside, 0);
}

static void open_and_exit(void *arg)
{
	u32 session;

	(void)arg;
	client_open(&session);
}

static int start_asking(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .asks = true }, 0, 0);
	return 0;
}

static bool all_closed(void)
{
	struct fake_state state = fake_state();

	return state.opened && !state.sessions && !state.inside;
}

/*
 * To close the session of a process that is gone, the secure world wants something of the
 * supplicant, and there is none. A worker closes the session, so nobody could end its wait.
 */
static void session_left_without_supplicant(void **state)
{
	assert_false(hosted_task_join(hosted_task_start("client", open_and_exit, NULL)));
	until(all_closed());
	assert_int_equal(fake_state().answer, 0);
}

/* The driver tries again to unregister memory until the secure world has memory for that. */
static void secure_world_without_memory(void **state)
{
	size_t used = hosted_pages_used();
	unsigned int shms;
	u32 session;
	int fd = client_open(&session);
	int shm;

	shm = register_page(fd);
	shms = fake_state().shms;
	fake_starve_unregister(3);
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(fake_state().shms, shms);
	until(fake_state().shms == shms - 1);
	assert_int_equal(hosted_close(fd), 0);
	/* The driver keeps pages of message buffers, but none of the client's. */
	until(hosted_pages_used() <= used + 1);
}

/* When the secure world refuses to give memory up, the cookie of the memory leads nowhere. */
static void secure_world_refuses(void **state)
{
	struct tee_ioctl_param params[4] = { };
	u32 session, ret;
	int fd = client_open(&session);
	int shm;

	shm = register_page(fd);
	fake_refuse_unregister();
	assert_int_equal(hosted_close(shm), 0);
	/* The object is freed after a grace period. */
	hosted_msleep(100);
	assert_int_equal(invoke(fd, session, FAKE_ASK_REFUSED, params, &ret), 0);
	assert_int_equal(ret, TEE_BAD_PARAMETERS);
	assert_int_equal(hosted_close(fd), 0);
}

/* The page that it refused stays pinned, for ever. */
static int stop_with_a_lost_page(void **state)
{
	until(hosted_optee_remove() == 0);
	assert_int_equal(hosted_pages_used(), 1);
	assert_int_equal(hosted_shutdown(), -ENOTEMPTY);
	return 0;
}

const struct CMUnitTest exit_tests[] = {
	cmocka_unit_test_setup_teardown(everything_is_back, start_slow, stop),
	cmocka_unit_test_setup_teardown(killed_with_many_files, start_two_threads_notified, stop),
	cmocka_unit_test_setup_teardown(killed_crowd, start_two_threads_notified, stop),
	cmocka_unit_test_setup_teardown(killed_one_after_another, start_one_thread, stop),
	cmocka_unit_test_setup_teardown(session_left_without_supplicant, start_asking, stop),
	cmocka_unit_test_setup_teardown(secure_world_without_memory, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(secure_world_refuses, start_two_threads,
					stop_with_a_lost_page),
};

const unsigned int num_exit_tests = ARRAY_SIZE(exit_tests);
