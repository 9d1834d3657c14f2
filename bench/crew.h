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
 * @lanes:	lanes each requests
 * @park_ms:	they stay in one call so long; 0: they make calls that do nothing until
 *		they are told to stop
 * @one_process: they are threads of one, with one session: the trusted OS has not
 *		sessions enough for thousands
 * @num:	how many, or fewer if the host has no room for more
 * @tasks:	they
 * @fd:		@one_process: their /dev/tee0
 * @session:	and their session
 * @inside:	so many have opened their session
 * @failed:	so many have had a call that failed
 * @wait:	once inside they wait for @go; for few, as they poll
 * @go:		they may begin
 * @stop:	they are told to stop
 * @calls:	calls they have made
 * @samples:	how long the first calls lasted, ns; NULL: nobody wants to know. For a
 *		crew of one.
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
