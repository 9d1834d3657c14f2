/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Completions: a count of events that have happened and nobody has waited for yet.
 */
#ifndef HOSTED_LINUX_COMPLETION_H
#define HOSTED_LINUX_COMPLETION_H

#include <linux/limits.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct completion {
	unsigned int done;
	spinlock_t lock; /* protects all of it */
	struct list_head waiters;
};

static inline void init_completion(struct completion *x)
{
	x->done = 0;
	spin_lock_init(&x->lock);
	INIT_LIST_HEAD(&x->waiters);
}

static inline void reinit_completion(struct completion *x)
{
	__atomic_store_n(&x->done, 0, __ATOMIC_RELAXED);
}

void complete(struct completion *x);
void complete_all(struct completion *x);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);

/* Jiffies that were left, at least 1; 0: too late; -ERESTARTSYS. */
long hosted_wait_for_completion(struct completion *x, long timeout, unsigned int state,
				const char *what, const char *where);

/* 0x2, 0x102 and 0x1 are TASK_UNINTERRUPTIBLE, _KILLABLE and _INTERRUPTIBLE. */
#define __hosted_wait(x, timeout, state)				\
	hosted_wait_for_completion(x, timeout, state, #x, __func__)
#define __hosted_wait_rc(x, state)					\
({									\
	long rc_ = __hosted_wait(x, LONG_MAX, state);			\
									\
	rc_ < 0 ? (int)rc_ : 0;						\
})
#define wait_for_completion(x)		((void)__hosted_wait(x, LONG_MAX, 0x2))
#define wait_for_completion_timeout(x, timeout)				\
	((unsigned long)__hosted_wait(x, timeout, 0x2))
#define wait_for_completion_state(x, state)	__hosted_wait_rc(x, state)
#define wait_for_completion_killable_timeout(x, timeout)	__hosted_wait(x, timeout, 0x102)

#endif
