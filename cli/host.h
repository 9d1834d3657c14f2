/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sees when the host stands still: it is suspended, or others have all of its CPUs. Then the clock
 * goes on, and calls take long through no fault of either world.
 */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define HOST_PAUSES	64

/**
 * struct host_pause - a time at which the host stood still
 * @begin:	ns
 * @end:	ns
 */
struct host_pause {
	uint64_t begin;
	uint64_t end;
};

/**
 * struct host - who watches the host
 * @thread:	a thread that does nothing but to look at the clock every few milliseconds
 * @on:		it is there
 * @stop:	it is to end
 * @pauses:	@num_pauses of them, stable when the thread has ended; ns since the machine was
 *		switched on. Of more than there is room for the last is the longest.
 */
struct host {
	pthread_t thread;
	int on;
	atomic_bool stop;
	struct host_pause pauses[HOST_PAUSES];
	unsigned int num_pauses;
};

void host_start(struct host *host);
void host_stop(struct host *host);

#endif
