/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Processes that call the trusted OS as fast as they can, or stay in it.
 */
#ifndef BENCH_CREW_H
#define BENCH_CREW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "machine.h"

struct task_struct;

#define CREW_CORES	2

int crew_machine_on(unsigned int threads);

/**
 * struct crew - workers of one kind
 * @lanes:	how many lanes each worker requests
 * @park_ms:	each worker stays in one call for so many milliseconds; 0: the workers make
 *		calls that do nothing, until @stop is set
 * @one_process: the workers are threads of one process and share one session, because the
 *		trusted OS does not have sessions for thousands of clients
 * @num:	how many workers there are; fewer than asked for if the host has no room for more
 * @tasks:	the workers
 * @fd:		with @one_process: the /dev/tee0 of the process
 * @session:	with @one_process: its session
 * @inside:	number of workers that have opened their session
 * @failed:	number of workers that have had a call that failed
 * @wait:	workers that have opened their session wait for @go. Each polls, so this is for
 *		few workers.
 * @go:		the workers may begin
 * @stop:	the workers are to end
 * @calls:	number of calls that the workers have made
 * @samples:	how long the first calls lasted, ns, of a crew of one worker; NULL: this is not
 *		measured
 * @max_samples: room in @samples
 */
struct crew {
	unsigned int lanes;
	unsigned int park_ms;
	bool one_process;
	atomic_uint num;
	struct task_struct **tasks;
	int fd;
	uint32_t session;
	atomic_uint inside;
	atomic_uint failed;
	bool wait;
	atomic_bool go;
	atomic_bool stop;
	atomic_ulong calls;
	uint64_t *samples;
	unsigned long max_samples;
};

int crew_start(struct crew *crew);
void crew_go(struct crew *crew);
void crew_join(struct crew *crew);

#endif
