// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Races between threads of one process: arguments that change while the kernel reads them, and
 * objects that go away while they are used.  A call succeeds or gets one of the errors that are
 * listed for it.  Other faults show in the kernel log, in the search for leaks, or in the correct
 * call at the end.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tee.h"
#include "leak.h"

#define THREADS		4
#define DURATION	2500	/* ms of each race */

static int fd, shm_id;
static atomic_int stop;
static atomic_long calls, refused;

/* Errors that a call may get in a race, if it does not succeed */
static void count(int rc, int may_be)
{
	calls++;
	if (!rc)
		return;
	refused++;
	if (rc != may_be)
		assert_rc(rc, 0);
}

/* Run @fn in THREADS threads for a while; the argument of each is its number. */
static void race(void *(*fn)(void *), const char *what)
{
	pthread_t t[THREADS];
	struct leak l;
	u32 session;

	leak_mark(&l);
	fd = tee_open();
	session = do_session(fd, uuid_os_test);
	for (long i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, fn, (void *)i), 0);
	sleep_ms(DURATION);
	/* Few calls would mean that the threads hardly met. */
	while (calls <= 20)
		sleep_ms(10);
	stop = 1;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(t[i], NULL), 0);
	print_message("  %s: %ld calls, %ld refused\n", what, calls, refused);
	do_short(fd, session);
	close(fd);
	lanes_idle(2000);
	leak_check(&l);
}

/* --- arguments that change under the kernel's hands --- */

static struct invoke_arg *shared;

static void good_args(struct invoke_arg *i, u32 session)
{
	memset(i, 0, sizeof(*i));
	i->arg.func = 1;
	i->arg.session = session;
	i->arg.num_params = 4;
	i->params[0] = p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 1);
}

/* The length does not change, so the kernel has no reason to read beyond the argument. */
static int invoke_shared(void)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)shared,
		.buf_len = sizeof(*shared),
	};

	return ioctl(fd, TEE_IOC_INVOKE, &buf) < 0 ? -errno : 0;
}

static void *flip_or_call(void *arg)
{
	unsigned int seed = (long)arg;
	u32 session = do_session(fd, uuid_pta);

	if (arg)
		good_args(shared, session);
	while (!stop) {
		if (arg) {
			count(invoke_shared(), -EINVAL);
			continue;
		}
		switch (rand_r(&seed) % 6) {
		case 0:
			shared->arg.num_params = rand_r(&seed) % 40;
			break;
		case 1:
			shared->arg.num_params = 4;
			break;
		case 2:
			/*
			 * 4 is no parameter type; types from 8 on are those of newer kernels only.
			 */
			shared->params[1].attr = rand_r(&seed) % 8;
			break;
		case 3:
			shared->params[1].a = (u64)rand_r(&seed) << 32;
			shared->params[1].b = -shared->params[1].a;
			break;
		case 4:
			shared->params[1] = MEM_IN(0, 8, shm_id);
			break;
		case 5:
			shared->params[1].c = rand_r(&seed) % 5;
			break;
		}
	}
	return NULL;
}

static void arguments_change(void)
{
	/*
	 * The argument is alone on the last mapped page, so that an access with a wrong length
	 * faults.
	 */
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	munmap(p + PAGE, PAGE);
	shared = (void *)(p + PAGE - sizeof(*shared));
	race(flip_or_call, "arguments");
}

/* --- memory that goes away --- */

static atomic_int some_id;

/*
 * One thread alone names the memory, because OP-TEE before 3.22 can panic when two calls on the
 * same memory return together; see may_share_page() of the driver.
 */
static void *alloc_or_use(void *arg)
{
	u32 session = do_session(fd, uuid_pta);
	struct invoke_arg i;
	int id, shm;

	while (!stop) {
		if (!arg) {
			shm = tee_shm_alloc(fd, PAGE, &id);
			assert_true(shm >= 0);
			some_id = id;
			sched_yield();
			close(shm);
			continue;
		}
		good_args(&i, session);
		if ((long)arg == 1)
			i.params[1] = MEM_IN(0, 16, some_id);
		count(tee_invoke(fd, &i), -EINVAL);
	}
	return NULL;
}

static void memory_goes(void)
{
	race(alloc_or_use, "memory");
}

static void *register_and_unmap(void *arg)
{
	int id, shm;
	void *p;

	(void)arg;
	while (!stop) {
		p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_ptr_not_equal(p, MAP_FAILED);
		shm = tee_shm_register(fd, p, 4 * PAGE, &id);
		munmap(p, 4 * PAGE);
		count(shm < 0 ? shm : 0, -EFAULT);
		if (shm >= 0)
			close(shm);
	}
	return NULL;
}

static void registrations(void)
{
	race(register_and_unmap, "registrations");
}

/* --- sessions that go away --- */

static atomic_uint some_session;

static void *session_user(void *arg)
{
	struct invoke_arg i;
	u32 s;

	while (!stop) {
		switch ((long)arg) {
		case 0:
			s = do_session(fd, uuid_pta);
			some_session = s;
			sched_yield();
			count(tee_close_session(fd, s), -EINVAL);
			break;
		case 1:
			count(tee_close_session(fd, some_session), -EINVAL);
			break;
		case 2:
			count(tee_cancel(fd, some_session, 7), -EINVAL);
			break;
		default:
			good_args(&i, some_session);
			count(tee_invoke(fd, &i), -EINVAL);
			break;
		}
	}
	return NULL;
}

static void sessions_go(void)
{
	race(session_user, "sessions");
}

/* --- lanes --- */

static void *lane_user(void *arg)
{
	u32 session = do_session(fd, uuid_pta);
	struct invoke_arg i;

	while (!stop) {
		if ((long)arg % 2) {
			count(tee_lane_request(fd), -EBUSY);
			count(tee_lane_release(fd), -EINVAL);
		} else {
			good_args(&i, session);
			count(tee_invoke(fd, &i), 0);
		}
	}
	return NULL;
}

static void lanes_come_and_go(void)
{
	race(lane_user, "lanes");
}

/* --- contexts --- */

static void *context_user(void *arg)
{
	int f, shm, id;

	(void)arg;
	while (!stop) {
		f = tee_open();
		count(tee_lane_request(f), -EBUSY);
		do_session(f, uuid_pta);
		shm = tee_shm_alloc(f, PAGE, &id);
		assert_true(shm >= 0);
		close(f);		/* closes the session and the lane; the memory stays */
		close(shm);
	}
	return NULL;
}

/* All threads of a process share descriptor numbers, so each of these has a table of its own. */
static void *context_user_unshared(void *arg)
{
	assert_int_equal(unshare(CLONE_FILES), 0);
	return context_user(arg);
}

static void contexts(void)
{
	race(context_user_unshared, "contexts");
}

/*
 * The driver keeps the memory of every call for the next call.  The search for leaks would count
 * that memory.  So as many calls are made at the start as will ever be under way at once: one of
 * each thread, one on a lane, and one more.
 */
static int fill_the_cache(void **state)
{
	struct client c[THREADS + 2];
	const int n = sizeof(c) / sizeof(*c);

	(void)state;
	for (int i = 0; i < n; i++)
		c[i] = client_start(-1);
	for (int i = 0; i < n; i++)
		client_do(&c[i], OP_SHORT, 0);
	for (int i = 0; i < n; i++)
		client_cmd(&c[i], OP_WAIT, 300);
	for (int i = 0; i < n; i++)
		client_reply(&c[i], 20000);
	for (int i = 0; i < n; i++)
		client_end(&c[i]);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(arguments_change, 60),
		TEE_TEST(memory_goes, 60),
		TEE_TEST(registrations, 60),
		TEE_TEST(sessions_go, 60),
		TEE_TEST(lanes_come_and_go, 60),
		TEE_TEST(contexts, 60),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("race", tests, fill_the_cache, NULL);
}
