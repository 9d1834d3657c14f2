/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the parts of a run share: run.c (from on to off), follow.c (while clients are there), and
 * run_report.c (what is said in the end).
 */
#ifndef CLI_RUN_PRIVATE_H
#define CLI_RUN_PRIVATE_H

#include "client.h"
#include "collect.h"
#include "faults.h"
#include "host.h"
#include "run.h"
#include "waitfor.h"

/**
 * struct run - a scenario that is running
 * @sc:		the scenario
 * @opt:	the options
 * @tl:		the timeline
 * @rec:	all that has happened, if that is wanted
 * @collector:	takes events, and hands them to both
 * @host:	sees when the host stands still
 * @clients:	@num_clients of them
 * @started:	when the clients were, ns
 * @faults:	see faults.h
 * @judge:	see waitfor.h
 * @look:	the last look
 * @dead:	the look at which the most tasks were found dead
 * @deadlock_at: when the first were, ns; 0: none were
 * @deadlocked:	some clients are in a deadlock, and the others go on. Who has done its work stays:
 *		the lanes that it would give back may be what those wait for.
 * @told:	when it was last said that it goes on, seconds after @started
 */
struct run {
	const struct scenario *sc;
	const struct run_options *opt;
	struct timeline tl;
	struct record rec;
	struct collector collector;
	struct host host;
	struct client clients[CLIENTS_MAX];
	unsigned int num_clients;
	uint64_t started;
	struct faults faults;
	struct waitfor_judge judge;
	struct waitfor look;
	struct waitfor dead;
	uint64_t deadlock_at;
	atomic_bool deadlocked;
	uint64_t told;
};

enum run_outcome run_follow(struct run *run, struct client *clients, unsigned int num,
			    bool with_faults);
bool client_is_dead(const struct waitfor *wf, const struct client *client);
void run_report(struct run *run, enum run_outcome outcome, struct result *res);

#endif
