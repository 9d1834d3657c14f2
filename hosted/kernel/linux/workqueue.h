/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Work queues: each has as many workers as it has works under way, up to max_active.
 */
#ifndef HOSTED_LINUX_WORKQUEUE_H
#define HOSTED_LINUX_WORKQUEUE_H

#include <linux/list.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>

struct workqueue_struct;
struct work_struct;

typedef void (*work_func_t)(struct work_struct *work);

/**
 * struct work_struct - something to do
 * @entry:	in the queue while @pending
 * @pending:	queued, and not begun
 * @func:	does it
 * @wq:		where it was queued last
 */
struct work_struct {
	struct list_head entry;
	int pending;
	work_func_t func;
	struct workqueue_struct *wq;
};

/**
 * struct delayed_work - something to do later
 * @work:	it is @wq's when the time has come
 * @timer:	tells when
 * @wq:		where it is to be queued
 */
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
};

#define WQ_UNBOUND	0x0002
#define WQ_MEM_RECLAIM	0x0008
#define WQ_MAX_ACTIVE	512
#define WQ_DFL_ACTIVE	(WQ_MAX_ACTIVE / 2)

#define INIT_WORK(work, fn)					\
do {								\
	INIT_LIST_HEAD(&(work)->entry);				\
	(work)->pending = 0;					\
	(work)->func = (fn);					\
	(work)->wq = NULL;					\
} while (0)

void hosted_delayed_work_fn(struct timer_list *timer);

#define INIT_DELAYED_WORK(dwork, fn)				\
do {								\
	INIT_WORK(&(dwork)->work, fn);				\
	timer_setup(&(dwork)->timer, hosted_delayed_work_fn, 0);	\
} while (0)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;

__printf(1, 4) struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
							int max_active, ...);
void destroy_workqueue(struct workqueue_struct *wq);
void flush_workqueue(struct workqueue_struct *wq);
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
/* Unlike in Linux, it must not be pending. */
void queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);
bool cancel_work_sync(struct work_struct *work);
bool flush_work(struct work_struct *work);

#endif
