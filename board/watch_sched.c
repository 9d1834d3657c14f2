// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches the normal world, from between the hosted kernel and its scheduler.
 */
#include <string.h>

#include <hosted/task.h>

#include "optee_rpc_cmd.h"
#include "watch_private.h"

/* The RPC that a call of this task is suspended in, -1: none. */
static int rpc_of(const struct task_struct *task)
{
	unsigned int n;

	for (n = 0; n < SECURE_MAX_THREADS; n++)
		if (watch.threads[n].suspended && watch.threads[n].owner == task)
			return watch.threads[n].rpc;
	return -1;
}

/* The driver serves these RPCs itself, and leaves all others to the supplicant. */
static enum watch_wait classify_rpc(int cmd)
{
	switch (cmd) {
	case OPTEE_RPC_CMD_NOTIFICATION:
		return WATCH_NOTIF;
	case -1:
	case OPTEE_RPC_CMD_GET_TIME:
	case OPTEE_RPC_CMD_SUSPEND:
	case OPTEE_RPC_CMD_I2C_TRANSFER:
		return WATCH_UNKNOWN;
	default:
		return WATCH_ANSWER;
	}
}

/* A call that waits for a thread sleeps on a wait queue that is part of its struct lane_call. */
static bool wants_thread(const struct watch_task *entry, const struct hosted_wait *on)
{
	uintptr_t call = (uintptr_t)entry->wants, object = (uintptr_t)on->object;

	return call && object >= call && object - call < entry->wants_size;
}

/*
 * What a sleep is for, from what the task and its call have said before. A wait of which
 * that tells nothing is one of which we do not know who ends it. So is that of a task
 * that was killed: it leaves its call to somebody else.
 */
static enum watch_wait classify(const struct watch_task *entry, const struct hosted_wait *on,
				uint64_t deadline, bool killed)
{
	if (deadline != HOSTED_NO_DEADLINE)
		return WATCH_SLEEPS;
	if (killed)
		return WATCH_UNKNOWN;
	if (on->object && on->object == watch.lock_object)
		return WATCH_LOCK;
	if (wants_thread(entry, on))
		return WATCH_THREAD;
	if (entry->role == WATCH_SUPPLICANT && entry->serves < 0)
		return WATCH_IDLE;
	return classify_rpc(rpc_of(entry->task));
}

static const struct hosted_sched *const base = &hosted_sched_threads;

/* A new task. One for which there is no room is not seen, so fewer deadlocks are found. */
static void add_task(struct task_struct *task)
{
	struct hosted_task_info info;
	struct watch_task *entry;

	hosted_task_info(task, &info);
	pthread_mutex_lock(&watch.lock);
	if (!watch_find(task) && watch.num_tasks < WATCH_TASKS) {
		entry = &watch.tasks[watch.num_tasks++];
		*entry = (struct watch_task){ .task = task, .wait = WATCH_RUNS, .serves = -1 };
		entry->id = ++watch.last_id;
		memcpy(entry->name, info.name, sizeof(info.name) - 1);
	}
	pthread_mutex_unlock(&watch.lock);
}

static bool is_new_task(const struct task_struct *task)
{
	bool found;

	pthread_mutex_lock(&watch.lock);
	found = watch_find(task);
	pthread_mutex_unlock(&watch.lock);
	return !found;
}

static void forget_task(struct task_struct *task)
{
	struct watch_task *entry;
	unsigned int n;

	pthread_mutex_lock(&watch.lock);
	for (n = 0; n < SECURE_MAX_THREADS; n++)
		if (watch.threads[n].owner == task)
			watch.threads[n].owner = NULL;
	if (watch.lock_owner == task)
		watch.lock_owner = NULL;
	entry = watch_find(task);
	if (entry)
		*entry = watch.tasks[--watch.num_tasks];
	pthread_mutex_unlock(&watch.lock);
}

static int watched_start(struct task_struct *task, void (*fn)(struct task_struct *task))
{
	int rc;

	add_task(task);
	rc = base->start(task, fn);
	if (rc)
		forget_task(task);
	return rc;
}

static void watched_finish(struct task_struct *task)
{
	forget_task(task);
	base->finish(task);
}

static void goes_to_sleep(struct task_struct *task, const struct hosted_wait *on,
			  uint64_t deadline)
{
	struct hosted_task_info info;
	struct watch_task *entry;

	hosted_task_info(task, &info);
	pthread_mutex_lock(&watch.lock);
	entry = watch_find(task);
	if (entry && !entry->token) {
		entry->on = *on;
		entry->wait = classify(entry, on, deadline, info.killed);
		entry->seq++;
		watch_new_event(WATCH_EV_SLEEP, entry);
	}
	pthread_mutex_unlock(&watch.lock);
}

static void stop_sleep(struct watch_task *entry)
{
	if (entry->wait == WATCH_RUNS)
		return;
	watch_new_event(WATCH_EV_WAKE, entry);
	entry->wait = WATCH_RUNS;
}

static bool watched_block(struct task_struct *task, const struct hosted_wait *on, uint64_t deadline)
{
	struct watch_task *entry;
	bool woken;

	/* A task that was not started by this scheduler is a thread of the host. */
	if (is_new_task(task))
		add_task(task);
	watch_wait_for_room();
	goes_to_sleep(task, on, deadline);
	woken = base->block(task, on, deadline);
	pthread_mutex_lock(&watch.lock);
	entry = watch_find(task);
	if (entry) {
		stop_sleep(entry);
		if (woken)
			entry->token = false;
	}
	pthread_mutex_unlock(&watch.lock);
	return woken;
}

/* A task counts as running from its wake-up on, even if the host does not run it yet. */
static void watched_wake(struct task_struct *task)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = watch_find(task);
	if (entry) {
		stop_sleep(entry);
		entry->token = true;
	}
	pthread_mutex_unlock(&watch.lock);
	base->wake(task);
}

static void watched_relax(const int *word, int value)
{
	base->relax(word, value);
}

static void watched_released(const int *word)
{
	base->released(word);
}

static uint64_t watched_now(void)
{
	return base->now();
}

const struct hosted_sched watch_sched = {
	.name = "watched",
	.start = watched_start,
	.finish = watched_finish,
	.block = watched_block,
	.wake = watched_wake,
	.relax = watched_relax,
	.released = watched_released,
	.now = watched_now,
};
