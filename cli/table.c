// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What became of the clients, in a table.
 */
#include <string.h>

#include "names.h"
#include "table.h"

static const char *const services[] = {
	[SERVICE_NULL] = "null",
	[SERVICE_RPMB] = "rpmb",
	[SERVICE_WATCHDOG] = "watchdog",
	[SERVICE_SLEEP] = "sleep",
};

static const char *const outcomes[] = {
	[CLIENT_WORKS] = "waits",
	[CLIENT_DONE] = "done",
	[CLIENT_FAILED] = "failed",
	[CLIENT_KILLED] = "killed",
};

const char *table_result(long long result, char *buf, size_t size)
{
	return result < 0 ? strerror((int)-result) : name_of_result((uint32_t)result, buf, size);
}

static void print_row(FILE *out, const struct client *client)
{
	unsigned int calls = client->calls;
	double mean = calls ? (double)client->total_ns / calls / 1e6 : 0;
	char buf[16];

	fprintf(out, "%-15s %-9s %5u %6u/%-6u %5u %6u %10.3f %10.3f  %s", client->name,
		services[client->sc->service], client->sc->lanes, calls, client->sc->repeat,
		client->late, client->retried, mean, (double)client->worst_ns / 1e6,
		outcomes[client->state]);
	if (client->state == CLIENT_FAILED)
		fprintf(out, ": %s: %s", client->error,
			table_result(client->result, buf, sizeof(buf)));
	fprintf(out, "\n");
}

void table_print(const struct client *clients, unsigned int num, FILE *out)
{
	unsigned int n;

	fprintf(out, "%-15s %-9s %5s %6s/%-6s %5s %6s %10s %10s  %s\n", "client", "service",
		"lanes", "calls", "wanted", "late", "again", "mean ms", "worst ms", "outcome");
	for (n = 0; n < num; n++)
		print_row(out, &clients[n]);
	fprintf(out, "\n");
}
