// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What is said when a run is over: the table, the deadlock, and the files.
 */
#include <hosted/hosted.h>

#include "machine.h"
#include "output.h"
#include "report.h"
#include "run_private.h"
#include "table.h"

static void report_deadlock(const struct run *run)
{
	struct budget budget;
	FILE *out;

	budget_of(&budget, run->sc);
	report_words(&run->dead, &budget, run->opt->out);
	out = output_open(run->opt->dot);
	if (out) {
		report_dot(&run->dead, &budget, out);
		output_close(out, run->opt->dot);
	}
	out = output_open(run->opt->svg);
	if (out) {
		report_svg(&run->dead, &budget, out);
		output_close(out, run->opt->svg);
	}
}

/* What did not come as events becomes notes: the deadlock has one already. */
static void add_pauses(struct run *run)
{
	unsigned int n;

	for (n = 0; n < run->host.num_pauses; n++)
		record_note(&run->rec, &(struct note){
			.kind = NOTE_HOST, .time = run->host.pauses[n].begin,
			.end = run->host.pauses[n].end, .text = "the host stood still",
		});
}

/* The record is freed, or is the caller's afterwards. */
static void write_record(struct run *run, struct result *res)
{
	FILE *out;

	add_pauses(run);
	run->rec.lost += watch_lost();
	res->lost = run->rec.lost;
	record_end(&run->rec);
	out = output_open(run->opt->json);
	if (out) {
		record_json(out, &run->rec);
		output_close(out, run->opt->json);
	}
	out = output_open(run->opt->picture);
	if (out) {
		record_svg(out, &run->rec, run->sc->title);
		output_close(out, run->opt->picture);
	}
	if (run->opt->record)
		*run->opt->record = run->rec;
	else
		record_free(&run->rec);
}

static void fill_in(struct run *run, enum run_outcome outcome, struct result *res)
{
	unsigned int n;

	res->outcome = outcome;
	res->ns = run->started ? hosted_time_ns() - run->started : 0;
	res->deadlock_ns = run->deadlock_at ? run->deadlock_at - run->started : 0;
	res->was_reset = machine_was_reset();
	for (n = 0; n < run->num_clients; n++)
		result_add_client(res, &run->clients[n], outcome == RUN_DEADLOCK &&
				  client_is_dead(&run->dead, &run->clients[n]));
	faults_result(&run->faults, res->faults);
	res->num_pauses = run->host.num_pauses;
	for (n = 0; n < res->num_pauses; n++)
		res->pauses[n] = (struct host_pause){
			run->host.pauses[n].begin - run->started,
			run->host.pauses[n].end - run->started,
		};
	watch_counts(&res->counts);
}

static void print_faults(const struct result *res, FILE *out)
{
	unsigned int n;

	for (n = 0; n < res->sc->num_faults; n++)
		if (!res->faults[n].happened)
			fprintf(out, "fault %u DID NOT HAPPEN: %s\n", n + 1, res->faults[n].why);
}

static void print_pauses(const struct result *res, FILE *out)
{
	const struct host_pause *worst = &res->pauses[0];
	unsigned int n;

	if (!res->num_pauses)
		return;
	for (n = 1; n < res->num_pauses; n++)
		if (res->pauses[n].end - res->pauses[n].begin > worst->end - worst->begin)
			worst = &res->pauses[n];
	fprintf(out, "the host stood still %u time%s, for %.3f ms at %.3f ms: ", res->num_pauses,
		res->num_pauses == 1 ? "" : "s", (double)(worst->end - worst->begin) / 1e6,
		(double)worst->begin / 1e6);
	fprintf(out, "calls at such times tell nothing about the stack\n");
}

/**
 * run_report() - say what came of a run
 * @run:	the run; the machine is still on
 * @outcome:	how it ended
 * @res:	out: the numbers
 */
void run_report(struct run *run, enum run_outcome outcome, struct result *res)
{
	FILE *out = run->opt->out;

	if (run->told)
		fprintf(stderr, "\r\033[K");
	/* Before events are dropped: what clients do from here on is not in the record either. */
	host_stop(&run->host);
	fill_in(run, outcome, res);
	collector_stop(&run->collector);
	res->held_ns = watch_held_ns();
	timeline_end(&run->tl);
	fprintf(out, "\n");
	table_print(res, out);
	fprintf(out, "%llu world switches, %llu RPCs, %llu calls refused a thread\n",
		res->counts.switches, res->counts.rpcs, res->counts.refused);
	print_faults(res, out);
	print_pauses(res, out);
	if (res->held_ns)
		fprintf(out, "tasks waited %.3f ms, all together, for events to be written\n",
			(double)res->held_ns / 1e6);
	if (res->was_reset)
		fprintf(out, "the watchdog has expired: the machine was reset\n");
	fprintf(out, "\n");
	if (run->deadlock_at && outcome == RUN_DONE)
		fprintf(out, "the deadlock at %.3f ms was resolved: lanes were given back\n\n",
			(double)res->deadlock_ns / 1e6);
	else if (run->deadlock_at)
		report_deadlock(run);
	res->lost = watch_lost();
	if (run->collector.rec)
		write_record(run, res);
	fflush(out);
}
