// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Running a scenario: the machine is switched on, clients are started and followed (follow.c), what
 * came of it is said (run_report.c), and the machine is switched off.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "machine.h"
#include "run_private.h"
#include "supplicant.h"
#include "table.h"

/* The scenario has been checked, so there is room for all. */
static int add_client(struct run *run, const struct scenario_client *sc, unsigned int number)
{
	struct client *client = &run->clients[run->num_clients];

	client->number = run->num_clients++;
	client->sc = sc;
	client->stay = &run->deadlocked;
	client->held = faults_hold_clients;
	client->held_by = &run->faults;
	if (sc->count > 1)
		snprintf(client->name, sizeof(client->name), "%s-%u", sc->name, number);
	else
		snprintf(client->name, sizeof(client->name), "%s", sc->name);
	client->lateness = calloc(sc->repeat, sizeof(*client->lateness));
	return client->lateness ? 0 : -ENOMEM;
}

static int add_clients(struct run *run)
{
	const struct scenario_client *sc;
	unsigned int n, i;

	for (n = 0; n < run->sc->num_clients; n++) {
		sc = &run->sc->clients[n];
		for (i = 1; i <= sc->count; i++) {
			if (run->num_clients == CLIENTS_MAX)
				return -E2BIG;
			if (add_client(run, sc, i))
				return -ENOMEM;
		}
	}
	return 0;
}

/* The first use of storage gives a blank eMMC its key. That belongs to the boot. */
static enum run_outcome prepare_storage(struct run *run)
{
	static const struct scenario_client kind = { .name = "prepare", .repeat = 1 };
	struct client first = { .sc = &kind, .name = "prepare" };
	enum run_outcome outcome;
	char buf[16];

	first.task = hosted_task_start("prepare", client_prepare, &first);
	if (!first.task)
		return RUN_BROKEN;
	outcome = run_follow(run, &first, 1, false);
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

	run->started = watch_start();
	host_start(&run->host);
	for (n = 0; n < run->num_clients; n++)
		run->clients[n].task = hosted_task_start(run->clients[n].name, client_main,
							 &run->clients[n]);
	outcome = run_follow(run, run->clients, run->num_clients, true);
	for (n = 0; outcome == RUN_DONE && n < run->num_clients; n++)
		if (run->clients[n].state == CLIENT_FAILED || run->clients[n].late)
			outcome = RUN_FAILED;
	return outcome;
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

static struct machine_agent machine_agent_of(const struct scenario_agent *agent)
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
		.mmc = machine_agent_of(&sc->mmc),
		.mmc_idle_ms = sc->mmc_idle_ms,
		.gated = sc->mmc_gated,
		.i2c = { machine_agent_of(&sc->i2c[0]), machine_agent_of(&sc->i2c[1]) },
		.supplicant = sc->supplicant,
		.emmc_path = run->opt->emmc,
		.log_level = run->opt->log_level,
	};

	supplicant_hold(faults_hold_supplicant, &run->faults);
	return machine_on(&cfg);
}

/* The machine is on. */
static enum run_outcome use_machine(struct run *run, struct result *res)
{
	enum run_outcome outcome = RUN_DONE;
	int rc;

	run->collector.tl = &run->tl;
	run->collector.rec = run->opt->json || run->opt->picture || run->opt->record ?
			     &run->rec : NULL;
	rc = collector_start(&run->collector);
	if (rc) {
		fprintf(run->opt->out, "no thread: %s\n", strerror(-rc));
		machine_off();
		return RUN_BROKEN;
	}
	if (needs_storage(run->sc))
		outcome = prepare_storage(run);
	if (outcome == RUN_DONE)
		outcome = run_clients(run);
	run_report(run, outcome, res);
	rc = run->opt->stop && *run->opt->stop ? -EINTR : clean_up(run);
	res->still_on = rc;
	/* Where somebody wants it to stop, a call that goes on is no mistake of the machine. */
	if (!rc || outcome == RUN_STOPPED)
		return outcome;
	fprintf(run->opt->out, "the machine cannot be switched off: %s\n", strerror(-rc));
	return RUN_BROKEN;
}

static void run_free(struct run *run)
{
	unsigned int n;

	supplicant_hold(NULL, NULL);
	for (n = 0; n < run->num_clients; n++)
		free(run->clients[n].lateness);
	free(run);
}

/**
 * run_scenario() - switch a machine on, run a scenario on it, switch it off
 * @sc:		the scenario, checked
 * @opt:	the options
 * @res:	out: what came of it, in numbers
 *
 * By the first thread of the program. Where somebody wants it to stop, or calls do not end, the
 * machine is still on afterwards, and the program is to end.
 *
 * Return: how it ended; the same is in @res.
 */
enum run_outcome run_scenario(const struct scenario *sc, const struct run_options *opt,
			      struct result *res)
{
	struct run *run = calloc(1, sizeof(*run));
	int rc;

	memset(res, 0, sizeof(*res));
	res->sc = sc;
	res->outcome = RUN_BROKEN;
	if (!run)
		return res->outcome;
	run->sc = sc;
	run->opt = opt;
	run->faults = (struct faults){ .sc = sc, .clients = run->clients };
	rc = add_clients(run);
	if (!rc) {
		run->faults.num_clients = run->num_clients;
		timeline_init(&run->tl, opt->out, opt->timeline, sc->threads, run->num_clients);
		record_init(&run->rec, sc->threads);
		rc = switch_on(run);
	}
	if (rc == -EBUSY && opt->emmc)
		fprintf(opt->out, "%s is in use by another machine\n", opt->emmc);
	else if (rc)
		fprintf(opt->out, "the machine cannot be switched on: %s\n", strerror(-rc));
	else
		res->outcome = use_machine(run, res);
	/* Tasks that are there still use what they know of their clients. */
	if (!res->still_on)
		run_free(run);
	return res->outcome;
}
