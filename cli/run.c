// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Running a scenario.
 *
 * The first task switches the machine on, starts clients and lets faults happen,
 * and in between looks every millisecond: at what has happened, for the timeline,
 * at who has ended, and whether those who have not ever will.
 */
#include <stdlib.h>
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>
#include <hosted/user.h>

#include "client.h"
#include "faults.h"
#include "machine.h"
#include "record.h"
#include "report.h"
#include "run.h"
#include "table.h"

#define LOOK_MS		1

/**
 * struct run - a scenario that is running
 * @sc:		the scenario
 * @opt:	the options
 * @tl:		the timeline
 * @rec:	all that has happened, if that is wanted
 * @clients:	@num_clients of them
 * @started:	when the clients were, ns
 * @faults:	see faults.h
 * @judge:	see waitfor.h
 * @wf:		the last look
 */
struct run {
	const struct scenario *sc;
	const struct run_options *opt;
	struct timeline tl;
	struct record rec;
	struct client clients[CLIENTS_MAX];
	unsigned int num_clients;
	uint64_t started;
	struct faults faults;
	struct waitfor_judge judge;
	struct waitfor wf;
};

static int add_clients(struct run *run)
{
	const struct scenario_client *sc;
	struct client *client;
	unsigned int n, i;

	for (n = 0; n < run->sc->num_clients; n++) {
		sc = &run->sc->clients[n];
		for (i = 0; i < sc->count; i++) {
			if (run->num_clients == CLIENTS_MAX)
				return -1;
			client = &run->clients[run->num_clients];
			client->number = run->num_clients++;
			client->sc = sc;
			if (sc->count > 1)
				snprintf(client->name, sizeof(client->name), "%s-%u", sc->name,
					 i + 1);
			else
				snprintf(client->name, sizeof(client->name), "%s", sc->name);
		}
	}
	return 0;
}

/* Who has ended; true: all have. */
static bool reap(struct client *clients, unsigned int num)
{
	bool all = true;
	unsigned int n;

	for (n = 0; n < num; n++) {
		if (!clients[n].task)
			continue;
		if (!hosted_task_try_join(clients[n].task)) {
			all = false;
			continue;
		}
		clients[n].task = NULL;
		/* It did not come to the end of its main function: it was killed. */
		if (clients[n].state == CLIENT_WORKS)
			clients[n].state = CLIENT_KILLED;
	}
	return all;
}

static void take_events(struct run *run)
{
	struct watch_event ev;

	while (watch_next(&ev)) {
		timeline_event(&run->tl, &ev);
		if (run->opt->json || run->opt->picture)
			record_event(&run->rec, &ev);
	}
}

/* Until all of @clients have ended. */
static enum run_outcome follow(struct run *run, struct client *clients, unsigned int num,
			       bool with_faults)
{
	bool quiet = true;

	for (;;) {
		take_events(run);
		if (with_faults)
			quiet = faults_happen(&run->faults, run->started);
		if (reap(clients, num))
			return RUN_DONE;
		if (machine_was_reset())
			return RUN_FAILED;
		if (quiet && waitfor_is_deadlock(&run->judge, &run->wf))
			return RUN_DEADLOCK;
		hosted_msleep(LOOK_MS);
	}
}

static enum run_outcome prepare(struct run *run)
{
	static const struct scenario_client kind = { .name = "prepare" };
	struct client first = { .sc = &kind };
	enum run_outcome outcome;
	char buf[16];

	first.task = hosted_task_start("prepare", client_prepare, &first);
	if (!first.task)
		return RUN_BROKEN;
	run->tl.quiet = true;
	outcome = follow(run, &first, 1, false);
	run->tl.quiet = false;
	if (first.task) {
		hosted_task_kill(first.task);
		hosted_task_join(first.task);
	}
	if (outcome == RUN_DONE && first.state != CLIENT_DONE) {
		fprintf(run->opt->out, "secure storage cannot be used: %s: %s\n", first.error,
			table_result(first.result, buf, sizeof(buf)));
		return RUN_FAILED;
	}
	return outcome;
}

static bool needs_storage(const struct scenario *sc)
{
	unsigned int n;

	for (n = 0; n < sc->num_clients; n++)
		if (sc->clients[n].service == SERVICE_RPMB)
			return true;
	return false;
}

static enum run_outcome run_clients(struct run *run)
{
	enum run_outcome outcome;
	unsigned int n;

	run->started = hosted_time_ns();
	for (n = 0; n < run->num_clients; n++)
		run->clients[n].task = hosted_task_start(run->clients[n].name, client_main,
							 &run->clients[n]);
	outcome = follow(run, run->clients, run->num_clients, true);
	for (n = 0; outcome == RUN_DONE && n < run->num_clients; n++)
		if (run->clients[n].state == CLIENT_FAILED || run->clients[n].late)
			outcome = RUN_FAILED;
	return outcome;
}

static FILE *open_output(const char *path)
{
	FILE *out = path ? fopen(path, "w") : NULL;

	if (path && !out)
		perror(path);
	return out;
}

static void write_graph(const char *path, void (*write)(const struct waitfor *wf, FILE *out),
			const struct waitfor *wf)
{
	FILE *out = open_output(path);

	if (!out)
		return;
	write(wf, out);
	fclose(out);
}

static void write_record(struct run *run)
{
	FILE *out;

	record_end(&run->rec);
	out = open_output(run->opt->json);
	if (out) {
		record_json(out, &run->rec);
		fclose(out);
	}
	out = open_output(run->opt->picture);
	if (out) {
		record_svg(out, &run->rec, run->sc->title);
		fclose(out);
	}
	record_free(&run->rec);
}

static void report(struct run *run, enum run_outcome outcome)
{
	FILE *out = run->opt->out;

	take_events(run);
	timeline_end(&run->tl);
	fprintf(out, "\n");
	table_print(run->clients, run->num_clients, out);
	fprintf(out, "%lu world switches, %lu RPCs, %lu calls refused a thread\n\n",
		run->tl.switches, run->tl.rpcs, run->tl.refused);
	if (machine_was_reset())
		fprintf(out, "the watchdog has expired: the machine was reset\n");
	if (outcome == RUN_DEADLOCK) {
		report_words(&run->wf, out);
		write_graph(run->opt->dot, report_dot, &run->wf);
		write_graph(run->opt->svg, report_svg, &run->wf);
	}
	write_record(run);
	fflush(out);
}

/* Every wait ends with a kill, so all of this comes to an end, also after a deadlock. */
static int clean_up(struct run *run)
{
	unsigned int n;

	faults_end(&run->faults);
	clients_kill(run->clients, run->num_clients, NULL);
	for (n = 0; n < run->num_clients; n++) {
		if (run->clients[n].task)
			hosted_task_join(run->clients[n].task);
		run->clients[n].task = NULL;
	}
	return machine_off();
}

static struct machine_agent agent(const struct scenario_agent *agent)
{
	return (struct machine_agent){
		.lane = (enum scmi_lane)agent->lane, .smt = agent->channel == CHANNEL_SMT,
	};
}

static int switch_on(const struct run *run)
{
	const struct scenario *sc = run->sc;
	const struct machine_config cfg = {
		.threads = sc->threads,
		.cores = sc->cores,
		.enforce = (enum machine_enforce)sc->enforce,
		.mmc = agent(&sc->mmc),
		.mmc_idle_ms = sc->mmc_idle_ms,
		.gated = sc->mmc_gated,
		.i2c = { agent(&sc->i2c[0]), agent(&sc->i2c[1]) },
		.supplicant = sc->supplicant,
		.emmc_path = run->opt->emmc,
		.log_level = run->opt->log_level,
	};

	return machine_on(&cfg);
}

enum run_outcome run_scenario(const struct scenario *sc, const struct run_options *opt)
{
	struct run *run = calloc(1, sizeof(*run));
	enum run_outcome outcome = RUN_DONE;
	int rc;

	if (!run)
		return RUN_BROKEN;
	run->sc = sc;
	run->opt = opt;
	if (add_clients(run)) {
		fprintf(opt->out, "there are more than %u clients\n", CLIENTS_MAX);
		free(run);
		return RUN_BROKEN;
	}
	run->faults = (struct faults){
		.sc = sc, .clients = run->clients, .num_clients = run->num_clients,
	};
	timeline_init(&run->tl, opt->out, opt->timeline, sc->threads);
	rc = switch_on(run);
	if (rc) {
		fprintf(opt->out, "the machine cannot be switched on: %s\n", strerror(-rc));
		free(run);
		return RUN_BROKEN;
	}

	if (needs_storage(sc))
		outcome = prepare(run);
	if (outcome == RUN_DONE)
		outcome = run_clients(run);
	report(run, outcome);
	rc = clean_up(run);
	if (rc) {
		fprintf(opt->out, "the machine cannot be switched off: %s\n", strerror(-rc));
		outcome = RUN_BROKEN;
	}
	free(run);
	return outcome;
}
