// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a process leaves behind, and how long its end takes.
 */
#include "user.h"

static void sleep_inside(void *arg)
{
	u32 session;
	int fd = client_open(&session);

	invoke_value(fd, session, FAKE_SLEEP, *(u64 *)arg);
}

/* Make two calls that take both threads. */
static void take_both_threads(struct task_struct *busy[2], u64 *ms)
{
	unsigned int n;

	for (n = 0; n < 2; n++)
		busy[n] = hosted_task_start("busy", sleep_inside, ms);
	until(fake_state().inside == 2);
}

static void join_both(struct task_struct *busy[2])
{
	hosted_task_join(busy[0]);
	hosted_task_join(busy[1]);
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

/* With threads free, all is given back when the parent sees its child end. */
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

static void open_fifty(void *arg)
{
	u32 session;
	int n;

	for (n = 0; n < 50; n++)
		client_open(&session);
	__atomic_store_n((int *)arg, 1, __ATOMIC_RELAXED);
	hosted_msleep(1000 * PATIENCE);
}

/* A killed task waits once, not once for each file. */
static void killed_with_fifty_files(void **state)
{
	u64 ms = 4000;
	int ready = 0;
	struct task_struct *client = hosted_task_start("client", open_fifty, &ready);
	struct task_struct *busy[2];

	until(__atomic_load_n(&ready, __ATOMIC_RELAXED));
	take_both_threads(busy, &ms);
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	/* With 100 ms for each file the calls would be over. */
	assert_int_equal(fake_state().inside, 2);
	assert_true(fake_state().sessions >= 50);
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
	u64 ms = 3000;
	unsigned int n;

	for (n = 0; n < CROWD; n++)
		client[n] = hosted_task_start("client", open_and_wait, NULL);
	until(fake_state().sessions == CROWD);
	take_both_threads(busy, &ms);
	for (n = 0; n < CROWD; n++)
		hosted_task_kill(client[n]);
	for (n = 0; n < CROWD; n++)
		hosted_task_join(client[n]);
	assert_int_equal(fake_state().inside, 2);
	for (n = 0; n < 2; n++)
		hosted_task_kill(busy[n]);
	join_both(busy);
	assert_int_equal(fake_state().inside, 2);
	until(fake_state().sessions == 0);
}

/**
 * struct victim - a process that is killed inside a call
 * @ready:	it has a session
 * @go:		it may make its call, which sleeps in the secure world for a second
 * @task:	its thread
 */
struct victim {
	int ready;
	int go;
	struct task_struct *task;
};

static void sleep_when_told(void *arg)
{
	struct victim *v = arg;
	u32 session;
	int fd = client_open(&session);

	__atomic_store_n(&v->ready, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&v->go, __ATOMIC_ACQUIRE))
		hosted_msleep(1);
	invoke_value(fd, session, FAKE_SLEEP, 1000);
}

static void victim_start(struct victim *v)
{
	v->task = hosted_task_start("victim", sleep_when_told, v);
	until(__atomic_load_n(&v->ready, __ATOMIC_ACQUIRE));
}

static void victim_call(struct victim *v)
{
	__atomic_store_n(&v->go, 1, __ATOMIC_RELEASE);
}

static int start_one_thread(void **state)
{
	machine_start(&(struct fake_config){ .threads = 1 }, 0, 0);
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
	struct victim first = { }, second = { };
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
	/* The first call is over, and the second client has the thread. */
	until(fake_state().entered == entered + 1);
	hosted_task_kill(second.task);
	assert_true(hosted_task_join(second.task));
	until(fake_state().sessions == 0);
	assert_int_equal(fake_state().inside, 0);
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
	cmocka_unit_test_setup_teardown(everything_is_back, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed_with_fifty_files, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed_crowd, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed_one_after_another, start_one_thread, stop),
	cmocka_unit_test_setup_teardown(secure_world_without_memory, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(secure_world_refuses, start_two_threads,
					stop_with_a_lost_page),
};

const unsigned int num_exit_tests = ARRAY_SIZE(exit_tests);
