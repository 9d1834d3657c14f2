// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * storm TEST AMOUNT - calls while interrupts come at a high rate, on a trusted OS with the pseudo
 * TA "invoke-tests".
 *
 *   lane CALLS		that many calls on a lane, while every ordinary thread is parked
 *   copy SECONDS	long calls for that long, whose results must be right
 *
 * Each CPU has a thread that interrupts the other CPUs again and again, by membarrier(2), which
 * returns when they have taken the interrupt, and one that sleeps for some microseconds again and
 * again, which makes the timer interrupt. Only the former interrupts reach a CPU in the secure
 * world of TF-A's opteed; the timer's are late by then and come on the way back.
 *
 * No verdict depends on time: it takes as long as it takes. A call that makes no progress shows as
 * such: after PATIENCE seconds without any call that ends, the test gives up.
 */
#define _GNU_SOURCE
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "tee.h"

#define PATIENCE	60		/* s */
#define FOR_EVER	1000000000	/* ms */
#define SLEEP_NS	20000
#define CALL_US		100	/* so long a call on the lane computes */
#define MAX_PARKED	16
#define MAX_CPUS	8
#define COPY_SIZE	0x100000

/* Command of the pseudo TA, as PTA_INVOKE_TESTS_CMD_COPY in optee_pta.h */
#define PTA_COPY	0x7403

static atomic_bool over;
static atomic_ulong interrupts, sleeps;

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	assert_rc(sched_setaffinity(0, sizeof(set), &set), 0);
}

static void *interrupt_others(void *cpu)
{
	pin((long)cpu);
	while (!over) {
		assert_rc(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0), 0);
		interrupts++;
	}
	return NULL;
}

static void *sleep_shortly(void *cpu)
{
	const struct timespec t = { .tv_nsec = SLEEP_NS };

	pin((long)cpu);
	prctl(PR_SET_TIMERSLACK, 1);
	while (!over) {
		nanosleep(&t, NULL);
		sleeps++;
	}
	return NULL;
}

static pthread_t noise[2 * MAX_CPUS];

static void start_storm(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	assert_true(n > 1 && n <= MAX_CPUS);
	assert_rc(syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0), 0);
	for (long cpu = 0; cpu < n; cpu++) {
		assert_rc(pthread_create(&noise[2 * cpu], NULL, interrupt_others, (void *)cpu), 0);
		assert_rc(pthread_create(&noise[2 * cpu + 1], NULL, sleep_shortly, (void *)cpu), 0);
	}
}

static void end_storm(void)
{
	over = true;
	for (long n = 0; n < 2 * sysconf(_SC_NPROCESSORS_ONLN); n++)
		pthread_join(noise[n], NULL);
	print_message("%lu interrupts from CPU to CPU, %lu short sleeps\n", interrupts, sleeps);
}

/*
 * A call has ended, so there is progress. Nothing handles the signal: only so does it end a process
 * that waits for the trusted OS.
 */
static void progress(void)
{
	alarm(PATIENCE);
}

/* ---- calls on a lane ---- */

static void lane_calls(unsigned long calls)
{
	int fd = tee_open(), ordinary = tee_open(), n = tee_threads() - 1;
	u32 session = do_session(fd, busy_service()->uuid), theirs[MAX_PARKED];
	struct tee_ioctl_param us = VALUE_IN(CALL_US);
	struct client parked[MAX_PARKED];
	double begin, longest = 0;
	long refused = lanes("refused");

	assert_true(n <= MAX_PARKED);
	for (int i = 0; i < n; i++) {
		parked[i] = client_start(ordinary);
		theirs[i] = client_do(&parked[i], OP_SHORT, 0).session;
	}
	assert_rc(tee_lane_request(fd), 0);
	park(parked, n, FOR_EVER, n);
	start_storm();
	for (unsigned long i = 0; i < calls; i++) {
		if (i % 100 == 0)
			pin(i / 100 % sysconf(_SC_NPROCESSORS_ONLN));
		begin = now_ms();
		assert_int_equal(do_invoke(fd, session, PTA_COMPUTE, 1, &us), TEE_OK);
		progress();
		if (now_ms() - begin > longest)
			longest = now_ms() - begin;
	}
	end_storm();
	for (int i = 0; i < n; i++)
		assert_true(client_pending(&parked[i]));
	assert_int_equal(lanes("busy"), n);
	assert_int_equal(lanes("refused"), refused);
	print_message("%lu calls on a lane, the longest %.1f ms\n", calls, longest);
	assert_rc(tee_lane_release(fd), 0);
	for (int i = 0; i < n; i++) {
		assert_rc(tee_cancel(ordinary, theirs[i], CLIENT_CANCEL_ID), 0);
		assert_int_equal(client_reply(&parked[i], PATIENCE * 1000).res, TEE_CANCEL);
		client_end(&parked[i]);
	}
	lanes_idle(PATIENCE * 1000);
}

/* ---- long calls ---- */

struct copier {
	pthread_t thread;
	unsigned int seed;
	unsigned long copies;
	double until;
};

static u8 *shared(int fd, int *id)
{
	int shm = tee_shm_alloc(fd, COPY_SIZE, id);
	u8 *p;

	assert_true(shm >= 0);
	p = mmap(NULL, COPY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	assert_ptr_not_equal(p, MAP_FAILED);
	close(shm);
	return p;
}

/* The call may go on, on another CPU, when this thread is moved there while it is interrupted. */
static void *copy(void *arg)
{
	struct copier *c = arg;
	int fd = tee_open(), from_id, to_id;
	u32 session = do_session(fd, uuid_pta);
	u8 *from = shared(fd, &from_id), *to = shared(fd, &to_id);
	struct tee_ioctl_param p[2];

	while (now_ms() < c->until) {
		for (size_t n = 0; n < COPY_SIZE; n += sizeof(int))
			*(int *)(from + n) = rand_r(&c->seed);
		memset(to, 0, COPY_SIZE);
		p[0] = MEM_IN(0, COPY_SIZE, from_id);
		p[1] = MEM_OUT(0, COPY_SIZE, to_id);
		assert_int_equal(do_invoke(fd, session, PTA_COPY, 2, p), TEE_OK);
		assert_int_equal(p[1].b, COPY_SIZE);
		assert_memory_equal(from, to, COPY_SIZE);
		c->copies++;
		progress();
	}
	close(fd);
	return NULL;
}

static void copies(unsigned int seconds)
{
	struct copier c[2] = { 0 };

	start_storm();
	for (int i = 0; i < 2; i++) {
		c[i].seed = i + 1;
		c[i].until = now_ms() + 1000.0 * seconds;
		assert_rc(pthread_create(&c[i].thread, NULL, copy, &c[i]), 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(c[i].thread, NULL);
	end_storm();
	print_message("%lu and %lu times 1 MiB copied, all right\n", c[0].copies, c[1].copies);
	assert_true(c[0].copies && c[1].copies);
}

int main(int argc, char **argv)
{
	tee_test_main(1, argv);
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	progress();
	if (argc == 3 && !strcmp(argv[1], "lane"))
		lane_calls(strtoul(argv[2], NULL, 10));
	else if (argc == 3 && !strcmp(argv[1], "copy"))
		copies(strtoul(argv[2], NULL, 10));
	else
		return 2;
	return 0;
}
