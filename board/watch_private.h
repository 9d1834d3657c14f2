/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the parts of the watch share: watch.c (state, snapshots, events),
 * watch_sched.c (between the kernel and its scheduler), watch_secure.c (the trusted
 * OS's tracer). watch_driver.c, which is code of the kernel, does not see this.
 */
#ifndef BOARD_WATCH_PRIVATE_H
#define BOARD_WATCH_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "watch.h"

#define WATCH_EVENTS	65536

/**
 * struct watch - all that is known
 * @lock:	protects the rest. Taken last of all locks, for a few instructions, and
 *		by the tracer on the stack of a thread of the trusted OS, which is small:
 *		nothing that holds it prints, allocates or calls out.
 * @tasks:	@num_tasks of them, in no order
 * @threads:	by number
 * @lock_object: the board's lock, as it is in struct hosted_wait
 * @lock_name:	its name
 * @lock_owner:	who has it
 * @refused:	see struct watch_snapshot
 * @order:	the last @since of a task or a thread
 * @last_id:	the last @id of a task
 * @counts:	see watch_counts()
 * @events:	a ring
 * @first:	number of the oldest event that nobody has looked at
 * @next:	number of the next event
 * @lost:	see watch_lost()
 * @hold:	see watch_hold()
 * @waiting:	tasks that wait for @room
 * @held_ns:	see watch_held_ns()
 * @room:	signalled when there is room again for events
 */
struct watch {
	pthread_mutex_t lock; /* see above */
	struct watch_task tasks[WATCH_TASKS];
	unsigned int num_tasks;
	struct watch_thread threads[SECURE_MAX_THREADS];
	const void *lock_object;
	const char *lock_name;
	const struct task_struct *lock_owner;
	bool refused;
	uint64_t order;
	unsigned int last_id;
	struct watch_counts counts;
	struct watch_event events[WATCH_EVENTS];
	uint64_t first;
	uint64_t next;
	uint64_t lost;
	atomic_bool hold;
	unsigned int waiting;
	uint64_t held_ns;
	pthread_cond_t room;
};

extern struct watch watch;

struct watch_task *watch_find(const struct task_struct *task);

struct watch_event *watch_new_event(enum watch_kind kind, const struct watch_task *entry);

#endif
