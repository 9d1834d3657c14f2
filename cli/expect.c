// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a scenario expects of its run: comparing it with what came.
 */
#include <string.h>

#include "expect.h"
#include "result.h"

static bool is_meant(const struct expect_condition *cond, const struct result_client *client)
{
	return !cond->client[0] || !strcmp(cond->client, client->name) ||
	       !strcmp(cond->client, client->sc->name);
}

static unsigned long long count_of(const struct expect_condition *cond, const struct result *res)
{
	const struct result_client *client;
	unsigned long long sum = 0;
	unsigned int n;

	if (cond->what == COUNT_REFUSED)
		return res->counts.refused;
	for (n = 0; n < res->num_clients; n++) {
		client = &res->clients[n];
		if (!is_meant(cond, client))
			continue;
		sum += cond->what == COUNT_CALLS ? client->calls :
		       cond->what == COUNT_LATE ? client->late : client->retried;
	}
	return sum;
}

static bool compare_numbers(unsigned long long a, unsigned int op, unsigned long long b)
{
	switch (op) {
	case 0:
		return a >= b;
	case 1:
		return a <= b;
	case 2:
		return a == b;
	case 3:
		return a < b;
	default:
		return a > b;
	}
}

/* The first client that is meant and ended otherwise, or the last that is meant; NULL: none is. */
static const struct result_client *other_end(const struct expect_condition *cond,
					     const struct result *res)
{
	const struct result_client *client = NULL;
	unsigned int n;

	for (n = 0; n < res->num_clients; n++) {
		if (!is_meant(cond, &res->clients[n]))
			continue;
		client = &res->clients[n];
		if (client->end != cond->what)
			break;
	}
	return client;
}

static const struct expect_condition *condition(const struct expect *expect, unsigned int n)
{
	static const struct expect_condition work_is_done = {
		.kind = EXPECT_OUTCOME, .what = RUN_DONE,
	};

	return expect->num ? &expect->conditions[n] : &work_is_done;
}

/**
 * expect_size() - how many conditions there are, that of a scenario that does not say any included
 * @expect:	the conditions
 */
unsigned int expect_size(const struct expect *expect)
{
	return expect->num ? expect->num : 1;
}

/**
 * expect_holds() - does a condition hold?
 * @expect:	the conditions
 * @n:		which
 * @res:	what came
 * @wanted:	out: the condition in words
 * @came:	out: what came in words
 * @size:	bytes of each
 */
bool expect_holds(const struct expect *expect, unsigned int n, const struct result *res,
		  char *wanted, char *came, size_t size)
{
	const struct expect_condition *cond = condition(expect, n);
	const char *blank = cond->client[0] ? " " : "";
	const struct result_client *client;
	unsigned long long number;

	switch (cond->kind) {
	case EXPECT_OUTCOME:
		snprintf(wanted, size, "%s", result_outcome_name((enum run_outcome)cond->what));
		snprintf(came, size, "%s", result_outcome_name(res->outcome));
		return res->outcome == cond->what;
	case EXPECT_END:
		client = other_end(cond, res);
		snprintf(wanted, size, "%s %s", cond->client,
			 result_end_name((enum client_end)cond->what));
		snprintf(came, size, "%s %s", client ? client->name : "no such client",
			 client ? result_end_name(client->end) : "");
		return client && client->end == cond->what;
	default:
		number = count_of(cond, res);
		snprintf(wanted, size, "%s%s%s %s %llu", cond->client, blank,
			 expect_counters[cond->what], expect_ops[cond->op], cond->number);
		snprintf(came, size, "%s%s%s = %llu", cond->client, blank,
			 expect_counters[cond->what], number);
		return compare_numbers(number, cond->op, cond->number);
	}
}

/* A run in which a fault did not happen shows nothing. */
static bool faults_happened(const struct result *res)
{
	unsigned int n;

	for (n = 0; n < res->sc->num_faults; n++)
		if (!res->faults[n].happened)
			return false;
	return true;
}

/**
 * expect_all() - did all come that a scenario expects, and did all of its faults happen?
 * @expect:	the conditions
 * @res:	what came
 */
bool expect_all(const struct expect *expect, const struct result *res)
{
	char wanted[128], came[128];
	unsigned int n;

	for (n = 0; n < expect_size(expect); n++)
		if (!expect_holds(expect, n, res, wanted, came, sizeof(wanted)))
			return false;
	return faults_happened(res);
}

/**
 * expect_print() - say what was wanted and what came
 * @expect:	the conditions
 * @res:	what came
 * @out:	where to
 *
 * Return: as expect_all().
 */
bool expect_print(const struct expect *expect, const struct result *res, FILE *out)
{
	char wanted[128], came[128];
	unsigned int n;
	bool holds;

	for (n = 0; n < expect_size(expect); n++) {
		holds = expect_holds(expect, n, res, wanted, came, sizeof(wanted));
		fprintf(out, "wanted: %s; came: %s%s\n", wanted, came,
			holds ? "" : "  <-- NOT MET");
	}
	for (n = 0; n < res->sc->num_faults; n++)
		if (!res->faults[n].happened)
			fprintf(out, "wanted: fault %u happens; came: %s  <-- NOT MET\n", n + 1,
				res->faults[n].why);
	return expect_all(expect, res);
}
