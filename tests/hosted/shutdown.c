// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel goes down with calls inside, for another one by kexec; and the driver comes to a
 * trusted OS whose threads an earlier kernel has taken with it.
 */
#include "user.h"

#define FOR_EVER	1000000000

static const struct fake_config three_threads = { .threads = 3 };

/*
 * Calls that sleep, wait for a notification and wait for a supplicant, and one that waits for a
 * thread: none is left inside, and nothing is shared any more, although the secure world is short
 * of memory at first.
 */
static void every_call_leaves(void **state)
{
	struct caller inside[] = {
		{ .func = FAKE_SLEEP, .value = FOR_EVER },
		{ .func = FAKE_PARK, .value = 7 },
		{ .func = FAKE_ASK },
	};
	struct caller outside = { .func = FAKE_ADD };
	u32 session, ret;
	unsigned int n;
	int fd, shm;

	machine_start(&three_threads, 0, 0);
	fd = hosted_open("/dev/tee0");
	assert_int_equal(open_session(fd, &session, &ret), 0);
	shm = register_page(fd);
	for (n = 0; n < ARRAY_SIZE(inside); n++) {
		caller_start(&inside[n]);
		until(fake_state().inside == n + 1);
	}
	caller_start(&outside);
	until(lanes("waiting") == 1);

	fake_starve_unregister(2);
	hosted_optee_shutdown();
	assert_int_equal(fake_state().inside, 0);
	assert_int_equal(fake_state().shms, 0);
	for (n = 0; n < ARRAY_SIZE(inside); n++)
		assert_false(hosted_task_join(inside[n].task));
	/* The supplicant's answer is an error, as is that no notification has come. */
	assert_int_equal(caller_result(&inside[0]), 0);
	assert_int_equal(caller_result(&inside[1]), -EPROTO);
	assert_int_equal(caller_result(&inside[2]), -EPROTO);
	hosted_task_join(outside.task);
	assert_int_not_equal(caller_result(&outside), 0);
	assert_int_equal(invoke_value(fd, session, FAKE_ADD, 1), -ESHUTDOWN);
	assert_int_equal(fake_state().inside, 0);
	hosted_close(shm);
	hosted_close(fd);
	until(hosted_optee_remove() == 0);
	assert_int_equal(hosted_shutdown(), 0);
}

/*
 * A call that is still on its way into the secure world when the time is over: its argument page is
 * not taken away from it.
 */
static void page_of_a_call_inside(void **state)
{
	struct caller inside = { .func = FAKE_ADD };

	machine_start(&three_threads, 0, 0);
	fake_hold(true);
	caller_start(&inside);
	until(fake_state().outside == 1);
	hosted_optee_shutdown();
	assert_int_equal(fake_state().shms, 1);
	fake_hold(false);
	assert_false(hosted_task_join(inside.task));
	assert_int_equal(caller_result(&inside), 0);
	until(hosted_optee_remove() == 0);
	assert_int_equal(fake_state().shms, 0);
	assert_int_equal(hosted_shutdown(), 0);
}

/* Reservations of the secure world's own go back, too. */
static void lanes_go_back(void **state)
{
	int fd;

	machine_start(&(struct fake_config){ .threads = 3, .reserves = true }, 0, 0);
	fd = hosted_open("/dev/tee0");
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	assert_int_equal(fake_state().reserved, 1);
	hosted_optee_shutdown();
	assert_int_equal(fake_state().reserved, 0);
	assert_int_equal(fake_state().shms, 0);
	hosted_close(fd);
	until(hosted_optee_remove() == 0);
	assert_int_equal(hosted_shutdown(), 0);
}

/* Probe does not wait for ever for a thread that nobody will free. */
static void no_thread_for_probe(void **state)
{
	assert_int_equal(hosted_boot(NULL), 0);
	fake_init(&three_threads);
	fake_lose_threads(3);
	assert_int_equal(hosted_optee_probe(fake_smc, 0, 0), -EBUSY);
	fake_lose_threads(2);
	assert_int_equal(hosted_optee_probe(fake_smc, 0, 0), 0);
	fake_lose_threads(0);
	machine_stop();
}

/*
 * The cookies of a kernel do not begin where those of the kernel before it began, because the
 * trusted OS may still know memory by these.
 */
static void cookies_of_two_kernels(void **state)
{
	u64 first, second;

	machine_start(&three_threads, 0, 0);
	first = fake_first_cookie();
	machine_stop();
	machine_start(&three_threads, 0, 0);
	second = fake_first_cookie();
	machine_stop();
	assert_int_not_equal(first, 0);
	assert_int_not_equal(second, 0);
	assert_true((first > second ? first - second : second - first) > 1000);
}

/* The secure world is short of memory while the driver takes its argument pages back. */
static void unload_without_memory(void **state)
{
	machine_start(&three_threads, 0, 0);
	fake_starve_unregister(3);
	/* This wants no page and no shared memory to be left. */
	machine_stop();
}

static bool device_is_there(size_t bytes, bool may_sleep, bool may_io)
{
	char text[4096];

	return hosted_sysfs_read("tee0", "lanes/total", text) > 0;
}

/*
 * As soon as there is a device, processes can have calls under way. A probe that failed then would
 * free what these calls use, so it succeeds even if all allocations fail from there on.
 */
static void probe_stays_with_its_clients(void **state)
{
	int rc;

	assert_int_equal(hosted_boot(NULL), 0);
	fake_init(&three_threads);
	hosted_alloc_hook(device_is_there);
	rc = hosted_optee_probe(fake_smc, 0, 0);
	hosted_alloc_hook(NULL);
	assert_int_equal(rc, 0);
	machine_stop();
}

static void remove_main(void *arg)
{
	__atomic_store_n((int *)arg, hosted_optee_remove(), __ATOMIC_RELAXED);
}

/* A bottom half that waits for a thread does not keep the interrupt, nor that the driver. */
static void bottom_half_without_a_thread(void **state)
{
	struct task_struct *remover;
	int rc = 1;

	machine_start(&(struct fake_config){ .threads = 2, .notifies = true }, FAKE_IRQ, 0);
	fake_lose_threads(2);
	fake_notify(0);
	until(lanes("waiting") == 1);
	remover = hosted_task_start("remover", remove_main, &rc);
	until(__atomic_load_n(&rc, __ATOMIC_RELAXED) != 1);
	hosted_task_join(remover);
	assert_int_equal(rc, 0);
	assert_int_equal(fake_state().bottom_halves, 0);
	/* The page of arguments is lost, because the secure world has not given it up. */
	assert_int_equal(hosted_pages_used(), 1);
	hosted_shutdown();
}

const struct CMUnitTest shutdown_tests[] = {
	cmocka_unit_test(every_call_leaves),
	cmocka_unit_test(page_of_a_call_inside),
	cmocka_unit_test(lanes_go_back),
	cmocka_unit_test(no_thread_for_probe),
	cmocka_unit_test(cookies_of_two_kernels),
	cmocka_unit_test(unload_without_memory),
	cmocka_unit_test(probe_stays_with_its_clients),
	cmocka_unit_test(bottom_half_without_a_thread),
};

const unsigned int num_shutdown_tests = ARRAY_SIZE(shutdown_tests);
