/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What came of a run, in numbers. The table, the JSON file and what --check says are made of it.
 */
#ifndef CLI_RESULT_H
#define CLI_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "client.h"
#include "host.h"
#include "watch.h"

/* How a run ended, which is the exit status, too. 2 is for a wrong command line. */
enum run_outcome {
	RUN_DONE = 0,		/* every client has done its work, in time */
	RUN_FAILED = 1,		/* calls failed, or were late, or the machine was reset */
	RUN_DEADLOCK = 3,
	RUN_BROKEN = 4,		/* the machine cannot be switched on or off */
	RUN_STOPPED = 6,	/* somebody, or --limit, has ended it; 5 is for files not written */
};

/* What became of a client */
enum client_end {
	END_DONE,
	END_FAILED,
	END_KILLED,
	END_STUCK,		/* it is part of a deadlock, or waits for one that is */
	END_STOPPED,		/* the run ended before the client did */
	NUM_ENDS,
};

/**
 * struct result_client - a client in numbers
 * @name:	its name
 * @sc:		what it was to do
 * @end:	what became of it
 * @calls:	calls that have ended well
 * @late:	of these, how many after their deadline
 * @retried:	calls that failed, and were made again
 * @p50_ns:	half of the calls had ended so long after they were due
 * @p99_ns:	99 of 100 had
 * @worst_ns:	all had
 * @error:	END_FAILED: what failed
 * @code:	and how: a TEEC_*, or a negative errno
 */
struct result_client {
	char name[CLIENT_NAME];
	const struct scenario_client *sc;
	enum client_end end;
	unsigned int calls;
	unsigned int late;
	unsigned int retried;
	uint64_t p50_ns;
	uint64_t p99_ns;
	uint64_t worst_ns;
	const char *error;
	long long code;
};

/**
 * struct result_fault - a fault of the scenario
 * @happened:	it did
 * @why:	why it did not, static
 */
struct result_fault {
	bool happened;
	const char *why;
};

/**
 * struct result - a run in numbers
 * @sc:		the scenario
 * @outcome:	how it ended
 * @clients:	@num_clients of them
 * @counts:	of the machine, while the clients were there
 * @ns:		from the start of the clients to the end
 * @deadlock_ns: from the start to when a deadlock was found, 0: none was
 * @was_reset:	the watchdog has expired
 * @still_on:	the machine could not be switched off, or was not to be
 * @faults:	as many as the scenario has
 * @pauses:	@num_pauses times at which the host stood still, from the start of the clients
 * @lost:	events that were lost: trace and timeline do not have them
 * @held_ns:	tasks had to wait so long, all together, for events to be taken
 */
struct result {
	const struct scenario *sc;
	enum run_outcome outcome;
	struct result_client clients[CLIENTS_MAX];
	unsigned int num_clients;
	struct watch_counts counts;
	uint64_t ns;
	uint64_t deadlock_ns;
	bool was_reset;
	bool still_on;
	struct result_fault faults[SCENARIO_FAULTS];
	struct host_pause pauses[HOST_PAUSES];
	unsigned int num_pauses;
	uint64_t lost;
	uint64_t held_ns;
};

const char *result_outcome_name(enum run_outcome outcome);
const char *result_end_name(enum client_end end);
const char *result_service_name(enum scenario_service service);
void result_json(const struct result *res, FILE *out);
void result_add_client(struct result *res, const struct client *client, bool stuck);

#endif
