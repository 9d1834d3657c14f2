// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A result in JSON, for programs. teelane(1) says what is in it.
 */
#include <inttypes.h>

#include "budget.h"
#include "escape.h"
#include "result.h"
#include "table.h"

static void write_key(FILE *out, const char *key, const char *text, const char *end)
{
	escape_json(out, key);
	fprintf(out, ": ");
	escape_json(out, text);
	fprintf(out, "%s", end);
}

static const char *json_bool(bool is)
{
	return is ? "true" : "false";
}

static void write_client(FILE *out, const struct result_client *client)
{
	char buf[16];

	fprintf(out, "  {");
	write_key(out, "name", client->name, ", ");
	write_key(out, "section", client->sc->name, ", ");
	write_key(out, "service", result_service_name(client->sc->service), ", ");
	fprintf(out, "\"lanes\": %u, \"calls\": %u, \"wanted\": %u, \"late\": %u, ",
		client->sc->lanes, client->calls, client->sc->repeat, client->late);
	fprintf(out, "\"retried\": %u,\n   ", client->retried);
	if (client->calls)
		fprintf(out, "\"p50_ns\": %" PRIu64 ", \"p99_ns\": %" PRIu64 ", \"worst_ns\": %"
			PRIu64 ", ", client->p50_ns, client->p99_ns, client->worst_ns);
	if (client->end == END_FAILED) {
		write_key(out, "error", client->error, ", ");
		write_key(out, "result", table_result(client->code, buf, sizeof(buf)), ", ");
	}
	write_key(out, "outcome", result_end_name(client->end), "}");
}

static void write_budget(FILE *out, const struct scenario *sc)
{
	struct budget budget;
	unsigned int n;

	budget_of(&budget, sc);
	fprintf(out, "\"budget\": {\"threads\": %u, ", budget.threads);
	for (n = 0; n < budget.num; n++) {
		escape_json(out, budget.shares[n].name);
		fprintf(out, ": %u, ", budget.shares[n].lanes);
	}
	fprintf(out, "\"ordinary\": %u},\n",
		budget_is_possible(&budget) ? budget.threads - budget.lanes : 0);
}

static void write_expected(FILE *out, const struct result *res)
{
	char wanted[128], came[128];
	unsigned int n;
	bool holds;

	fprintf(out, "\"expected\": [\n");
	for (n = 0; n < expect_size(&res->sc->expect); n++) {
		holds = expect_holds(&res->sc->expect, n, res, wanted, came, sizeof(wanted));
		fprintf(out, "%s  {", n ? ",\n" : "");
		write_key(out, "wanted", wanted, ", ");
		write_key(out, "came", came, ", ");
		fprintf(out, "\"met\": %s}", json_bool(holds));
	}
	fprintf(out, "\n],\n\"as_expected\": %s,\n", json_bool(expect_all(&res->sc->expect, res)));
}

static void write_faults(FILE *out, const struct result *res)
{
	unsigned int n;

	fprintf(out, "\"faults\": [");
	for (n = 0; n < res->sc->num_faults; n++) {
		fprintf(out, "%s{\"happened\": %s", n ? ", " : "",
			json_bool(res->faults[n].happened));
		if (!res->faults[n].happened) {
			fprintf(out, ", ");
			write_key(out, "why", res->faults[n].why, "");
		}
		fprintf(out, "}");
	}
	fprintf(out, "],\n");
}

static void write_pauses(FILE *out, const struct result *res)
{
	unsigned int n;

	fprintf(out, "\"host_stood_still\": [");
	for (n = 0; n < res->num_pauses; n++)
		fprintf(out, "%s{\"at_ns\": %" PRIu64 ", \"ns\": %" PRIu64 "}", n ? ", " : "",
			res->pauses[n].begin, res->pauses[n].end - res->pauses[n].begin);
	fprintf(out, "],\n");
}

/**
 * result_json() - write a result as an object
 * @res:	the result
 * @out:	where to
 */
void result_json(const struct result *res, FILE *out)
{
	unsigned int n;

	fprintf(out, "{");
	write_key(out, "scenario", res->sc->file, ",\n");
	write_key(out, "title", res->sc->title, ",\n");
	write_key(out, "outcome", result_outcome_name(res->outcome), ",\n");
	fprintf(out, "\"status\": %d,\n", (int)res->outcome);
	write_expected(out, res);
	write_budget(out, res->sc);
	fprintf(out, "\"ns\": %" PRIu64 ",\n", res->ns);
	if (res->deadlock_ns)
		fprintf(out, "\"deadlock_ns\": %" PRIu64 ",\n", res->deadlock_ns);
	fprintf(out, "\"watchdog_reset\": %s,\n\"clients\": [\n", json_bool(res->was_reset));
	for (n = 0; n < res->num_clients; n++) {
		fprintf(out, "%s", n ? ",\n" : "");
		write_client(out, &res->clients[n]);
	}
	fprintf(out, "\n],\n");
	write_faults(out, res);
	write_pauses(out, res);
	fprintf(out, "\"world_switches\": %llu, \"entries\": %llu, ", res->counts.switches,
		res->counts.entries);
	fprintf(out, "\"rpcs\": %llu, \"refused\": %llu,\n", res->counts.rpcs,
		res->counts.refused);
	fprintf(out, "\"events_lost\": %" PRIu64 ", \"held_back_ns\": %" PRIu64 "}\n", res->lost,
		res->held_ns);
}
