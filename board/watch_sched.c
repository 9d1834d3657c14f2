// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches the normal world, from between the hosted kernel and its scheduler.
 */
#include <string.h>

#include <hosted/task.h>

#include "watch_private.h"

/*
 * Where the driver waits, by the function that does. A wait that is not here is
 * one of which we do not know who ends it.
 */
static const struct {
	const char *where;
	enum watch_wait wait;
} waits[] = {
	{ "wait_for_token", WATCH_THREAD },	/* optee/lanes.c, a call */
	{ "lanes_request", WATCH_THREAD },	/* optee/lanes.c, a request */
	{ "optee_supp_ask", WATCH_ANSWER },	/* optee/supp.c */
	{ "optee_supp_recv", WATCH_IDLE },	/* optee/supp.c, the supplicant */
	{ "sleep_on", WATCH_NOTIF },		/* optee/notif.c */
	{ 0 },
};

static enum watch_wait classify(const struct hosted_wait *on, uint64_t deadline)
{
	unsigned int n;

	if (deadline != HOSTED_NO_DEADLINE)
		return WATCH_SLEEPS;
	if (on->object && on->object == watch.lock_object)
		return WATCH_LOCK;
	for (n = 0; on->where && waits[n].where; n++)
		if (!strcmp(on->where, waits[n].where))
			return waits[n].wait;
	return WATCH_UNKNOWN;
}

static const struct hosted_sched *const base = &hosted_sched_threads;

/* A new task. Where there are too many we do not see all, and find fewer deadlocks. */
static void add(struct task_struct *task)
{
	struct hosted_task_info info;
	struct watch_task *entry;

	hosted_task_info(task, &info);
	pthread_mutex_lock(&watch.lock);
	if (!watch_find(task) && watch.num_tasks < WATCH_TASKS) {
		entry = &watch.tasks[watch.num_tasks++];
		*entry = (struct watch_task){ .task = task, .wait = WATCH_RUNS };
		memcpy(entry->name, info.name, sizeof(entry->name) - 1);
	}
	pthread_mutex_unlock(&watch.lock);
}

static bool is_new(const struct task_struct *task)
{
	bool found;

	pthread_mutex_lock(&watch.lock);
	found = watch_find(task);
	pthread_mutex_unlock(&watch.lock);
	return !found;
}

static void forget(struct task_struct *task)
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

static int start(struct task_struct *task, void (*fn)(struct task_struct *task))
{
	int rc;

	add(task);
	rc = base->start(task, fn);
	if (rc)
		forget(task);
	return rc;
}

static void finish(struct task_struct *task)
{
	forget(task);
	base->finish(task);
}

static void goes_to_sleep(struct task_struct *task, const struct hosted_wait *on,
			  uint64_t deadline)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = watch_find(task);
	if (entry && !entry->token) {
		entry->on = *on;
		entry->wait = classify(on, deadline);
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

static bool block(struct task_struct *task, const struct hosted_wait *on, uint64_t deadline)
{
	struct watch_task *entry;
	bool woken;

	/* Nobody started it: it is a thread of the host that came by. */
	if (is_new(task))
		add(task);
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

/* From here on the task counts as running, whenever the host lets it. */
static void wake(struct task_struct *task)
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

static void relax(const int *word, int value)
{
	base->relax(word, value);
}

static void released(const int *word)
{
	base->released(word);
}

static uint64_t now(void)
{
	return base->now();
}

const struct hosted_sched watch_sched = {
	.name = "watched",
	.start = start,
	.finish = finish,
	.block = block,
	.wake = wake,
	.relax = relax,
	.released = released,
	.now = now,
};
