// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches both worlds: what is known, snapshots of it, events.
 */
#include <stdio.h>
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "watch_private.h"

struct watch watch = { .lock = PTHREAD_MUTEX_INITIALIZER, .room = PTHREAD_COND_INITIALIZER };

/*
 * Tasks are held back from here on. What is left is for what all of them may cause before they come
 * to a place where they can wait.
 */
#define HOLD_AT		(WATCH_EVENTS / 2)

/**
 * watch_find() - the entry of a task
 * @task:		the task
 *
 * With the lock of the watch held.
 *
 * Return: NULL: it is not known.
 */
struct watch_task *watch_find(const struct task_struct *task)
{
	unsigned int n;

	for (n = 0; n < watch.num_tasks; n++)
		if (watch.tasks[n].task == task)
			return &watch.tasks[n];
	return NULL;
}

/**
 * watch_new_event() - a new event
 * @kind:		what it is
 * @entry:	the task that it is about, NULL: nobody
 *
 * With the lock of the watch held, as long as the event is filled in.
 */
struct watch_event *watch_new_event(enum watch_kind kind, const struct watch_task *entry)
{
	struct watch_event *ev = &watch.events[watch.next++ % WATCH_EVENTS];

	if (watch.next - watch.first > WATCH_EVENTS) {
		watch.first++;
		watch.lost++;
	}
	*ev = (struct watch_event){ .time = hosted_time_ns(), .kind = kind };
	if (entry) {
		ev->task = entry->id;
		memcpy(ev->name, entry->name, sizeof(ev->name));
		ev->role = entry->role;
		ev->wait = entry->wait;
	}
	return ev;
}

/**
 * watch_client() - the calling task is a client
 * @name:		its name, which may be longer than the one that the kernel knows
 */
void watch_client(const char *name)
{
	struct watch_task *entry;

	pthread_mutex_lock(&watch.lock);
	entry = watch_find(hosted_task_current());
	if (entry) {
		entry->role = WATCH_CLIENT;
		snprintf(entry->name, sizeof(entry->name), "%s", name);
	}
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_call() - a client says where in its call it is
 * @call:		where
 */
void watch_call(const struct watch_call *call)
{
	pthread_mutex_lock(&watch.lock);
	watch_new_event(WATCH_EV_CALL, watch_find(hosted_task_current()))->call = *call;
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_serves() - the calling supplicant has begun to work on a request, or ended
 * @cmd:	OPTEE_RPC_CMD_*; -1: none. When it sleeps then, it is for the next one.
 */
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

/**
 * watch_lane_wait() - a call of the calling task is going to wait for a thread
 * @call:		memory of the call
 * @size:		bytes of it
 *
 * For watch_driver.c.
 */
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

/**
 * watch_lock_taken() - the calling task has taken the board's lock
 * @object:	the lock, as it is in struct hosted_wait
 * @name:	what to call it, static
 */
void watch_lock_taken(const void *object, const char *name)
{
	const struct task_struct *task = hosted_task_current();

	pthread_mutex_lock(&watch.lock);
	watch.lock_object = object;
	watch.lock_name = name;
	watch.lock_owner = task;
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_lock_given() - the calling task has given the board's lock back
 */
void watch_lock_given(void)
{
	pthread_mutex_lock(&watch.lock);
	watch.lock_owner = NULL;
	pthread_mutex_unlock(&watch.lock);
}

static uint64_t add_note(enum watch_kind kind, const char *text)
{
	struct watch_event *ev;
	uint64_t time;

	pthread_mutex_lock(&watch.lock);
	ev = watch_new_event(kind, NULL);
	ev->text = text;
	time = ev->time;
	if (kind == WATCH_EV_START)
		watch.counts = (struct watch_counts){ 0 };
	pthread_mutex_unlock(&watch.lock);
	return time;
}

/**
 * watch_note() - something for the timeline
 * @text:		what, static
 */
void watch_note(const char *text)
{
	add_note(WATCH_EV_NOTE, text);
}

/**
 * watch_fault() - a fault that the scenario wants has happened
 * @text:		what, static
 */
void watch_fault(const char *text)
{
	add_note(WATCH_EV_FAULT, text);
}

/**
 * watch_start() - the clients are about to start
 *
 * What happened before is the machine's boot: counts begin with 0 here.
 *
 * Return: the time of the event that says so, ns since the machine was switched on.
 */
uint64_t watch_start(void)
{
	return add_note(WATCH_EV_START, NULL);
}

/**
 * watch_deadlock() - a deadlock was found
 *
 * Return: when, as watch_start().
 */
uint64_t watch_deadlock(void)
{
	return add_note(WATCH_EV_DEADLOCK, "DEADLOCK: some tasks can never go on");
}

/**
 * watch_init() - begin, with nothing known
 *
 * Before hosted_boot() and secure_boot().
 */
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
	watch.last_id = 0;
	watch.counts = (struct watch_counts){ 0 };
	watch.hold = false;
	watch.held_ns = 0;
	watch.first = 0;
	watch.next = 0;
	watch.lost = 0;
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_snapshot() - the machine as it is now
 * @snap:		out
 */
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

/**
 * watch_counts() - what has happened since watch_start()
 * @counts:	out
 */
void watch_counts(struct watch_counts *counts)
{
	pthread_mutex_lock(&watch.lock);
	*counts = watch.counts;
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_take() - take events, the oldest first
 * @events:	out
 * @max:	room for so many
 *
 * By one thread at a time.
 *
 * Return: how many; 0: there is none now.
 */
unsigned int watch_take(struct watch_event *events, unsigned int max)
{
	unsigned int n;

	pthread_mutex_lock(&watch.lock);
	for (n = 0; n < max && watch.first != watch.next; n++)
		events[n] = watch.events[watch.first++ % WATCH_EVENTS];
	/* Waking tasks for each batch would have them take the lock just to wait again. */
	if (watch.waiting && watch.next - watch.first < HOLD_AT / 2)
		pthread_cond_broadcast(&watch.room);
	pthread_mutex_unlock(&watch.lock);
	return n;
}

/**
 * watch_hold() - shall tasks wait rather than have events lost?
 * @hold:	yes: somebody takes events, who waits for no task. Tasks that cause events faster
 *		wait for that thread before they enter the trusted OS or go to sleep.
 *
 * Without, the oldest events are lost when there is no room for more.
 */
void watch_hold(bool hold)
{
	pthread_mutex_lock(&watch.lock);
	watch.hold = hold;
	pthread_cond_broadcast(&watch.room);
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_wait_for_room() - wait until there is room for events, if somebody wants that
 *
 * By a task that is about to enter the trusted OS or to sleep, with no lock held. See watch_hold().
 */
void watch_wait_for_room(void)
{
	uint64_t since;

	if (!watch.hold)
		return;
	pthread_mutex_lock(&watch.lock);
	if (watch.hold && watch.next - watch.first >= HOLD_AT) {
		since = hosted_time_ns();
		watch.waiting++;
		while (watch.hold && watch.next - watch.first >= HOLD_AT / 2)
			pthread_cond_wait(&watch.room, &watch.lock);
		watch.waiting--;
		watch.held_ns += hosted_time_ns() - since;
	}
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_held_ns() - how long tasks have waited there, all together, ns
 */
uint64_t watch_held_ns(void)
{
	uint64_t held;

	pthread_mutex_lock(&watch.lock);
	held = watch.held_ns;
	pthread_mutex_unlock(&watch.lock);
	return held;
}

/**
 * watch_lost() - how many events were lost since watch_init()
 */
uint64_t watch_lost(void)
{
	uint64_t lost;

	pthread_mutex_lock(&watch.lock);
	lost = watch.lost;
	pthread_mutex_unlock(&watch.lock);
	return lost;
}
