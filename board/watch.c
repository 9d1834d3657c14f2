// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches both worlds: what is known, snapshots of it, events.
 */
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "watch_private.h"

struct watch watch = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct watch_task *watch_find(const struct task_struct *task)
{
	unsigned int n;

	for (n = 0; n < watch.num_tasks; n++)
		if (watch.tasks[n].task == task)
			return &watch.tasks[n];
	return NULL;
}

struct watch_event *watch_new_event(enum watch_kind kind, const struct watch_task *entry)
{
	struct watch_event *ev = &watch.events[watch.next++ % WATCH_EVENTS];

	if (watch.next - watch.first > WATCH_EVENTS) {
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

void watch_role(enum watch_role role)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = watch_find(hosted_task_current());
	if (entry)
		entry->role = role;
	pthread_mutex_unlock(&watch.lock);
}

void watch_serves(int cmd)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = watch_find(hosted_task_current());
	if (entry) {
		entry->role = WATCH_SUPPLICANT;
		entry->serves = cmd;
		entry->since = ++watch.order;
	}
	pthread_mutex_unlock(&watch.lock);
}

void watch_lane_wait(const void *call, size_t size)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = watch_find(hosted_task_current());
	if (entry) {
		entry->wants = call;
		entry->wants_size = size;
	}
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
	watch_new_event(WATCH_EV_NOTE, NULL)->text = text;
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
	watch.refused = false;
	watch.order = 0;
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
	snap->refused = watch.refused;
	pthread_mutex_unlock(&watch.lock);
}

bool watch_next(struct watch_event *ev)
{
	bool there;

	pthread_mutex_lock(&watch.lock);
	there = watch.first != watch.next;
	if (there)
		*ev = watch.events[watch.first++ % WATCH_EVENTS];
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
