// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Two CPUs reserve, unreserve and call at the same time, in a random order.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/prandom.h>
#include <linux/sched.h>

#include "raw.h"

#define STEPS	3000

struct racer {
	struct raw *t;
	struct completion done;
	struct rnd_state rnd;
	unsigned int reserved;	/* reservations that this racer has not given back */
};

static atomic_t all_reserved;

static void reserve(struct racer *r)
{
	struct raw *t = r->t;
	u32 res = raw_fast(t, OPTEE_SMC_RESERVE_SYS_THREAD);

	if (res == OPTEE_SMC_RETURN_OK) {
		r->reserved++;
		expect(t, atomic_inc_return(&all_reserved) < t->threads);
	} else {
		expect_eq(t, res, OPTEE_SMC_RETURN_ETHREAD_LIMIT);
	}
}

static void unreserve(struct racer *r)
{
	if (!r->reserved)
		return;
	r->reserved--;
	atomic_dec(&all_reserved);
	expect_eq(r->t, raw_fast(r->t, OPTEE_SMC_UNRESERVE_SYS_THREAD), OPTEE_SMC_RETURN_OK);
}

/* An ordinary call may be refused because the free thread is reserved. */
static void ordinary(struct racer *r)
{
	u32 res = raw_call(r->t, ORDINARY);

	if (res != OPTEE_SMC_RETURN_ETHREAD_LIMIT)
		expect_eq(r->t, res, OPTEE_SMC_RETURN_EBADADDR);
}

/* There are no more calls than CPUs, so a system call always finds a thread. */
static void system_call(struct racer *r)
{
	expect_eq(r->t, raw_call(r->t, SYSTEM), OPTEE_SMC_RETURN_EBADADDR);
}

static int race(void *data)
{
	static void (*const steps[])(struct racer *r) = {
		reserve, unreserve, ordinary, system_call,
	};
	struct racer *r = data;
	int n;

	for (n = 0; n < STEPS && !suite_failed(&r->t->verdict); n++) {
		steps[prandom_u32_state(&r->rnd) % ARRAY_SIZE(steps)](r);
		cond_resched();
	}
	while (r->reserved)
		unreserve(r);
	kthread_complete_and_exit(&r->done, 0);
}

void raw_two_cpus(struct raw *t)
{
	static struct racer racers[2];
	struct task_struct *task;
	unsigned int cpu, n = 0;

	atomic_set(&all_reserved, 0);
	if (!expect(t, t->threads >= ARRAY_SIZE(racers)) ||
	    !expect(t, num_online_cpus() >= ARRAY_SIZE(racers)))
		return;
	for_each_online_cpu(cpu) {
		struct racer *r = &racers[n];

		*r = (struct racer){ .t = t };
		init_completion(&r->done);
		prandom_seed_state(&r->rnd, 1 + n);
		task = kthread_create(race, r, "raw/%u", n);
		if (IS_ERR(task)) {
			suite_fail(&t->verdict, "no thread");
			break;
		}
		kthread_bind(task, cpu);
		wake_up_process(task);
		if (++n == ARRAY_SIZE(racers))
			break;
	}
	while (n)
		wait_for_completion(&racers[--n].done);
}
