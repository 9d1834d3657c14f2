// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Secure storage under load while its supplicant is killed, stopped and started.  Every RPC of a
 * storage call goes to the supplicant, so the supplicant can be lost at any point of the call.
 *
 * Whatever happens to the supplicant, every system call succeeds and returns, every object that can
 * be read has the content that was written, and calls go on once there is a supplicant again.
 *
 * OP-TEE 4.5 itself panics (a null pointer in its REE file system) some time after a file operation
 * failed, when any client loads a TA or stores an object.  So in the tests that kill the supplicant
 * the workers call a plugin of the supplicant, by a TA that is loaded before.  Objects are stored
 * before and after.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "supp.h"

#define WORKERS		4
#define DATA		1500	/* bytes of an object */
#define SLOWEST		(8000 * SLOW_HOST)	/* ms for one call; a longer one counts as a hang */

/* Commands of the TA "storage". */
#define CMD_READ	2	/* mem out; value: handle, bytes read */
#define CMD_CREATE	4	/* mem id; value: flags, handle; value; mem data */
#define CMD_SEEK	5	/* value: handle, offset; value: whence */
#define CMD_UNLINK	6	/* value: handle */
/* Command of a TA that calls OP-TEE's test plugin of the supplicant. */
#define CMD_PLUGIN_VALUES 0	/* value: two summands; value: '+' */
#define STORAGE_REE	0x80000000
#define CREATE_FLAGS	0x407	/* read, write, delete; overwrite */

static const u8 uuid_plugin[TEE_IOCTL_UUID_LEN] = {
	0x38, 0x02, 0x31, 0xac, 0xfb, 0x99, 0x47, 0xad,
	0xa6, 0x89, 0x9e, 0x01, 0x7e, 0xb6, 0xe7, 0x8a
};

/* Results of the workers, in shared memory */
static struct worker {
	atomic_long good;	/* objects stored, or plugin calls */
	long bad;		/* failed calls */
	double slowest;
	u32 results[8];		/* the different failures */
	atomic_int stop;
} *workers;

struct job {
	struct worker *w;
	int fd, shm_id;
	u32 session;
	u8 *mem;		/* id at 0, data at 64, read back at 2048 */
	unsigned int n;
};

static void count_failure(struct worker *w, u32 res)
{
	w->bad++;
	for (int i = 0; i < 8; i++) {
		if (!w->results[i])
			w->results[i] = res;
		if (w->results[i] == res)
			return;
	}
}

static u32 timed(struct job *j, u32 cmd, int n, struct tee_ioctl_param *p)
{
	double t0 = now_ms(), ms;
	u32 res = do_invoke(j->fd, j->session, cmd, n, p);

	ms = now_ms() - t0;
	if (ms > j->w->slowest)
		j->w->slowest = ms;
	if (res)
		count_failure(j->w, res);
	return res;
}

/* Create, write, read and delete one object. */
static u32 one_object(struct job *j)
{
	struct tee_ioctl_param p[4] = {
		MEM_IN(0, 16, j->shm_id),
		p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, CREATE_FLAGS, 0),
		p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 0, STORAGE_REE),
		MEM_IN(64, DATA, j->shm_id),
	};
	u32 handle, res;

	j->n++;
	memset(j->mem, 0, PAGE);
	snprintf((char *)j->mem, 16, "w%d", getpid());
	for (int i = 0; i < DATA; i++)
		j->mem[64 + i] = j->n * 31 + i;
	res = timed(j, CMD_CREATE, 4, p);
	if (res)
		return res;
	handle = p[1].b;
	p[0] = p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, handle, 0);
	p[1] = p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 0, 0);
	res = timed(j, CMD_SEEK, 2, p);
	if (!res) {
		p[0] = MEM_OUT(2048, DATA, j->shm_id);
		p[1] = p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, handle,
			       0);
		res = timed(j, CMD_READ, 2, p);
	}
	if (!res)
		assert_memory_equal(j->mem + 64, j->mem + 2048, DATA);
	p[0] = p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, handle, 0);
	return timed(j, CMD_UNLINK, 1, p) ?: res;
}

/* The TA may be dead after a failure, so open a new session, as soon as that succeeds. */
static void reopen(struct job *j)
{
	struct open_arg o = { 0 };
	double t0 = now_ms();

	if (j->session)
		assert_rc(tee_close_session(j->fd, j->session), 0);
	j->session = 0;
	memcpy(o.arg.uuid, uuid_storage, sizeof(uuid_storage));
	assert_rc(tee_open_session(j->fd, &o), 0);
	if (o.arg.ret)
		count_failure(j->w, o.arg.ret);
	else
		j->session = o.arg.session;
	if (now_ms() - t0 > j->w->slowest)
		j->w->slowest = now_ms() - t0;
}

/* Have the plugin add two numbers. */
static void call_plugin(struct worker *w)
{
	struct job j = { .w = w, .fd = tee_open() };

	j.session = do_session(j.fd, uuid_plugin);
	while (!w->stop) {
		struct tee_ioctl_param p[2] = {
			p_value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, ++j.n,
				10),
			VALUE_IN('+'),
		};

		if (timed(&j, CMD_PLUGIN_VALUES, 2, p))
			continue;
		assert_int_equal(p[0].a, j.n + 10);
		w->good++;
	}
	_exit(0);
}

static void store(struct worker *w)
{
	struct job j = { .w = w, .fd = tee_open() };
	int shm = tee_shm_alloc(j.fd, PAGE, &j.shm_id);

	assert_true(shm >= 0);
	j.mem = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	assert_ptr_not_equal(j.mem, MAP_FAILED);
	while (!w->stop) {
		if (!j.session || one_object(&j))
			reopen(&j);
		else
			w->good++;
	}
	_exit(0);
}

/* Wait until every worker has done two more jobs, and fail after @ms. */
static void progress(int ms)
{
	double t0 = now_ms();
	long before[WORKERS];

	for (int i = 0; i < WORKERS; i++)
		before[i] = workers[i].good;
	for (int i = 0; i < WORKERS; i++) {
		while (workers[i].good < before[i] + 2) {
			if (now_ms() - t0 > ms * SLOW_HOST)
				fail_msg("worker %d stands still", i);
			sleep_ms(10);
		}
	}
}

static void under_load(int storing, void (*disturb)(int round), int rounds)
{
	pid_t pid[WORKERS];
	int status;

	workers = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(workers, MAP_FAILED);
	for (int i = 0; i < WORKERS; i++) {
		pid[i] = fork();
		if (!pid[i] && i < storing)
			store(&workers[i]);
		if (!pid[i])
			call_plugin(&workers[i]);
	}
	progress(20000);
	for (int i = 0; i < rounds; i++) {
		disturb(i);
		if (i % 3 == 2)
			progress(20000);
	}
	progress(20000);
	for (int i = 0; i < WORKERS; i++)
		workers[i].stop = 1;
	for (int i = 0; i < WORKERS; i++) {
		assert_true(proc_gone(pid[i], SLOWEST) >= 0);
		waitpid(pid[i], &status, 0);
		assert_int_equal(status, 0);
		print_message("  worker %d: %ld done, %ld failures, slowest call %.0f ms;",
			      i, workers[i].good, workers[i].bad,
			      workers[i].slowest);
		for (int n = 0; n < 8 && workers[i].results[n]; n++)
			print_message(" %08x", workers[i].results[n]);
		print_message("\n");
		assert_below(workers[i].slowest, SLOWEST);
	}
	lanes_idle(2000);
}

static void kill_and_restart(int round)
{
	supp_kill();
	sleep_ms(round % 4 * 60);
	supp_start();
	sleep_ms(100 + round * 13);
}

static void undisturbed(int round)
{
	sleep_ms(100 + round);
}

/* The supplicant is killed; the next one serves the requests of the calls that go on. */
static void killed(void)
{
	under_load(0, kill_and_restart, 9);
	under_load(WORKERS, undisturbed, 3);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(workers[i].bad, 0);
}

static void stop_and_continue(int round)
{
	supp_signal(SIGSTOP);
	sleep_ms(50 + round % 5 * 40);
	supp_signal(SIGCONT);
	sleep_ms(20 + round * 11);
}

static void stopped(void)
{
	under_load(WORKERS, stop_and_continue, 9);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(workers[i].bad, 0);
}

static void put_right(void)
{
	if (supp_pid())
		supp_signal(SIGCONT);
	supp_start();
}

static int always_running(void **state)
{
	struct tee_test t = { put_right, 10 };
	void *test = &t;

	(void)state;
	tee_test_run(&test);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(stopped, 120),
		TEE_TEST(killed, 180),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("storage", tests, always_running,
					   always_running);
}
