// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches both worlds.
 *
 * The lock is taken last of all locks, for a few instructions, and by events of
 * the trusted OS on the stack of one of its threads, which is small: nothing
 * here prints, allocates or calls out.
 */
#include <pthread.h>
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "watch.h"

#define EVENTS		65536

static struct {
	pthread_mutex_t lock;	/* protects the rest */
	struct watch_task tasks[WATCH_TASKS];
	unsigned int num_tasks;
	struct watch_thread threads[SECURE_MAX_THREADS];
	const void *lock_object;
	const char *lock_name;
	const struct task_struct *lock_owner;
	struct watch_event events[EVENTS];
	uint64_t first;		/* the oldest event that nobody has looked at */
	uint64_t next;
	uint64_t lost;
} watch = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* The task that is in the other world on this host thread */
static _Thread_local const struct task_struct *in_smc;

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

static struct watch_task *find(const struct task_struct *task)
{
	unsigned int n;

	for (n = 0; n < watch.num_tasks; n++)
		if (watch.tasks[n].task == task)
			return &watch.tasks[n];
	return NULL;
}

static struct watch_event *new_event(enum watch_kind kind, const struct watch_task *entry)
{
	struct watch_event *ev = &watch.events[watch.next++ % EVENTS];

	if (watch.next - watch.first > EVENTS) {
		watch.first++;
		watch.lost++;
	}
	*ev = (struct watch_event){ .time = hosted_time_ns(), .kind = kind };
	if (entry) {
		memcpy(ev->name, entry->name, sizeof(ev->name));
		ev->role = entry->role;
		ev->wait = entry->wait;
	}
	return ev;
}

/*
 * The scheduler in between
 */

static const struct hosted_sched *const base = &hosted_sched_threads;

/* A new task. Where there are too many we do not see all, and find fewer deadlocks. */
static void add(struct task_struct *task)
{
	struct hosted_task_info info;
	struct watch_task *entry;

	hosted_task_info(task, &info);
	pthread_mutex_lock(&watch.lock);
	if (!find(task) && watch.num_tasks < WATCH_TASKS) {
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
	found = find(task);
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
	entry = find(task);
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
	entry = find(task);
	if (entry && !entry->token) {
		entry->on = *on;
		entry->wait = classify(on, deadline);
		entry->seq++;
		new_event(WATCH_EV_SLEEP, entry);
	}
	pthread_mutex_unlock(&watch.lock);
}

static void stop_sleep(struct watch_task *entry)
{
	if (entry->wait == WATCH_RUNS)
		return;
	new_event(WATCH_EV_WAKE, entry);
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
	entry = find(task);
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
	entry = find(task);
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

/*
 * The trusted OS
 */

static void set_owner(struct watch_thread *thread, const struct watch_task *owner)
{
	thread->owner = owner ? owner->task : NULL;
	memcpy(thread->owner_name, owner ? owner->name : "", owner ? WATCH_NAME : 1);
}

static void update(struct watch_thread *thread, const struct secure_event_info *info,
		   const struct watch_task *owner)
{
	switch (info->event) {
	case SECURE_EV_TAKEN:
		*thread = (struct watch_thread){
			.taken = true, .system = info->system, .rpc = -1, .waits_for = -1,
		};
		set_owner(thread, owner);
		break;
	case SECURE_EV_RESUMED:
		thread->suspended = false;
		set_owner(thread, owner);
		break;
	case SECURE_EV_SUSPENDED:
		thread->suspended = true;
		break;
	case SECURE_EV_FREED:
		*thread = (struct watch_thread){ .rpc = -1, .waits_for = -1 };
		break;
	case SECURE_EV_OPENING:
	case SECURE_EV_INVOKING:
		thread->service = info->what;
		thread->cmd = info->cmd;
		break;
	case SECURE_EV_OPENED:
	case SECURE_EV_INVOKED:
		thread->service = NULL;
		break;
	case SECURE_EV_RPC:
		thread->rpc = (int)info->cmd;
		break;
	case SECURE_EV_RPC_DONE:
		thread->rpc = -1;
		break;
	case SECURE_EV_WAITS:
		thread->waits_for = (int)info->value;
		thread->turn = info->what;
		break;
	case SECURE_EV_WAITED:
		thread->waits_for = -1;
		break;
	default:
		break;
	}
}

static void secure_event(void *arg, const struct secure_event_info *info)
{
	const struct watch_task *entry;

	(void)arg;
	pthread_mutex_lock(&watch.lock);
	entry = find(in_smc);
	if (info->thread < SECURE_MAX_THREADS)
		update(&watch.threads[info->thread], info, entry);
	new_event(WATCH_EV_SECURE, entry)->info = *info;
	pthread_mutex_unlock(&watch.lock);
}

const struct secure_trace watch_trace = { .event = secure_event };

void watch_smc_begin(void)
{
	in_smc = hosted_task_current();
}

void watch_smc_end(void)
{
	in_smc = NULL;
}

/*
 * The board
 */

void watch_role(enum watch_role role)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = find(hosted_task_current());
	if (entry)
		entry->role = role;
	pthread_mutex_unlock(&watch.lock);
}

void watch_lock_taken(const void *object, const char *name)
{
	const struct task_struct *task = hosted_task_current();

	pthread_mutex_lock(&watch.lock);
	watch.lock_object = object;
	watch.lock_name = name;
	watch.lock_owner = task;
	pthread_mutex_unlock(&watch.lock);
}

void watch_lock_given(void)
{
	pthread_mutex_lock(&watch.lock);
	watch.lock_owner = NULL;
	pthread_mutex_unlock(&watch.lock);
}

void watch_note(const char *text)
{
	pthread_mutex_lock(&watch.lock);
	new_event(WATCH_EV_NOTE, NULL)->text = text;
	pthread_mutex_unlock(&watch.lock);
}

void watch_init(void)
{
	unsigned int n;

	pthread_mutex_lock(&watch.lock);
	watch.num_tasks = 0;
	for (n = 0; n < SECURE_MAX_THREADS; n++)
		watch.threads[n] = (struct watch_thread){ .rpc = -1, .waits_for = -1 };
	watch.lock_object = NULL;
	watch.lock_owner = NULL;
	watch.first = 0;
	watch.next = 0;
	watch.lost = 0;
	pthread_mutex_unlock(&watch.lock);
}

void watch_snapshot(struct watch_snapshot *snap)
{
	pthread_mutex_lock(&watch.lock);
	memcpy(snap->tasks, watch.tasks, watch.num_tasks * sizeof(watch.tasks[0]));
	snap->num_tasks = watch.num_tasks;
	memcpy(snap->threads, watch.threads, sizeof(snap->threads));
	snap->lock_owner = watch.lock_owner;
	snap->lock_name = watch.lock_name;
	pthread_mutex_unlock(&watch.lock);
}

bool watch_next(struct watch_event *ev)
{
	bool there;

	pthread_mutex_lock(&watch.lock);
	there = watch.first != watch.next;
	if (there)
		*ev = watch.events[watch.first++ % EVENTS];
	pthread_mutex_unlock(&watch.lock);
	return there;
}

uint64_t watch_lost(void)
{
	uint64_t lost;

	pthread_mutex_lock(&watch.lock);
	lost = watch.lost;
	pthread_mutex_unlock(&watch.lock);
	return lost;
}
