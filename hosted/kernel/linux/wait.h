/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Wait queues.
 */
#ifndef HOSTED_LINUX_WAIT_H
#define HOSTED_LINUX_WAIT_H

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

typedef struct wait_queue_head {
	spinlock_t lock; /* protects @head */
	struct list_head head;
} wait_queue_head_t;

/**
 * struct wait_queue_entry - who waits, on its stack
 * @task:	who
 * @exclusive:	one of these is woken at a time
 * @entry:	in the queue until it is woken
 */
typedef struct wait_queue_entry {
	struct task_struct *task;
	bool exclusive;
	struct list_head entry;
} wait_queue_entry_t;

#define DECLARE_WAIT_QUEUE_HEAD(name)	\
	wait_queue_head_t name = { .head = LIST_HEAD_INIT(name.head) }

static inline void init_waitqueue_head(wait_queue_head_t *wq)
{
	spin_lock_init(&wq->lock);
	INIT_LIST_HEAD(&wq->head);
}

void hosted_wake_up(wait_queue_head_t *wq, unsigned int state, unsigned int exclusive);
void hosted_prepare_to_wait(wait_queue_head_t *wq, wait_queue_entry_t *entry,
			    unsigned int state);
/* True: it was woken, and as an exclusive waiter that wake-up is its own. */
bool finish_wait(wait_queue_head_t *wq, wait_queue_entry_t *entry);
bool waitqueue_active(wait_queue_head_t *wq);

#define wake_up(wq)			hosted_wake_up(wq, TASK_NORMAL, 1)
#define wake_up_all(wq)			hosted_wake_up(wq, TASK_NORMAL, 0)

/* Jiffies that were left, at least 1; 0: too late; -ERESTARTSYS. */
#define __hosted_wait_event(wq, cond, state, excl, timeout)			\
({										\
	wait_queue_entry_t entry_ = {						\
		.task = current,						\
		.exclusive = excl,						\
		.entry = LIST_HEAD_INIT(entry_.entry),				\
	};									\
	long left_ = timeout;							\
										\
	might_sleep();								\
	for (;;) {								\
		hosted_prepare_to_wait(&(wq), &entry_, state);			\
		if (cond) {							\
			left_ = left_ ? left_ : 1;				\
			break;							\
		}								\
		if (signal_pending_state(state, current)) {			\
			left_ = -ERESTARTSYS;					\
			break;							\
		}								\
		if (!left_)							\
			break;							\
		left_ = hosted_schedule_timeout(left_, &(wq), #wq, __func__);	\
	}									\
	/* A wake-up of one task must not end with one that leaves for a signal. */ \
	if (finish_wait(&(wq), &entry_) && (excl) && left_ < 0)			\
		wake_up(&(wq));							\
	left_;									\
})

#define __hosted_wait_event_rc(wq, cond, state, excl)				\
({										\
	long rc_ = __hosted_wait_event(wq, cond, state, excl, LONG_MAX);	\
										\
	rc_ < 0 ? (int)rc_ : 0;							\
})

#define wait_event(wq, cond)							\
	((void)__hosted_wait_event(wq, cond, TASK_UNINTERRUPTIBLE, false, LONG_MAX))
#define wait_event_state(wq, cond, state)					\
	__hosted_wait_event_rc(wq, cond, state, false)
#define wait_event_timeout(wq, cond, timeout)					\
	__hosted_wait_event(wq, cond, TASK_UNINTERRUPTIBLE, false, timeout)
#define wait_event_killable(wq, cond)						\
	__hosted_wait_event_rc(wq, cond, TASK_KILLABLE, false)
#define wait_event_killable_timeout(wq, cond, timeout)				\
	__hosted_wait_event(wq, cond, TASK_KILLABLE, false, timeout)
#define wait_event_interruptible(wq, cond)					\
	__hosted_wait_event_rc(wq, cond, TASK_INTERRUPTIBLE, false)
#define wait_event_interruptible_timeout(wq, cond, timeout)			\
	__hosted_wait_event(wq, cond, TASK_INTERRUPTIBLE, false, timeout)
#define wait_event_freezable_exclusive(wq, cond)				\
	__hosted_wait_event_rc(wq, cond, TASK_INTERRUPTIBLE | TASK_FREEZABLE, true)

#endif
