/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Mutexes, first come first served.
 */
#ifndef HOSTED_LINUX_MUTEX_H
#define HOSTED_LINUX_MUTEX_H

#include <linux/list.h>
#include <linux/spinlock.h>

/**
 * struct mutex - a lock to sleep on
 * @lock:	protects the rest
 * @owner:	who has it, NULL: free
 * @waiters:	who wants it; the first is handed it
 */
struct mutex {
	spinlock_t lock; /* see above */
	struct task_struct *owner;
	struct list_head waiters;
};

#define DEFINE_MUTEX(name)	struct mutex name = { .waiters = LIST_HEAD_INIT(name.waiters) }

void hosted_mutex_init(struct mutex *mutex);
void mutex_destroy(struct mutex *mutex);
int hosted_mutex_lock(struct mutex *mutex, unsigned int state, const char *what,
		      const char *where);
int mutex_trylock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

#define mutex_init(mutex)	hosted_mutex_init(mutex)
#define mutex_lock(mutex)						\
	((void)hosted_mutex_lock(mutex, 0x2 /* TASK_UNINTERRUPTIBLE */, #mutex, __func__))
#define mutex_lock_killable(mutex)					\
	hosted_mutex_lock(mutex, 0x102 /* TASK_KILLABLE */, #mutex, __func__)

#endif
