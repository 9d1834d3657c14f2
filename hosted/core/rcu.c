// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RCU. A reader is counted in one of two generations. A grace period turns the
 * generation twice, and waits each time for the readers of the one that ends: a
 * reader that read the number of the generation just before it turned, and counted
 * itself after, is waited for by the second turn.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "internal.h"

static unsigned int generation;
static int readers[2];
static spinlock_t rcu_lock; /* protects the list */
static struct rcu_head *heads;
static DECLARE_WAIT_QUEUE_HEAD(rcu_wait);
static struct task_struct *thread;

void rcu_read_lock(void)
{
	struct task_struct *task = current;

	task->atomic++;
	if (task->rcu_depth++)
		return;
	task->rcu_index = __atomic_load_n(&generation, __ATOMIC_SEQ_CST) & 1;
	__atomic_fetch_add(&readers[task->rcu_index], 1, __ATOMIC_SEQ_CST);
}

void rcu_read_unlock(void)
{
	struct task_struct *task = current;

	task->atomic--;
	if (!--task->rcu_depth)
		__atomic_fetch_sub(&readers[task->rcu_index], 1, __ATOMIC_SEQ_CST);
}

static void grace_period(void)
{
	unsigned int n, old;

	for (n = 0; n < 2; n++) {
		old = __atomic_fetch_add(&generation, 1, __ATOMIC_SEQ_CST) & 1;
		while (__atomic_load_n(&readers[old], __ATOMIC_SEQ_CST))
			cpu_relax();
	}
}

static struct rcu_head *take_heads(void)
{
	struct rcu_head *head;

	spin_lock(&rcu_lock);
	head = heads;
	heads = NULL;
	spin_unlock(&rcu_lock);
	return head;
}

static bool have_heads(void)
{
	bool have;

	spin_lock(&rcu_lock);
	have = heads;
	spin_unlock(&rcu_lock);
	return have;
}

static void run_head(struct rcu_head *head)
{
	if (head->func)
		head->func(head);
	else
		kfree(head->free);
}

static int rcu_fn(void *unused)
{
	struct rcu_head *head, *next;

	while (!kthread_should_stop() || have_heads()) {
		wait_event(rcu_wait, have_heads() || kthread_should_stop());
		head = take_heads();
		if (!head)
			continue;
		grace_period();
		for (; head; head = next) {
			next = head->next;
			run_head(head);
		}
	}
	return 0;
}

static void enqueue_head(struct rcu_head *head)
{
	spin_lock(&rcu_lock);
	head->next = heads;
	heads = head;
	spin_unlock(&rcu_lock);
	wake_up(&rcu_wait);
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->func = func;
	enqueue_head(head);
}

/**
 * hosted_kfree_rcu() - free memory after a grace period
 * @head:	in the memory
 * @ptr:	the memory, from kmalloc()
 */
void hosted_kfree_rcu(struct rcu_head *head, void *ptr)
{
	head->func = NULL;
	head->free = ptr;
	enqueue_head(head);
}

struct barrier {
	struct rcu_head head;
	struct completion reached;
};

static void reach_barrier(struct rcu_head *head)
{
	complete(&container_of(head, struct barrier, head)->reached);
}

/* Only the thread makes grace periods, one at a time. */
void synchronize_rcu(void)
{
	struct barrier b;

	init_completion(&b.reached);
	call_rcu(&b.head, reach_barrier);
	wait_for_completion(&b.reached);
}

/*
 * Two heads, one after the other: heads that were queued before may come after the first of them in
 * the same batch, but not after the second.
 */
void rcu_barrier(void)
{
	synchronize_rcu();
	synchronize_rcu();
}

/**
 * hosted_rcu_init() - start the thread that makes grace periods
 *
 * Return: 0 or -ENOMEM.
 */
int hosted_rcu_init(void)
{
	thread = hosted_kthread("rcu", rcu_fn, NULL);
	return thread ? 0 : -ENOMEM;
}

/**
 * hosted_rcu_exit() - undo hosted_rcu_init()
 */
void hosted_rcu_exit(void)
{
	kthread_stop(thread);
}
