// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The thread that takes events from the watch.
 *
 * It is no task of the emulated kernel, so no task's wait can keep it from taking events: those who
 * cause events faster than it takes them are made to wait for it (watch_hold()), and none is lost.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "collect.h"

#define BATCH		256
#define POLL_US		1000

static void hand_on(struct collector *c, const struct watch_event *ev)
{
	timeline_event(c->tl, ev);
	if (c->rec)
		record_event(c->rec, ev);
}

static void *collect_events(void *arg)
{
	struct watch_event events[BATCH];
	struct collector *c = arg;
	unsigned int num, n;
	bool stop;

	for (;;) {
		/* Before the last look: what comes after it is not waited for. */
		stop = c->stop;
		num = watch_take(events, BATCH);
		for (n = 0; n < num; n++)
			hand_on(c, &events[n]);
		if (num)
			continue;
		if (stop)
			return NULL;
		timeline_flush(c->tl);
		usleep(POLL_US);
	}
}

/**
 * collector_start() - begin to take events
 * @c:		@tl and @rec are set, the rest is zero
 *
 * The watch must be on. Signals are left to other threads.
 *
 * Return: 0 or a negative errno.
 */
int collector_start(struct collector *c)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&c->thread, NULL, collect_events, c);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!rc)
		watch_hold(true);
	return -rc;
}

/**
 * collector_stop() - take all events that there are, and no more
 * @c:		started
 *
 * Tasks that are still there are not held back any more. What they do is lost.
 */
void collector_stop(struct collector *c)
{
	c->stop = true;
	pthread_join(c->thread, NULL);
	watch_hold(false);
}
