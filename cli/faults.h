/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What happens to the machine while a scenario runs.
 */
#ifndef CLI_FAULTS_H
#define CLI_FAULTS_H

#include <stdbool.h>

#include "client.h"
#include "intruder.h"
#include "scenario.h"

/**
 * struct faults - the faults of a scenario
 * @sc:		the scenario
 * @clients:	@num_clients of them, who may be killed
 * @done:	by fault: it has happened
 * @intruders:	by fault: FAULT_LOSE, who has the thread
 * @lost:	by fault: FAULT_LOSE, he has it now
 */
struct faults {
	const struct scenario *sc;
	struct client *clients;
	unsigned int num_clients;
	bool done[SCENARIO_FAULTS];
	struct intruder intruders[SCENARIO_FAULTS];
	bool lost[SCENARIO_FAULTS];
};

/**
 * faults_happen() - let happen what is due
 * @faults:	all but @sc and the clients zeroed before the first time
 * @started:	when the clients were started, ns
 *
 * By the task that booted.
 *
 * Return: true: no more is to come, nor to end.
 */
bool faults_happen(struct faults *faults, uint64_t started);

/* What lasts ends now. */
void faults_end(struct faults *faults);

/* Kill the clients of a kind; NULL: all. */
void clients_kill(struct client *clients, unsigned int num, const char *name);

#endif
