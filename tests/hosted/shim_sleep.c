// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sleeping and waking: completions, mutexes, wait queues, kills, timeouts.
 */
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/wait.h>

#include <hosted/task.h>

#include "shim.h"

/**
 * struct sleeper - a thread that waits for something
 * @wait:	the wait that the sleeper does
 * @state:	TASK_* it is to sleep in
 * @rc:		what the wait returned; 1000: it is not over
 * @task:	the thread; a reference is held
 */
struct sleeper {
	long (*wait)(struct sleeper *s);
	unsigned int state;
	long rc;
	struct task_struct *task;
};

static struct completion thing;
static struct mutex mutex;
static wait_queue_head_t queue;
static int tickets; /* what waiters of the queue take one of */

static int run_sleeper(void *data)
{
	struct sleeper *s = data;

	allow_signal(SIGKILL);
	WRITE_ONCE(s->rc, s->wait(s));
	return 0;
}

static void start(struct sleeper *s, long (*wait)(struct sleeper *s), unsigned int state)
{
	*s = (struct sleeper){ .wait = wait, .state = state, .rc = 1000 };
	s->task = kthread_create(run_sleeper, s, "sleeper");
	assert_false(IS_ERR(s->task));
	get_task_struct(s->task);
	wake_up_process(s->task);
}

static bool sleeps(const struct sleeper *s)
{
	struct hosted_task_info info;

	hosted_task_info(s->task, &info);
	return info.blocked && strcmp(info.wait.what, "start");
}

static long end(struct sleeper *s)
{
	until(READ_ONCE(s->rc) != 1000);
	wait_for_completion(&s->task->exited);
	put_task_struct(s->task);
	return s->rc;
}

static void kill_it(struct sleeper *s)
{
	send_sig(SIGKILL, s->task, 1);
}

static long wait_thing(struct sleeper *s)
{
	return wait_for_completion_state(&thing, s->state);
}

static long wait_thing_a_while(struct sleeper *s)
{
	return wait_for_completion_timeout(&thing, HZ / 20);
}

#define LONG	(1000UL * HZ)	/* longer than any test */

static long wait_thing_long(struct sleeper *s)
{
	return wait_for_completion_timeout(&thing, LONG);
}

static void completion(void **state)
{
	struct sleeper s[3];
	struct hosted_task_info info;
	int n;

	init_completion(&thing);
	complete(&thing);
	assert_true(try_wait_for_completion(&thing));
	assert_false(try_wait_for_completion(&thing));
	for (n = 0; n < 3; n++) {
		start(&s[n], wait_thing, TASK_KILLABLE);
		until(sleeps(&s[n]));
	}
	/* The name of what a task waits for is known. */
	hosted_task_info(s[0].task, &info);
	assert_string_equal(info.wait.what, "&thing");
	assert_string_equal(info.wait.where, "wait_thing");
	assert_ptr_equal(info.wait.object, &thing);
	assert_int_equal(info.state, 'K');
	/* First come, first served, one each time */
	complete(&thing);
	assert_int_equal(end(&s[0]), 0);
	assert_true(sleeps(&s[1]) && sleeps(&s[2]));
	/* A kill ends one wait, and the next complete() goes to another. */
	kill_it(&s[1]);
	assert_int_equal(end(&s[1]), -ERESTARTSYS);
	assert_true(sleeps(&s[2]));
	complete_all(&thing);
	assert_int_equal(end(&s[2]), 0);
	wait_for_completion(&thing);
	wait_for_completion(&thing);
	reinit_completion(&thing);
	assert_false(completion_done(&thing));
}

static void completion_timeout(void **state)
{
	struct sleeper s;
	unsigned long start_jiffy;

	init_completion(&thing);
	start_jiffy = jiffies;
	start(&s, wait_thing_a_while, 0);
	assert_int_equal(end(&s), 0);
	assert_true(jiffies - start_jiffy >= HZ / 20);
	start(&s, wait_thing_long, 0);
	complete(&thing);
	assert_in_range(end(&s), 1, LONG);
	assert_int_equal(wait_for_completion_timeout(&thing, 0), 0);
}

static long wait_thing_killed(struct sleeper *s)
{
	while (!signal_pending(current))
		cond_resched();
	return wait_thing(s);
}

/* A kill does not end an uninterruptible sleep, whether it comes before or after its begin. */
static void unkillable(void **state)
{
	struct sleeper s[2];

	init_completion(&thing);
	start(&s[0], wait_thing, TASK_IDLE);
	until(sleeps(&s[0]));
	start(&s[1], wait_thing_killed, TASK_IDLE);
	kill_it(&s[0]);
	/* The thread may not sleep yet, so the kill may come before its sleep. */
	while (!sleeps(&s[1])) {
		kill_it(&s[1]);
		cond_resched();
	}
	msleep(20);
	assert_true(sleeps(&s[0]) && sleeps(&s[1]));
	complete_all(&thing);
	assert_int_equal(end(&s[0]), 0);
	assert_int_equal(end(&s[1]), 0);
}

static long take_mutex(struct sleeper *s)
{
	int rc = mutex_lock_killable(&mutex);

	if (!rc)
		mutex_unlock(&mutex);
	return rc;
}

static void mutexes(void **state)
{
	struct sleeper s[2];
	int n;

	mutex_init(&mutex);
	mutex_lock(&mutex);
	for (n = 0; n < 2; n++) {
		start(&s[n], take_mutex, 0);
		until(sleeps(&s[n]));
	}
	kill_it(&s[0]);
	assert_int_equal(end(&s[0]), -EINTR);
	mutex_unlock(&mutex);
	assert_int_equal(end(&s[1]), 0);
	assert_true(mutex_trylock(&mutex));
	mutex_unlock(&mutex);
	mutex_destroy(&mutex);
}

static bool take_ticket(void)
{
	int n = __atomic_load_n(&tickets, __ATOMIC_SEQ_CST);

	while (n > 0)
		if (__atomic_compare_exchange_n(&tickets, &n, n - 1, false, __ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return true;
	return false;
}

static void sell_ticket(void)
{
	__atomic_fetch_add(&tickets, 1, __ATOMIC_SEQ_CST);
	wake_up(&queue);
}

static long wait_ticket(struct sleeper *s)
{
	return wait_event_freezable_exclusive(queue, take_ticket());
}

static long wait_and_leave(struct sleeper *s)
{
	return wait_event_interruptible_timeout(queue, false, HZ / 50);
}

/* One wake-up for each ticket. None is lost when a waiter is killed. */
static void exclusive_waiters(void **state)
{
	unsigned long slept[4];
	struct sleeper s[4];
	int n, killed = 0;

	init_waitqueue_head(&queue);
	tickets = 0;
	for (n = 0; n < 4; n++) {
		start(&s[n], wait_ticket, 0);
		until(sleeps(&s[n]));
		slept[n] = READ_ONCE(s[n].task->nvcsw);
	}
	sell_ticket();
	assert_int_equal(end(&s[0]), 0);
	msleep(5);
	for (n = 1; n < 4; n++) {
		assert_true(sleeps(&s[n]));
		assert_int_equal(READ_ONCE(s[n].task->nvcsw), slept[n]);
	}
	/* The ticket and the kill come to the same waiter. */
	kill_it(&s[1]);
	sell_ticket();
	killed = end(&s[1]) == -ERESTARTSYS;
	/* A waiter that was woken for a ticket that is gone is now the last in the queue. */
	if (!killed)
		sell_ticket();
	sell_ticket();
	assert_int_equal(end(&s[2]), 0);
	assert_int_equal(end(&s[3]), 0);
	assert_false(waitqueue_active(&queue));
	start(&s[0], wait_and_leave, 0);
	assert_int_equal(end(&s[0]), 0);
}

static long sleep_a_while(struct sleeper *s)
{
	set_current_state(s->state);
	return schedule_timeout(HZ / 25);
}

static long sleep_long(struct sleeper *s)
{
	set_current_state(s->state);
	return schedule_timeout(LONG);
}

static void timeouts(void **state)
{
	unsigned long begin = jiffies;
	struct sleeper s;

	start(&s, sleep_a_while, TASK_KILLABLE);
	assert_int_equal(end(&s), 0);
	assert_true(jiffies - begin >= HZ / 25);
	start(&s, sleep_long, TASK_KILLABLE);
	until(sleeps(&s));
	kill_it(&s);
	assert_in_range(end(&s), 1, LONG);
}

static void run_freezable(void *arg)
{
	struct sleeper *s = arg;

	WRITE_ONCE(s->rc, s->wait(s));
}

static void run_stubborn(void *arg)
{
	struct sleeper *s = arg;

	/* As in a system call, in which a process cannot be frozen everywhere. */
	__atomic_store_n(&current->in_kernel, true, __ATOMIC_SEQ_CST);
	WRITE_ONCE(s->rc, wait_thing(s));
}

static void freezer(void **state)
{
	struct sleeper s = { .wait = wait_ticket, .rc = 1000 };
	struct sleeper stubborn = { .state = TASK_KILLABLE, .rc = 1000 };

	init_completion(&thing);
	init_waitqueue_head(&queue);
	tickets = 0;
	s.task = hosted_task_start("freezable", run_freezable, &s);
	until(sleeps(&s));
	assert_int_equal(hosted_freeze(60000), 0);
	sell_ticket();
	msleep(20);
	assert_int_equal(READ_ONCE(s.rc), 1000);
	hosted_thaw();
	hosted_task_join(s.task);
	assert_int_equal(s.rc, 0);

	/* A sleep that does not say it is freezable is not. */
	stubborn.task = hosted_task_start("stubborn", run_stubborn, &stubborn);
	until(sleeps(&stubborn));
	assert_int_equal(hosted_freeze(50), -EBUSY);
	complete(&thing);
	hosted_task_join(stubborn.task);
	assert_int_equal(stubborn.rc, 0);
}

/* A task that has preemption disabled can wake others, and must not sleep. */
static void preemption(void **state)
{
	struct completion done;

	init_completion(&done);
	preempt_disable();
	preempt_disable();
	complete(&done);
	preempt_enable();
	assert_true(current->atomic);
	preempt_enable();
	assert_false(current->atomic);
	wait_for_completion(&done);
}

const struct CMUnitTest sleep_tests[] = {
	SHIM_TEST(completion),
	SHIM_TEST(completion_timeout),
	SHIM_TEST(unkillable),
	SHIM_TEST(mutexes),
	SHIM_TEST(exclusive_waiters),
	SHIM_TEST(timeouts),
	SHIM_TEST(freezer),
	SHIM_TEST(preemption),
};

const unsigned int num_sleep_tests = ARRAY_SIZE(sleep_tests);
