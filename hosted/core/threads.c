// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The scheduler "threads": each task is a thread of the host.
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <hosted/sched.h>

#define STACK_SIZE	0x100000

/* How often a word is read before the host is asked to wait for its change */
#define SPINS		200

#define NS		1000000000ULL

/* States of a task's token: not there, there, not there and the task sleeps */
enum { NONE, TOKEN, ASLEEP };

struct thread {
	int token;
};

/* What a new host thread executes */
struct start {
	struct task_struct *task;
	void (*fn)(struct task_struct *task);
};

static struct thread *thread_of(struct task_struct *task)
{
	return hosted_sched_data(task);
}

static long sys_futex(const int *word, int op, int value, const struct timespec *time)
{
	return syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, time, NULL,
		       FUTEX_BITSET_MATCH_ANY);
}

static uint64_t threads_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

static bool take_wake_token(struct thread *thread)
{
	return __atomic_exchange_n(&thread->token, NONE, __ATOMIC_SEQ_CST) == TOKEN;
}

static bool threads_block(struct task_struct *task, const struct hosted_wait *on,
			  uint64_t deadline)
{
	const struct timespec until = { .tv_sec = deadline / NS, .tv_nsec = deadline % NS };
	const struct timespec *time = deadline == HOSTED_NO_DEADLINE ? NULL : &until;
	struct thread *thread = thread_of(task);
	int none = NONE;

	(void)on;
	while (__atomic_compare_exchange_n(&thread->token, &none, ASLEEP, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) ||
	       none == ASLEEP) {
		if (sys_futex(&thread->token, FUTEX_WAIT_BITSET, ASLEEP, time) &&
		    errno == ETIMEDOUT)
			break;
		none = NONE;
	}
	return take_wake_token(thread);
}

static void threads_wake(struct task_struct *task)
{
	struct thread *thread = thread_of(task);

	if (__atomic_exchange_n(&thread->token, TOKEN, __ATOMIC_SEQ_CST) == ASLEEP)
		sys_futex(&thread->token, FUTEX_WAKE, 1, NULL);
}

static void threads_relax(const int *word, int value)
{
	int n;

	if (!word) {
		sched_yield();
		return;
	}
	for (n = 0; n < SPINS; n++)
		if (__atomic_load_n(word, __ATOMIC_RELAXED) != value)
			return;
	sys_futex(word, FUTEX_WAIT_BITSET, value, NULL);
}

static void threads_released(const int *word)
{
	sys_futex(word, FUTEX_WAKE, 1, NULL);
}

static void *run_thread(void *data)
{
	struct start start = *(struct start *)data;

	free(data);
	start.fn(start.task);
	return NULL;
}

static int threads_start(struct task_struct *task, void (*fn)(struct task_struct *task))
{
	struct start *start = malloc(sizeof(*start));
	pthread_attr_t attr;
	pthread_t thread;
	int rc;

	if (!start)
		return -EAGAIN;
	start->task = task;
	start->fn = fn;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	rc = pthread_create(&thread, &attr, run_thread, start);
	pthread_attr_destroy(&attr);
	if (rc)
		free(start);
	return rc ? -EAGAIN : 0;
}

static void threads_finish(struct task_struct *task)
{
	(void)task;
}

const struct hosted_sched hosted_sched_threads = {
	.name = "threads",
	.start = threads_start,
	.finish = threads_finish,
	.block = threads_block,
	.wake = threads_wake,
	.relax = threads_relax,
	.released = threads_released,
	.now = threads_now,
};
