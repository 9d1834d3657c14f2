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
#include "intruder.h"
#include "machine.h"
#include "mmc.h"
#include "report.h"
#include "run.h"
#include "supplicant.h"
#include "table.h"

#define LOOK_MS		1

/**
 * struct run - a scenario that is running
 * @sc:		the scenario
 * @opt:	the options
 * @tl:		the timeline
 * @clients:	@num_clients of them
 * @started:	when the clients were, ns
 * @faults_done: by fault: it has happened
 * @intruders:	by fault: FAULT_LOSE, who has the thread
 * @lost:	by fault: FAULT_LOSE, he has it now
 * @judge:	see waitfor.h
 * @wf:		the last look
 */
struct run {
	const struct scenario *sc;
	const struct run_options *opt;
	struct timeline tl;
	struct client clients[CLIENTS_MAX];
	unsigned int num_clients;
	uint64_t started;
	bool faults_done[SCENARIO_FAULTS];
	struct intruder intruders[SCENARIO_FAULTS];
	bool lost[SCENARIO_FAULTS];
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

static void kill_clients(struct run *run, const char *name)
{
	unsigned int n;

	for (n = 0; n < run->num_clients; n++)
		if (run->clients[n].task && (!name || !strcmp(run->clients[n].sc->name, name)))
			hosted_task_kill(run->clients[n].task);
}

/*
 * Faults
 */

static void fault_begins(struct run *run, unsigned int n)
{
	const struct scenario_fault *fault = &run->sc->faults[n];

	switch (fault->action) {
	case FAULT_KILL:
		if (strcmp(fault->target, "supplicant")) {
			watch_note("fault: clients are killed");
			kill_clients(run, fault->target);
			break;
		}
		watch_note("fault: the supplicant is killed");
		supplicant_kill();
		break;
	case FAULT_START:
		watch_note("the supplicant is started");
		supplicant_start(run->sc->supplicant ? run->sc->supplicant : 1);
		break;
	case FAULT_LOSE:
		run->lost[n] = !intruder_take(&run->intruders[n]);
		watch_note(run->lost[n] ? "fault: somebody else has taken a thread" :
					  "fault: somebody else wants a thread, none is free");
		break;
	case FAULT_CUT:
		watch_note("fault: the eMMC will lose power while it writes");
		mmc_cut(fault->pages ? fault->pages : 1);
		break;
	}
}

static void fault_ends(struct run *run, unsigned int n)
{
	if (!run->lost[n])
		return;
	run->lost[n] = false;
	intruder_give(&run->intruders[n]);
	watch_note("somebody else has given a thread back");
}

/* Let happen what is due; true: no more is to come. */
static bool faults(struct run *run)
{
	uint64_t ms = (hosted_time_ns() - run->started) / 1000000;
	const struct scenario_fault *fault;
	bool done = true;
	unsigned int n;

	for (n = 0; n < run->sc->num_faults; n++) {
		fault = &run->sc->faults[n];
		if (!run->faults_done[n] && ms >= fault->at_ms) {
			run->faults_done[n] = true;
			fault_begins(run, n);
		}
		if (run->lost[n] && ms >= fault->at_ms + fault->hold_ms)
			fault_ends(run, n);
		done = done && run->faults_done[n] && !run->lost[n];
	}
	return done;
}

/*
 * The run
 */

/* Until all of @clients have ended. */
static enum run_outcome follow(struct run *run, struct client *clients, unsigned int num,
			       bool with_faults)
{
	bool quiet = true;

	for (;;) {
		timeline_follow(&run->tl);
		if (with_faults)
			quiet = faults(run);
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

static void write_picture(const char *path, void (*write)(FILE *out, const struct waitfor *wf),
			  const struct waitfor *wf)
{
	FILE *out = path ? fopen(path, "w") : NULL;

	if (!path)
		return;
	if (!out) {
		perror(path);
		return;
	}
	write(out, wf);
	fclose(out);
}

static void report(struct run *run, enum run_outcome outcome)
{
	FILE *out = run->opt->out;

	timeline_follow(&run->tl);
	timeline_end(&run->tl);
	fprintf(out, "\n");
	table_print(out, run->clients, run->num_clients);
	fprintf(out, "%lu world switches, %lu RPCs, %lu calls refused a thread\n\n",
		run->tl.switches, run->tl.rpcs, run->tl.refused);
	if (machine_was_reset())
		fprintf(out, "the watchdog has expired: the machine was reset\n");
	if (outcome == RUN_DEADLOCK) {
		report_words(out, &run->wf);
		write_picture(run->opt->dot, report_dot, &run->wf);
		write_picture(run->opt->svg, report_svg, &run->wf);
	}
	fflush(out);
}

/* Every wait ends with a kill, so all of this comes to an end, also after a deadlock. */
static int clean_up(struct run *run)
{
	unsigned int n;

	for (n = 0; n < SCENARIO_FAULTS; n++)
		fault_ends(run, n);
	kill_clients(run, NULL);
	for (n = 0; n < run->num_clients; n++) {
		if (run->clients[n].task)
			hosted_task_join(run->clients[n].task);
		run->clients[n].task = NULL;
	}
	return machine_off();
}

static int switch_on(const struct run *run)
{
	const struct scenario *sc = run->sc;
	const struct machine_config cfg = {
		.threads = sc->threads,
		.cores = sc->cores,
		.enforce = (enum machine_enforce)sc->enforce,
		.mmc_lane = sc->mmc_lane ? SCMI_LANE : SCMI_ORDINARY,
		.mmc_idle_ms = sc->mmc_idle_ms,
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
