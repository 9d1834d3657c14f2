// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Spin locks, mutexes, completions, wait queues.
 */
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "internal.h"

/* Spin locks */

/**
 * hosted_spin_enter() - note that the current task has a spin lock
 * @lock:	the lock, just taken
 */
void hosted_spin_enter(spinlock_t *lock)
{
	struct task_struct *task = current;

	task->atomic++;
	WRITE_ONCE(lock->owner, task);
}

/**
 * hosted_spin_leave() - note that the current task gives a spin lock up
 * @lock:	the lock
 */
void hosted_spin_leave(spinlock_t *lock)
{
	struct task_struct *task = current;

	if (READ_ONCE(lock->owner) != task)
		hosted_bug("a spin lock is released by somebody else", __FILE__, __LINE__);
	WRITE_ONCE(lock->owner, NULL);
	task->atomic--;
}

/**
 * hosted_spin_contended() - wait for a spin lock that is taken
 * @lock:	the lock; it is taken on return
 */
void hosted_spin_contended(spinlock_t *lock)
{
	if (READ_ONCE(lock->owner) == current)
		hosted_bug("a spin lock is taken twice", __FILE__, __LINE__);
	while (__atomic_exchange_n(&lock->word, 2, __ATOMIC_ACQUIRE))
		hosted_sched->relax(&lock->word, 2);
	hosted_spin_enter(lock);
}

/**
 * hosted_spin_hand_on() - wake those who wait for a spin lock
 * @lock:	the lock, just released
 */
void hosted_spin_hand_on(spinlock_t *lock)
{
	hosted_sched->released(&lock->word);
}

/*
 * Waiters of mutexes and completions lie on their stacks. A waiter that is taken off the list has
 * got what it waits for. Its stack may be gone as soon as the lock is free.
 */
struct waiter {
	struct list_head node;
	struct task_struct *task;
	bool got;
};

static void give_to_first(struct list_head *waiters)
{
	struct waiter *waiter = list_first_entry(waiters, struct waiter, node);

	list_del(&waiter->node);
	waiter->got = true;
	wake_up_process(waiter->task);
}

/* Called with the lock held, which is dropped for the sleep. -ERESTARTSYS, -ETIME. */
static int wait_for_it(struct list_head *waiters, spinlock_t *lock, unsigned int state,
		       long *timeout, const struct hosted_wait *wait)
{
	struct waiter me = { .task = current };

	list_add_tail(&me.node, waiters);
	for (;;) {
		if (signal_pending_state(state, current))
			break;
		set_current_state(state);
		spin_unlock(lock);
		*timeout = hosted_schedule_timeout(*timeout, wait->object, wait->what,
						   wait->where);
		spin_lock(lock);
		if (me.got)
			return 0;
		if (!*timeout) {
			list_del(&me.node);
			return -ETIME;
		}
	}
	list_del(&me.node);
	return -ERESTARTSYS;
}

/* Mutexes */

/**
 * hosted_mutex_init() - initialize a mutex
 * @mutex:	the mutex
 */
void hosted_mutex_init(struct mutex *mutex)
{
	spin_lock_init(&mutex->lock);
	mutex->owner = NULL;
	INIT_LIST_HEAD(&mutex->waiters);
}

void mutex_destroy(struct mutex *mutex)
{
	WARN_ON(mutex->owner || !list_empty(&mutex->waiters));
}

/**
 * hosted_mutex_lock() - take a mutex
 * @mutex:	the mutex
 * @state:	TASK_*, how to sleep
 * @what:	name of the mutex
 * @where:	function that takes it
 *
 * Return: 0, or -EINTR after a signal.
 */
int hosted_mutex_lock(struct mutex *mutex, unsigned int state, const char *what,
		      const char *where)
{
	const struct hosted_wait wait = { .what = what, .where = where, .object = mutex };
	long timeout = MAX_SCHEDULE_TIMEOUT;
	int rc = 0;

	hosted_might_sleep(where);
	spin_lock(&mutex->lock);
	if (mutex->owner == current)
		hosted_bug("a mutex is taken twice", __FILE__, __LINE__);
	if (mutex->owner)
		rc = wait_for_it(&mutex->waiters, &mutex->lock, state, &timeout, &wait);
	if (!rc)
		mutex->owner = current;
	spin_unlock(&mutex->lock);
	return rc ? -EINTR : 0;
}

int mutex_trylock(struct mutex *mutex)
{
	int got;

	spin_lock(&mutex->lock);
	got = !mutex->owner;
	if (got)
		mutex->owner = current;
	spin_unlock(&mutex->lock);
	return got;
}

void mutex_unlock(struct mutex *mutex)
{
	spin_lock(&mutex->lock);
	if (mutex->owner != current)
		hosted_bug("a mutex is released by somebody else", __FILE__, __LINE__);
	if (list_empty(&mutex->waiters)) {
		mutex->owner = NULL;
	} else {
		/* The first waiter owns the mutex from here on, so no other task can take it. */
		mutex->owner = list_first_entry(&mutex->waiters, struct waiter, node)->task;
		give_to_first(&mutex->waiters);
	}
	spin_unlock(&mutex->lock);
}

/* Completions. @done stays at UINT_MAX after complete_all(). */

void complete(struct completion *x)
{
	spin_lock(&x->lock);
	if (!list_empty(&x->waiters))
		give_to_first(&x->waiters);
	else if (x->done != UINT_MAX)
		WRITE_ONCE(x->done, x->done + 1);
	spin_unlock(&x->lock);
}

void complete_all(struct completion *x)
{
	spin_lock(&x->lock);
	WRITE_ONCE(x->done, UINT_MAX);
	while (!list_empty(&x->waiters))
		give_to_first(&x->waiters);
	spin_unlock(&x->lock);
}

static bool take_done(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != UINT_MAX)
		WRITE_ONCE(x->done, x->done - 1);
	return true;
}

bool try_wait_for_completion(struct completion *x)
{
	bool done;

	spin_lock(&x->lock);
	done = take_done(x);
	spin_unlock(&x->lock);
	return done;
}

bool completion_done(struct completion *x)
{
	bool done;

	spin_lock(&x->lock);
	done = x->done;
	spin_unlock(&x->lock);
	return done;
}

/**
 * hosted_wait_for_completion() - wait for a completion
 * @x:	the completion
 * @timeout:	jiffies
 * @state:	TASK_*, how to sleep
 * @what:	name of the completion
 * @where:	function that waits
 *
 * Return: jiffies that were left, at least 1; 0 if it was too late; -ERESTARTSYS after a signal.
 */
long hosted_wait_for_completion(struct completion *x, long timeout, unsigned int state,
				const char *what, const char *where)
{
	const struct hosted_wait wait = { .what = what, .where = where, .object = x };
	int rc = 0;

	hosted_might_sleep(where);
	spin_lock(&x->lock);
	if (!take_done(x))
		rc = timeout > 0 ? wait_for_it(&x->waiters, &x->lock, state, &timeout, &wait)
				 : -ETIME;
	spin_unlock(&x->lock);
	if (rc)
		return rc == -ETIME ? 0 : rc;
	return timeout > 0 ? timeout : 1;
}

/* Wait queues */

/**
 * hosted_wake_up() - wake tasks that wait in a queue
 * @wq:	the queue
 * @state:	TASK_*, states of the tasks that are woken
 * @exclusive:	so many exclusive waiters are woken, 0: all
 */
void hosted_wake_up(wait_queue_head_t *wq, unsigned int state, unsigned int exclusive)
{
	wait_queue_entry_t *entry, *next;

	spin_lock(&wq->lock);
	list_for_each_entry_safe(entry, next, &wq->head, entry) {
		if (!wake_up_state(entry->task, state))
			continue;
		list_del_init(&entry->entry);
		if (entry->exclusive && exclusive && !--exclusive)
			break;
	}
	spin_unlock(&wq->lock);
}

/**
 * hosted_prepare_to_wait() - put the current task into a queue, and set its state
 * @wq:	the queue
 * @entry:	the task's
 * @state:	TASK_*
 */
void hosted_prepare_to_wait(wait_queue_head_t *wq, wait_queue_entry_t *entry,
			    unsigned int state)
{
	spin_lock(&wq->lock);
	if (list_empty(&entry->entry)) {
		if (entry->exclusive)
			list_add_tail(&entry->entry, &wq->head);
		else
			list_add(&entry->entry, &wq->head);
	}
	set_current_state(state);
	spin_unlock(&wq->lock);
}

bool finish_wait(wait_queue_head_t *wq, wait_queue_entry_t *entry)
{
	bool woken;

	__set_current_state(TASK_RUNNING);
	spin_lock(&wq->lock);
	woken = list_empty(&entry->entry);
	list_del_init(&entry->entry);
	spin_unlock(&wq->lock);
	return woken;
}

bool waitqueue_active(wait_queue_head_t *wq)
{
	bool active;

	spin_lock(&wq->lock);
	active = !list_empty(&wq->head);
	spin_unlock(&wq->lock);
	return active;
}
