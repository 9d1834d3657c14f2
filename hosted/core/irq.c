// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Interrupts. Each has a thread that plays the CPU which takes it. A threaded handler has a second
 * thread, so that the first can take further interrupts while the second sleeps.
 */
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/wait.h>

#include "internal.h"
#include "irq.h"

/**
 * struct irq - an interrupt
 * @percpu:	each CPU has one of its own
 * @enabled:	CPUs that take it, where @percpu
 * @handler:	runs on @hard, must not sleep; NULL: not requested
 * @thread_fn:	runs on @soft, or NULL
 * @data:	for both
 * @hard:	takes the interrupt
 * @soft:	runs @thread_fn
 * @pending:	raised, and not taken
 * @wanted:	@handler wanted @thread_fn to run
 * @wait:	where both sleep
 */
struct irq {
	bool percpu;
	int enabled;
	irq_handler_t handler;
	irq_handler_t thread_fn;
	void *data;
	struct task_struct *hard;
	struct task_struct *soft;
	int pending;
	int wanted;
	wait_queue_head_t wait;
};

static struct irq irqs[HOSTED_IRQS];
unsigned int nr_cpu_ids = 2;

/**
 * hosted_irq_set_percpu() - say of which kind an interrupt is
 * @irq:	its number
 * @percpu:	there is one for each CPU
 */
void hosted_irq_set_percpu(unsigned int irq, bool percpu)
{
	irqs[irq].percpu = percpu;
}

bool irq_is_percpu_devid(unsigned int irq)
{
	return irqs[irq].percpu;
}

static bool take_pending(int *flag)
{
	return __atomic_exchange_n(flag, 0, __ATOMIC_SEQ_CST);
}

static void raise_irq(struct irq *irq, int *flag)
{
	__atomic_store_n(flag, 1, __ATOMIC_SEQ_CST);
	wake_up_all(&irq->wait);
}

/* Take what is pending into @work. True if there is something, or if the thread has to stop. */
static bool has_work(int *flag, bool *work)
{
	*work = take_pending(flag);
	return *work || kthread_should_stop();
}

static int hard_fn(void *data)
{
	struct irq *irq = data;
	irqreturn_t ret;
	bool work;

	for (;;) {
		__hosted_wait_event(irq->wait, has_work(&irq->pending, &work), TASK_IDLE, false,
				    LONG_MAX);
		if (!work)
			return 0;
		if (irq->percpu && !__atomic_load_n(&irq->enabled, __ATOMIC_SEQ_CST))
			continue;
		current->atomic++;
		ret = irq->handler(irq - irqs, irq->data);
		current->atomic--;
		if (ret == IRQ_WAKE_THREAD && irq->thread_fn)
			raise_irq(irq, &irq->wanted);
	}
}

static int soft_fn(void *data)
{
	struct irq *irq = data;
	bool work;

	for (;;) {
		__hosted_wait_event(irq->wait, has_work(&irq->wanted, &work), TASK_IDLE, false,
				    LONG_MAX);
		if (!work)
			return 0;
		irq->thread_fn(irq - irqs, irq->data);
	}
}

void hosted_irq_raise(unsigned int n)
{
	if (n && n < HOSTED_IRQS)
		raise_irq(&irqs[n], &irqs[n].pending);
}

int request_threaded_irq(unsigned int n, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *data)
{
	struct irq *irq = &irqs[n];

	if (!n || n >= HOSTED_IRQS)
		return -EINVAL;
	if (irq->handler)
		return -EBUSY;
	irq->handler = handler;
	irq->thread_fn = thread_fn;
	irq->data = data;
	irq->pending = 0;
	irq->wanted = 0;
	irq->enabled = 0;
	init_waitqueue_head(&irq->wait);
	irq->hard = kthread_create(hard_fn, irq, "cpu/irq%u", n);
	if (IS_ERR(irq->hard))
		goto err;
	if (thread_fn) {
		irq->soft = kthread_run(soft_fn, irq, "irq/%u-%s", n, name);
		if (IS_ERR(irq->soft)) {
			kthread_stop(irq->hard);
			goto err;
		}
	}
	wake_up_process(irq->hard);
	return 0;
err:
	irq->handler = NULL;
	return -ENOMEM;
}

void free_irq(unsigned int n, void *data)
{
	struct irq *irq = &irqs[n];

	kthread_stop(irq->hard);
	if (irq->thread_fn)
		kthread_stop(irq->soft);
	irq->handler = NULL;
}

/* The handler gets what belongs to the CPU that takes the interrupt: the first. */
int request_percpu_irq(unsigned int irq, irq_handler_t handler, const char *name, void *data)
{
	return request_threaded_irq(irq, handler, NULL, 0, name, data);
}

void free_percpu_irq(unsigned int irq, void *data)
{
	free_irq(irq, data);
}

void enable_percpu_irq(unsigned int irq, unsigned int type)
{
	__atomic_fetch_add(&irqs[irq].enabled, 1, __ATOMIC_SEQ_CST);
}

void disable_percpu_irq(unsigned int irq)
{
	__atomic_fetch_sub(&irqs[irq].enabled, 1, __ATOMIC_SEQ_CST);
}

/* CPU hotplug: one dynamic state; a CPU comes when an instance does, and goes with it. */

static int (*cpu_startup)(unsigned int cpu, struct hlist_node *node);
static int (*cpu_teardown)(unsigned int cpu, struct hlist_node *node);

int cpuhp_setup_state_multi(enum cpuhp_state state, const char *name,
			    int (*startup)(unsigned int cpu, struct hlist_node *node),
			    int (*teardown)(unsigned int cpu, struct hlist_node *node))
{
	if (cpu_startup)
		return -ENOSPC;
	cpu_startup = startup;
	cpu_teardown = teardown;
	return state;
}

int cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node)
{
	int cpu;

	for_each_possible_cpu(cpu)
		cpu_startup(cpu, node);
	return 0;
}

void cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node)
{
	int cpu;

	for_each_possible_cpu(cpu)
		cpu_teardown(cpu, node);
}

void cpuhp_remove_multi_state(enum cpuhp_state state)
{
	cpu_startup = NULL;
	cpu_teardown = NULL;
}
