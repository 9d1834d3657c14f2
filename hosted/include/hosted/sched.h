/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The scheduler: every sleep of a task of the hosted kernel ends here.
 *
 * Everything that blocks (mutexes, completions, wait queues, sleeps, joins)
 * ends in block(); a task that spins on a lock calls relax(). The kernel above
 * decides what a wake-up means; a scheduler only keeps one token for each task,
 * so a wake-up that comes before the sleep is not lost.
 */
#ifndef HOSTED_SCHED_H
#define HOSTED_SCHED_H

#include <stdbool.h>
#include <stdint.h>

struct task_struct;

/**
 * struct hosted_wait - what a task waits for
 * @what:	how the source calls it, such as "&call->wake"; static storage
 * @where:	the function that waits
 * @object:	its address: completion, wait queue, mutex, task; or NULL
 */
struct hosted_wait {
	const char *what;
	const char *where;
	const void *object;
};

#define HOSTED_NO_DEADLINE	UINT64_MAX

/**
 * struct hosted_sched - a scheduler
 * @name:	for people
 * @start:	run @fn(@task) on a new host thread. 0 or -EAGAIN.
 * @finish:	by a task: it will not call the scheduler again
 * @block:	by @task: sleep until woken, or until @deadline (ns of @now).
 *		True: the token was taken; false: it is too late. No lock is held.
 * @wake:	give @task its token. Any thread, also with locks held.
 * @relax:	by a task that spins until @word is not @value any more; NULL: it
 *		lets others run
 * @released:	@word, on which somebody may be in @relax, has changed; it may be
 *		freed memory by now, only its address counts
 * @now:	nanoseconds, monotonic
 *
 * To wake a task that has finished is harmless as long as its task_struct is
 * there.
 */
struct hosted_sched {
	const char *name;
	int (*start)(struct task_struct *task, void (*fn)(struct task_struct *task));
	void (*finish)(struct task_struct *task);
	bool (*block)(struct task_struct *task, const struct hosted_wait *on, uint64_t deadline);
	void (*wake)(struct task_struct *task);
	void (*relax)(const int *word, int value);
	void (*released)(const int *word);
	uint64_t (*now)(void);
};

#define HOSTED_SCHED_DATA	32

/* HOSTED_SCHED_DATA bytes for the scheduler in @task, zeroed when it is made. */
void *hosted_sched_data(struct task_struct *task);

/* Each task is a thread of the host, which schedules them as it likes. */
extern const struct hosted_sched hosted_sched_threads;

#endif
