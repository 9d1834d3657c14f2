// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches the trusted OS, as its tracer.
 */
#include <string.h>

#include <hosted/task.h>

#include "watch_private.h"

/* The task that is in the trusted OS on this thread of the host */
static _Thread_local const struct task_struct *in_smc;

static void set_owner(struct watch_thread *thread, const struct watch_task *owner)
{
	thread->owner = owner ? owner->task : NULL;
	memcpy(thread->owner_name, owner ? owner->name : "", owner ? WATCH_NAME : 1);
}

static void update_thread(struct watch_thread *thread, const struct secure_event_info *info,
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
		thread->since = ++watch.order;
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

static void count_event(enum secure_event event)
{
	switch (event) {
	case SECURE_EV_TAKEN:
		watch.counts.entries++;
		watch.counts.switches++;
		break;
	case SECURE_EV_RESUMED:
		watch.counts.switches++;
		break;
	case SECURE_EV_RPC:
		watch.counts.rpcs++;
		break;
	case SECURE_EV_REFUSED:
		watch.counts.refused++;
		break;
	default:
		break;
	}
}

static void watch_secure_event(void *arg, const struct secure_event_info *info)
{
	const struct watch_task *entry;

	(void)arg;
	pthread_mutex_lock(&watch.lock);
	entry = watch_find(in_smc);
	if (info->event == SECURE_EV_REFUSED)
		watch.refused = true;
	count_event(info->event);
	if (info->thread < SECURE_MAX_THREADS)
		update_thread(&watch.threads[info->thread], info, entry);
	watch_new_event(WATCH_EV_SECURE, entry)->info = *info;
	pthread_mutex_unlock(&watch.lock);
}

const struct secure_trace watch_trace = { .event = watch_secure_event };

/**
 * watch_smc_begin() - the calling task enters the trusted OS
 *
 * A task that enters does not wait for a thread any more.
 */
void watch_smc_begin(void)
{
	struct watch_task *entry;

	in_smc = hosted_task_current();
	pthread_mutex_lock(&watch.lock);
	entry = watch_find(in_smc);
	if (entry)
		entry->wants = NULL;
	pthread_mutex_unlock(&watch.lock);
}

/**
 * watch_smc_end() - the calling task is back from the trusted OS
 */
void watch_smc_end(void)
{
	in_smc = NULL;
}
