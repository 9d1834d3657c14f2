// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What came of a run, in numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "result.h"

/**
 * result_outcome_name() - how a run ended, in words
 * @outcome:	how
 */
const char *result_outcome_name(enum run_outcome outcome)
{
	switch (outcome) {
	case RUN_DONE:
		return "done";
	case RUN_FAILED:
		return "failed";
	case RUN_DEADLOCK:
		return "deadlock";
	case RUN_STOPPED:
		return "stopped";
	default:
		return "broken";
	}
}

/**
 * result_end_name() - what became of a client, in a word
 * @end:	what
 */
const char *result_end_name(enum client_end end)
{
	static const char *const names[] = {
		[END_DONE] = "done", [END_FAILED] = "failed", [END_KILLED] = "killed",
		[END_STUCK] = "stuck", [END_STOPPED] = "stopped",
	};

	return names[end];
}

/**
 * result_service_name() - a service as it is called in scenarios
 * @service:	which
 */
const char *result_service_name(enum scenario_service service)
{
	static const char *const names[] = {
		[SERVICE_NULL] = "null", [SERVICE_RPMB] = "rpmb",
		[SERVICE_WATCHDOG] = "watchdog", [SERVICE_SLEEP] = "sleep",
		[SERVICE_COMPUTE] = "compute",
	};

	return names[service];
}

static int compare_times(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The nearest rank: the smallest value that @percent of all are not above. */
static uint64_t percentile(const uint64_t *sorted, unsigned int num, unsigned int percent)
{
	return sorted[((uint64_t)num * percent + 99) / 100 - 1];
}

static void add_times(struct result_client *to, const struct client *client)
{
	uint64_t *sorted = client->lateness;

	if (!to->calls)
		return;
	/* The client may go on meanwhile; what it adds is behind @calls. */
	qsort(sorted, to->calls, sizeof(*sorted), compare_times);
	to->p50_ns = percentile(sorted, to->calls, 50);
	to->p99_ns = percentile(sorted, to->calls, 99);
	to->worst_ns = sorted[to->calls - 1];
}

/**
 * result_add_client() - what became of a client
 * @res:	where to
 * @client:	the client, which may still be at work
 * @stuck:	it can never go on
 */
void result_add_client(struct result *res, const struct client *client, bool stuck)
{
	static const enum client_end ends[] = {
		[CLIENT_WORKS] = END_STOPPED, [CLIENT_DONE] = END_DONE,
		[CLIENT_FAILED] = END_FAILED, [CLIENT_KILLED] = END_KILLED,
	};
	struct result_client *to = &res->clients[res->num_clients++];

	memcpy(to->name, client->name, sizeof(to->name));
	to->sc = client->sc;
	to->end = stuck ? END_STUCK : ends[client->state];
	to->calls = client->calls;
	to->late = client->late;
	to->retried = client->retried;
	if (to->end == END_FAILED) {
		to->error = client->error;
		to->code = client->result;
	}
	add_times(to, client);
}
