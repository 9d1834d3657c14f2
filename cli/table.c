// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What became of the clients, in a table of 80 columns. A column is as wide as what is in it; where
 * that is too much for a line, the services are left out, which the scenario has.
 */
#include <string.h>

#include "names.h"
#include "table.h"

#define LINE		80
#define CELL		24

enum column {
	COL_NAME,
	COL_SERVICE,
	COL_CALLS,
	COL_LATE,
	COL_RETRIED,
	COL_P50,
	COL_P99,
	COL_WORST,
	COL_END,
	NUM_COLUMNS,
};

static const char *const titles[NUM_COLUMNS] = {
	[COL_NAME] = "client", [COL_SERVICE] = "service", [COL_CALLS] = "calls",
	[COL_LATE] = "late", [COL_RETRIED] = "again", [COL_P50] = "p50 ms",
	[COL_P99] = "p99 ms", [COL_WORST] = "worst", [COL_END] = "outcome",
};

/**
 * table_result() - the result of a call in words
 * @result:	a TEEC_*, or a negative errno
 * @buf:	room for it
 * @size:	bytes of @buf
 */
const char *table_result(long long result, char *buf, size_t size)
{
	return result < 0 ? strerror((int)-result) : name_of_result((uint32_t)result, buf, size);
}

/**
 * table_ms() - nanoseconds as milliseconds, in seven characters up to 11 days
 * @ns:		nanoseconds
 * @buf:	room for it
 * @size:	bytes of @buf
 */
const char *table_ms(uint64_t ns, char *buf, size_t size)
{
	double ms = (double)ns / 1e6;

	snprintf(buf, size, "%.*f", ms < 1000 ? 3 : ms < 10000 ? 2 : ms < 100000 ? 1 : 0, ms);
	return buf;
}

static const char *cell_text(const struct result_client *client, enum column col, char *buf)
{
	switch (col) {
	case COL_NAME:
		return client->name;
	case COL_SERVICE:
		return result_service_name(client->sc->service);
	case COL_CALLS:
		if (client->calls == client->sc->repeat)
			snprintf(buf, CELL, "%u", client->calls);
		else
			snprintf(buf, CELL, "%u/%u", client->calls, client->sc->repeat);
		return buf;
	case COL_LATE:
		snprintf(buf, CELL, "%u", client->late);
		return client->sc->deadline_ms ? buf : "-";
	case COL_RETRIED:
		snprintf(buf, CELL, "%u", client->retried);
		return buf;
	case COL_P50:
		return client->calls ? table_ms(client->p50_ns, buf, CELL) : "-";
	case COL_P99:
		return client->calls ? table_ms(client->p99_ns, buf, CELL) : "-";
	case COL_WORST:
		return client->calls ? table_ms(client->worst_ns, buf, CELL) : "-";
	default:
		return result_end_name(client->end);
	}
}

static void measure_columns(const struct result *res, int *width)
{
	int total = -1, len;
	unsigned int n, col;
	char buf[CELL];

	for (col = 0; col < NUM_COLUMNS; col++) {
		width[col] = (int)strlen(titles[col]);
		for (n = 0; n < res->num_clients; n++) {
			len = (int)strlen(cell_text(&res->clients[n], (enum column)col, buf));
			width[col] = len > width[col] ? len : width[col];
		}
		total += width[col] + 1;
	}
	if (total > LINE)
		width[COL_SERVICE] = 0;
}

static void print_cell(FILE *out, enum column col, int width, const char *text)
{
	bool left = col == COL_NAME || col == COL_SERVICE;

	if (!width)
		return;
	if (col == COL_END)
		fprintf(out, " %s\n", text);
	else
		fprintf(out, "%s%*s", col == COL_NAME ? "" : " ", left ? -width : width, text);
}

static void print_errors(const struct result *res, FILE *out)
{
	const struct result_client *client;
	unsigned int n;
	char buf[16];

	for (n = 0; n < res->num_clients; n++) {
		client = &res->clients[n];
		if (client->end == END_FAILED)
			fprintf(out, "%s failed: %s: %s\n", client->name, client->error,
				table_result(client->code, buf, sizeof(buf)));
	}
}

/**
 * table_print() - the table
 * @res:	the result
 * @out:	where to
 *
 * Times count from when a call was due to when it had ended.
 */
void table_print(const struct result *res, FILE *out)
{
	int width[NUM_COLUMNS];
	unsigned int n, col;
	char buf[CELL];

	measure_columns(res, width);
	for (col = 0; col < NUM_COLUMNS; col++)
		print_cell(out, (enum column)col, width[col], titles[col]);
	for (n = 0; n < res->num_clients; n++)
		for (col = 0; col < NUM_COLUMNS; col++)
			print_cell(out, (enum column)col, width[col],
				   cell_text(&res->clients[n], (enum column)col, buf));
	print_errors(res, out);
	fprintf(out, "\n");
}
