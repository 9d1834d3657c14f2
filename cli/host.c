// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sees when the host stands still.
 */
#include <signal.h>
#include <unistd.h>

#include <hosted/hosted.h>

#include "host.h"

#define LOOK_US		5000
/* Schedulers keep a thread that hardly ever runs waiting for less than this. */
#define PAUSE_NS	50000000ull

static void add_pause(struct host *host, uint64_t begin, uint64_t end)
{
	struct host_pause *last = &host->pauses[HOST_PAUSES - 1];

	if (host->num_pauses < HOST_PAUSES)
		host->pauses[host->num_pauses++] = (struct host_pause){ begin, end };
	else if (end - begin > last->end - last->begin)
		*last = (struct host_pause){ begin, end };
}

static void *watch_clock(void *arg)
{
	struct host *host = arg;
	uint64_t before, now = hosted_time_ns();

	while (!host->stop) {
		before = now;
		usleep(LOOK_US);
		now = hosted_time_ns();
		if (now - before > LOOK_US * 1000ull + PAUSE_NS)
			add_pause(host, before + LOOK_US * 1000ull, now);
	}
	return NULL;
}

/**
 * host_start() - begin to look
 * @host:	zero
 *
 * Where there is no thread for it, nothing is seen.
 */
void host_start(struct host *host)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	host->on = !pthread_create(&host->thread, NULL, watch_clock, host);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/**
 * host_stop() - look no more
 * @host:	started, or zero
 */
void host_stop(struct host *host)
{
	if (!host->on)
		return;
	host->stop = true;
	pthread_join(host->thread, NULL);
	host->on = 0;
}
