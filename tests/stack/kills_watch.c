// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Counting calls and sessions in the trusted OS, and cores that are busy.
 *
 * A thread of the trusted OS is taken on the host thread of the task that makes the call, so a
 * variable of that host thread tells whose call it is. A call that changes hands later still
 * counts for the task it began with.
 */
#include <unistd.h>

#include "kills_watch.h"
#include "random.h"

#define LATE_ONE_IN	8
#define MOST_LATE_US	2000

static __thread atomic_uint *my_inside;

/* By thread of the trusted OS: the counter of the task whose call it has, or NULL */
static atomic_uint *_Atomic on_thread[SECURE_MAX_THREADS];
static atomic_uint sessions;
static atomic_uint closings;

static void taken(unsigned int thread)
{
	if (my_inside)
		++*my_inside;
	on_thread[thread] = my_inside;
}

/* The trusted OS reports this event before another call can take the thread. */
static void freed(unsigned int thread)
{
	atomic_uint *inside = atomic_exchange(&on_thread[thread], NULL);

	if (inside)
		--*inside;
}

static void event(const struct secure_event_info *info)
{
	switch (info->event) {
	case SECURE_EV_TAKEN:
		taken(info->thread);
		break;
	case SECURE_EV_FREED:
		freed(info->thread);
		break;
	case SECURE_EV_OPENING: /* what fails to open is closed as well */
		sessions++;
		break;
	case SECURE_EV_CLOSED:
		sessions--;
		closings++;
		break;
	default:
		break;
	}
}

/* A core is not free at once. What can happen meanwhile is what this is about. */
static void preempted(void)
{
	static atomic_uint tasks;
	static __thread uint32_t seed;

	if (!seed) {
		seed = ++tasks;
		seed = random_fork(&seed);
	}
	if (random_next(&seed) % LATE_ONE_IN == 0)
		usleep(random_next(&seed) % MOST_LATE_US);
}

const struct world_watch kills_watch = { .event = event, .preempted = preempted };

void kills_watch_init(void)
{
	unsigned int n;

	for (n = 0; n < SECURE_MAX_THREADS; n++)
		on_thread[n] = NULL;
	sessions = 0;
	closings = 0;
}

void kills_watch_me(atomic_uint *inside)
{
	my_inside = inside;
}

unsigned int kills_watch_sessions(void)
{
	return sessions;
}

unsigned int kills_watch_closings(void)
{
	return closings;
}
