/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The clients of a scenario: processes that use a service.
 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "scenario.h"

#define CLIENTS_MAX	256
#define CLIENT_NAME	32

struct task_struct;

/* What became of a client */
enum client_state {
	CLIENT_WORKS,
	CLIENT_DONE,
	CLIENT_FAILED,
	CLIENT_KILLED,
};

/**
 * struct client - a process
 * @sc:		what it is to do
 * @name:	its own name, where there are several of a kind
 * @number:	among all clients, from 0
 * @task:	it; NULL: not started, or joined
 * @stay:	when its work is done it stays, with its lanes, as long as this is true;
 *		NULL: it does not
 * @held:	as long as it says so, of @held_by, no call begins; NULL: it never does
 * @held_by:	what @held wants to know
 * @state:	CLIENT_*; @error and @result are stable when it is not CLIENT_WORKS
 * @calls:	calls that have ended well
 * @late:	of these, how many after their deadline
 * @retried:	calls that failed, and were made again
 * @lateness:	by call, room for @sc->repeat: from when it was due to when it had ended, ns; the
 *		first @calls of them are stable. NULL: nobody wants to know.
 * @error:	CLIENT_FAILED: what failed, static
 * @result:	and how: a TEEC_*, or a negative errno
 */
struct client {
	const struct scenario_client *sc;
	char name[CLIENT_NAME];
	unsigned int number;
	struct task_struct *task;
	const atomic_bool *stay;
	bool (*held)(const void *held_by);
	const void *held_by;
	atomic_int state;
	atomic_uint calls;
	atomic_uint late;
	atomic_uint retried;
	uint64_t *lateness;
	const char *error;
	long long result;
};

void client_main(void *arg);
void client_prepare(void *arg);

#endif
