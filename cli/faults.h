/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What happens to the machine while a scenario runs.
 */
#ifndef CLI_FAULTS_H
#define CLI_FAULTS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "client.h"
#include "intruder.h"
#include "result.h"
#include "scenario.h"

/**
 * struct fault - a fault of the scenario, and how far it is
 * @begun:	it was made, at @time, or could not be
 * @time:	ns since the machine was switched on
 * @failed:	why it did not happen when it was tried last; NULL: it did, or was not tried yet
 * @intruder:	FAULT_LOSE: who has the thread
 * @lost:	FAULT_LOSE: he has it now
 * @cut:	FAULT_CUT: it happens with this power cut, counted from 1
 */
struct fault {
	atomic_bool begun;
	uint64_t time;
	const char *failed;
	struct intruder intruder;
	bool lost;
	unsigned int cut;
};

/**
 * struct faults - the faults of a scenario
 * @sc:		the scenario
 * @clients:	@num_clients of them, who may be killed
 * @faults:	as many as the scenario has
 * @cuts:	power cuts that have been ordered
 *
 * The task that booted makes them. Clients and the supplicant look at @begun and @cuts, so these
 * are atomic.
 */
struct faults {
	const struct scenario *sc;
	struct client *clients;
	unsigned int num_clients;
	struct fault faults[SCENARIO_FAULTS];
	atomic_uint cuts;
};

bool faults_happen(struct faults *faults, uint64_t started);
bool faults_hold_clients(const void *faults);
bool faults_hold_supplicant(const void *faults);
void faults_result(const struct faults *faults, struct result_fault *results);
void faults_end(struct faults *faults);
unsigned int clients_kill(struct client *clients, unsigned int num, const char *name);

#endif
