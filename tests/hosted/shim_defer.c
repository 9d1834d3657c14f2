// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Deferred execution: timers, works, RCU, interrupts; and trace probes.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include <hosted/hosted.h>
#include <hosted/mem.h>

#include "shim.h"

static struct timer_list timer;
static atomic_t ticks;
static unsigned long ticked;

static void tick(struct timer_list *t)
{
	WRITE_ONCE(ticked, jiffies);
	if (atomic_inc_return(&ticks) < 3)
		mod_timer(t, jiffies + 1);
}

static void timers(void **state)
{
	unsigned long when = jiffies + 5;

	atomic_set(&ticks, 2);
	timer_setup(&timer, tick, 0);
	assert_false(timer_pending(&timer));
	assert_false(mod_timer(&timer, jiffies + 1000 * HZ));
	assert_true(mod_timer(&timer, when));
	until(atomic_read(&ticks) == 3);
	assert_true(time_after_eq(READ_ONCE(ticked), when));
	assert_false(timer_delete_sync(&timer));
	/* One that sets itself again */
	atomic_set(&ticks, 0);
	mod_timer(&timer, jiffies);
	until(atomic_read(&ticks) == 3);
	mod_timer(&timer, jiffies + 1000 * HZ);
	assert_true(timer_delete_sync(&timer));
	assert_false(timer_pending(&timer));
}

struct job {
	struct work_struct work;
	struct completion go;
	atomic_t begun;
	atomic_t inside;
	int most;
};

static void do_job(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);
	int inside = atomic_inc_return(&job->inside);

	if (inside > READ_ONCE(job->most))
		WRITE_ONCE(job->most, inside);
	atomic_inc(&job->begun);
	wait_for_completion(&job->go);
	atomic_dec(&job->inside);
}

static void job_init(struct job *job)
{
	memset(job, 0, sizeof(*job));
	INIT_WORK(&job->work, do_job);
	init_completion(&job->go);
}

/* A work that sleeps does not hold up others, and is never executed twice at the same time. */
static void works(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("test", WQ_UNBOUND, 0);
	struct job jobs[5];
	int n;

	for (n = 0; n < 5; n++) {
		job_init(&jobs[n]);
		assert_true(queue_work(wq, &jobs[n].work));
	}
	for (n = 0; n < 5; n++)
		until(atomic_read(&jobs[n].begun) == 1);
	assert_true(queue_work(wq, &jobs[0].work));
	assert_false(queue_work(wq, &jobs[0].work));
	msleep(5);
	assert_int_equal(atomic_read(&jobs[0].begun), 1);
	assert_true(queue_work(wq, &jobs[1].work));
	complete_all(&jobs[1].go);
	assert_true(flush_work(&jobs[1].work));
	assert_int_equal(atomic_read(&jobs[1].begun), 2);
	/* The work runs, and is queued once more. */
	complete(&jobs[0].go);
	until(atomic_read(&jobs[0].begun) == 2);
	assert_true(queue_work(wq, &jobs[0].work));
	complete_all(&jobs[0].go);
	for (n = 2; n < 5; n++)
		complete_all(&jobs[n].go);
	cancel_work_sync(&jobs[0].work);
	assert_int_equal(atomic_read(&jobs[0].inside), 0);
	assert_int_equal(jobs[0].most, 1);
	destroy_workqueue(wq);
	for (n = 0; n < 5; n++)
		assert_int_equal(atomic_read(&jobs[n].inside), 0);
}

struct node {
	int value;
	struct rcu_head rcu;
};

static void set_flag(struct rcu_head *head)
{
	atomic_set(&ticks, 1);
}

/* An object that a reader has found exists until the reader is done. */
static void rcu(void **state)
{
	size_t used = hosted_slab_used();
	struct node *node = kmalloc(sizeof(*node), GFP_KERNEL);
	static struct rcu_head head;

	node->value = 7;
	atomic_set(&ticks, 0);
	rcu_read_lock();
	kfree_rcu(node, rcu);
	call_rcu(&head, set_flag);
	mdelay(20);
	assert_int_equal(node->value, 7);
	assert_int_equal(atomic_read(&ticks), 0);
	rcu_read_unlock();
	rcu_barrier();
	assert_int_equal(atomic_read(&ticks), 1);
	assert_int_equal(hosted_slab_used(), used);
}

static atomic_t hard, soft;
static struct completion soft_go;

static irqreturn_t on_irq(int irq, void *data)
{
	assert_ptr_equal(data, &hard);
	atomic_inc(&hard);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t on_thread(int irq, void *data)
{
	atomic_inc(&soft);
	wait_for_completion(&soft_go);
	return IRQ_HANDLED;
}

/* While the thread of an interrupt sleeps, its handler goes on. */
static void interrupts(void **state)
{
	atomic_set(&hard, 0);
	atomic_set(&soft, 0);
	init_completion(&soft_go);
	assert_int_equal(request_threaded_irq(HOSTED_IRQS, on_irq, on_thread, 0, "test", &hard),
			 -EINVAL);
	assert_int_equal(request_threaded_irq(2, on_irq, on_thread, 0, "test", &hard), 0);
	assert_int_equal(request_threaded_irq(2, on_irq, on_thread, 0, "test", &hard), -EBUSY);
	hosted_irq_raise(2);
	until(atomic_read(&soft) == 1);
	hosted_irq_raise(2);
	until(atomic_read(&hard) == 2);
	assert_int_equal(atomic_read(&soft), 1);
	complete_all(&soft_go);
	until(atomic_read(&soft) == 2);
	free_irq(2, &hard);
	hosted_irq_raise(2);
	msleep(5);
	assert_int_equal(atomic_read(&hard), 2);
}

#define TRACE_SYSTEM test
TRACE_EVENT(test_event, TP_PROTO(int a, void *b), TP_ARGS(a, b), none);
struct tracepoint __tracepoint_test_event = { .name = "test_event" };

static void probe(void *data, int a, void *b)
{
	*(int *)data += a;
	assert_null(b);
}

static void probes(void **state)
{
	int sum = 0, other = 0, n;

	trace_test_event(1, NULL);
	assert_int_equal(register_trace_test_event(probe, &sum), 0);
	for (n = 1; n < HOSTED_PROBES; n++)
		assert_int_equal(register_trace_test_event(probe, &other), 0);
	assert_int_equal(register_trace_test_event(probe, &other), -ENOSPC);
	trace_test_event(5, NULL);
	assert_int_equal(unregister_trace_test_event(probe, &sum), 0);
	tracepoint_synchronize_unregister();
	trace_test_event(5, NULL);
	assert_int_equal(sum, 5);
	assert_int_equal(other, 2 * 5 * (HOSTED_PROBES - 1));
	for (n = 1; n < HOSTED_PROBES; n++)
		assert_int_equal(unregister_trace_test_event(probe, &other), 0);
	assert_int_equal(unregister_trace_test_event(probe, &other), -ENOENT);
}

const struct CMUnitTest defer_tests[] = {
	SHIM_TEST(timers),
	SHIM_TEST(works),
	SHIM_TEST(rcu),
	SHIM_TEST(interrupts),
	SHIM_TEST(probes),
};

const unsigned int num_defer_tests = ARRAY_SIZE(defer_tests);
