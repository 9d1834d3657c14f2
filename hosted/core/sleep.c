// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sleeping and waking.
 *
 * A task that is going to sleep first sets its state, and then checks what it waits for. A waker
 * first changes that, and then reads the state. Both are sequentially consistent, so at least one
 * of them sees the other. The scheduler keeps a token for each task, so a wake-up between the check
 * and the sleep is not lost.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/timekeeping.h>

#include "internal.h"

/* As in Linux, jiffies wrap soon after the boot where they are 32 bits wide. */
#define FIRST_JIFFY	((unsigned long)(unsigned int)(-300 * HZ))

const struct hosted_sched *hosted_sched = &hosted_sched_threads;
u64 hosted_boot_ns;

void *hosted_sched_data(struct task_struct *task)
{
	return task->sched_data;
}

/**
 * hosted_now() - read the clock of the scheduler
 *
 * Return: nanoseconds.
 */
uint64_t hosted_now(void)
{
	return hosted_sched->now();
}

uint64_t hosted_time_ns(void)
{
	return hosted_now() - hosted_boot_ns;
}

/**
 * hosted_jiffies() - the value of jiffies now
 *
 * Return: jiffies.
 */
unsigned long hosted_jiffies(void)
{
	return FIRST_JIFFY + hosted_time_ns() / NSEC_PER_JIFFY;
}

/**
 * hosted_jiffy_to_ns() - when a jiffy begins
 * @jiffy:	the jiffy
 *
 * Return: time on the clock of hosted_now().
 */
u64 hosted_jiffy_to_ns(unsigned long jiffy)
{
	return hosted_boot_ns + (jiffy - FIRST_JIFFY) * NSEC_PER_JIFFY;
}

/**
 * hosted_might_sleep() - end the program if the current task must not sleep
 * @where:	function that may sleep
 */
void hosted_might_sleep(const char *where)
{
	if (!current->atomic)
		return;
	pr_err("hosted: %s() may sleep, but holds a spin lock, or is in an interrupt or RCU\n",
	       where);
	hosted_host_abort();
}

static void begin_wait(struct task_struct *task, const struct hosted_wait *wait)
{
	spin_lock(&task->lock);
	task->wait = *wait;
	task->blocked = true;
	spin_unlock(&task->lock);
	WRITE_ONCE(task->nvcsw, task->nvcsw + 1);
	__atomic_store_n(&task->on_cpu, 0, __ATOMIC_SEQ_CST);
}

static void end_wait(struct task_struct *task)
{
	__atomic_store_n(&task->on_cpu, 1, __ATOMIC_SEQ_CST);
	spin_lock(&task->lock);
	task->blocked = false;
	spin_unlock(&task->lock);
}

/**
 * hosted_schedule() - sleep in the state that the current task has set
 * @deadline:	on the clock of hosted_now(), or HOSTED_NO_DEADLINE
 * @object:	address of what is waited for, or NULL
 * @what:	its name
 * @where:	function that waits
 *
 * Return: false if the deadline has passed.
 */
bool hosted_schedule(uint64_t deadline, const void *object, const char *what, const char *where)
{
	const struct hosted_wait wait = { .what = what, .where = where, .object = object };
	struct task_struct *task = current;
	unsigned int slept = READ_ONCE(task->__state);
	bool woken = true;
	unsigned int now;

	hosted_might_sleep(where);
	if (slept == TASK_RUNNING) {
		hosted_sched->relax(NULL, 0);
		return true;
	}
	begin_wait(task, &wait);
	while (woken) {
		now = __atomic_load_n(&task->__state, __ATOMIC_SEQ_CST);
		if (now == TASK_RUNNING || signal_pending_state(now, task))
			break;
		woken = hosted_sched->block(task, &wait, deadline);
	}
	__atomic_store_n(&task->__state, TASK_RUNNING, __ATOMIC_SEQ_CST);
	end_wait(task);
	if (slept & TASK_FREEZABLE)
		hosted_freeze_point();
	return woken;
}

/**
 * hosted_schedule_timeout() - sleep in the state that the current task has set
 * @timeout:	jiffies
 * @object:	address of what is waited for, or NULL
 * @what:	its name
 * @where:	function that waits
 *
 * Return: jiffies that are left.
 */
long hosted_schedule_timeout(long timeout, const void *object, const char *what,
			     const char *where)
{
	unsigned long end;
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		hosted_schedule(HOSTED_NO_DEADLINE, object, what, where);
		return timeout;
	}
	end = jiffies + timeout;
	hosted_schedule(hosted_jiffy_to_ns(end), object, what, where);
	left = end - jiffies;
	return left < 0 ? 0 : left;
}

int wake_up_state(struct task_struct *task, unsigned int state)
{
	unsigned int old = __atomic_load_n(&task->__state, __ATOMIC_SEQ_CST);

	do {
		if (!(old & state))
			return 0;
	} while (!__atomic_compare_exchange_n(&task->__state, &old, TASK_RUNNING, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	hosted_sched->wake(task);
	return 1;
}

int wake_up_process(struct task_struct *task)
{
	return wake_up_state(task, TASK_NORMAL);
}

int cond_resched(void)
{
	might_sleep();
	hosted_sched->relax(NULL, 0);
	return 0;
}

void cpu_relax(void)
{
	hosted_sched->relax(NULL, 0);
}

/**
 * hosted_sleep_ns() - sleep for a time, whatever wakes the task
 * @ns:	nanoseconds
 * @where:	function that sleeps
 */
void hosted_sleep_ns(u64 ns, const char *where)
{
	u64 end = hosted_now() + ns;

	do
		set_current_state(TASK_UNINTERRUPTIBLE);
	while (hosted_schedule(end, NULL, "time", where) && hosted_now() < end);
}

void ndelay(unsigned long ns)
{
	u64 end = hosted_now() + ns;

	while (hosted_now() < end)
		cpu_relax();
}

void ktime_get_real_ts64(struct timespec64 *ts)
{
	hosted_host_real_time(&ts->tv_sec, &ts->tv_nsec);
}

/**
 * hosted_ratelimit() - limit messages of one kind to one in a tenth of a second
 * @last:	time of the last message
 *
 * Return: true if the message may be printed.
 */
bool hosted_ratelimit(u64 *last)
{
	u64 now = hosted_now();
	u64 then = READ_ONCE(*last);

	if (then && now - then < NSEC_PER_SEC / 10)
		return false;
	WRITE_ONCE(*last, now);
	return true;
}
