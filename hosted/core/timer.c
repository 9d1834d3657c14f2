// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Timers: a list, and the thread that runs what is due.
 */
#include <linux/kthread.h>
#include <linux/timer.h>

#include "internal.h"

static LIST_HEAD(timers);
static spinlock_t timers_lock; /* protects the list, each timer, and the next two */
static struct timer_list *running;
static u64 sleeps_until;
static struct task_struct *thread;

/**
 * hosted_timer_setup() - initialize a timer
 * @timer:	the timer
 * @function:	what it calls
 */
void hosted_timer_setup(struct timer_list *timer, void (*function)(struct timer_list *timer))
{
	INIT_LIST_HEAD(&timer->entry);
	timer->expires = 0;
	timer->function = function;
}

int timer_pending(const struct timer_list *timer)
{
	bool pending;

	spin_lock(&timers_lock);
	pending = !list_empty(&timer->entry);
	spin_unlock(&timers_lock);
	return pending;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	bool was;

	spin_lock(&timers_lock);
	was = !list_empty(&timer->entry);
	list_del_init(&timer->entry);
	timer->expires = expires;
	list_add_tail(&timer->entry, &timers);
	if (hosted_jiffy_to_ns(expires) < sleeps_until)
		wake_up_process(thread);
	spin_unlock(&timers_lock);
	return was;
}

/**
 * hosted_timer_delete() - stop a timer
 * @timer:	the timer
 * @sync:	also wait until its function has returned
 *
 * Return: 1 if it was set, 0 otherwise.
 */
int hosted_timer_delete(struct timer_list *timer, bool sync)
{
	bool was, runs;

	spin_lock(&timers_lock);
	was = !list_empty(&timer->entry);
	list_del_init(&timer->entry);
	runs = running == timer;
	spin_unlock(&timers_lock);
	while (sync && runs) {
		cpu_relax();
		spin_lock(&timers_lock);
		was |= !list_empty(&timer->entry);
		list_del_init(&timer->entry);
		runs = running == timer;
		spin_unlock(&timers_lock);
	}
	return was;
}

/* Find the timer that is due first. Called with the lock held. */
static struct timer_list *first_timer(void)
{
	struct timer_list *timer, *first = NULL;

	list_for_each_entry(timer, &timers, entry)
		if (!first || time_before(timer->expires, first->expires))
			first = timer;
	return first;
}

static void run_timer(struct timer_list *timer)
{
	void (*function)(struct timer_list *timer) = timer->function;

	list_del_init(&timer->entry);
	running = timer;
	spin_unlock(&timers_lock);
	/* The function runs as in a bottom half, so it must not sleep. */
	current->atomic++;
	function(timer);
	current->atomic--;
	spin_lock(&timers_lock);
	running = NULL;
}

static int timers_fn(void *unused)
{
	struct timer_list *timer;
	u64 until;

	spin_lock(&timers_lock);
	while (!kthread_should_stop()) {
		timer = first_timer();
		if (timer && time_before_eq(timer->expires, jiffies)) {
			run_timer(timer);
			continue;
		}
		set_current_state(TASK_IDLE);
		until = timer ? hosted_jiffy_to_ns(timer->expires) : HOSTED_NO_DEADLINE;
		sleeps_until = until;
		spin_unlock(&timers_lock);
		if (!kthread_should_stop())
			hosted_schedule(until, &timers, "next timer", __func__);
		__set_current_state(TASK_RUNNING);
		spin_lock(&timers_lock);
		sleeps_until = 0;
	}
	spin_unlock(&timers_lock);
	return 0;
}

/**
 * hosted_timers_init() - start the thread that runs timers
 *
 * Return: 0 or -ENOMEM.
 */
int hosted_timers_init(void)
{
	sleeps_until = 0;
	thread = hosted_kthread("timers", timers_fn, NULL);
	return thread ? 0 : -ENOMEM;
}

/**
 * hosted_timers_exit() - undo hosted_timers_init()
 */
void hosted_timers_exit(void)
{
	kthread_stop(thread);
}
