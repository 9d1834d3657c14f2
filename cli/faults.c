// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What happens to the machine while a scenario runs.
 */
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "faults.h"
#include "mmc.h"
#include "supplicant.h"
#include "watch.h"

/* He answers when it is time; then it is over at once. */
#define LOST_MS	1

void clients_kill(struct client *clients, unsigned int num, const char *name)
{
	unsigned int n;

	for (n = 0; n < num; n++)
		if (clients[n].task && (!name || !strcmp(clients[n].sc->name, name)))
			hosted_task_kill(clients[n].task);
}

static void kill_target(struct faults *faults, const char *target)
{
	if (strcmp(target, "supplicant")) {
		watch_note("fault: clients are killed");
		clients_kill(faults->clients, faults->num_clients, target);
		return;
	}
	watch_note("fault: the supplicant is killed");
	supplicant_kill();
}

static void lose_thread(struct faults *faults, unsigned int n)
{
	faults->lost[n] = !intruder_take(&faults->intruders[n], LOST_MS);
	watch_note(faults->lost[n] ? "fault: somebody else has taken a thread" :
				     "fault: somebody else wants a thread, none is free");
}

static void begin(struct faults *faults, unsigned int n)
{
	const struct scenario_fault *fault = &faults->sc->faults[n];

	faults->done[n] = true;
	switch (fault->action) {
	case FAULT_KILL:
		kill_target(faults, fault->target);
		break;
	case FAULT_START:
		watch_note("the supplicant is started");
		supplicant_start(faults->sc->supplicant ? faults->sc->supplicant : 1);
		break;
	case FAULT_LOSE:
		lose_thread(faults, n);
		break;
	case FAULT_CUT:
		watch_note("fault: the eMMC will lose power while it writes");
		mmc_cut(fault->pages ? fault->pages : 1);
		break;
	}
}

static void end(struct faults *faults, unsigned int n)
{
	faults->lost[n] = false;
	intruder_give(&faults->intruders[n]);
	watch_note("somebody else has given a thread back");
}

bool faults_happen(struct faults *faults, uint64_t started)
{
	uint64_t ms = (hosted_time_ns() - started) / 1000000;
	const struct scenario_fault *fault;
	bool all = true;
	unsigned int n;

	for (n = 0; n < faults->sc->num_faults; n++) {
		fault = &faults->sc->faults[n];
		if (!faults->done[n] && ms >= fault->at_ms)
			begin(faults, n);
		if (faults->lost[n] && ms >= fault->at_ms + fault->hold_ms)
			end(faults, n);
		all = all && faults->done[n] && !faults->lost[n];
	}
	return all;
}

void faults_end(struct faults *faults)
{
	unsigned int n;

	for (n = 0; n < SCENARIO_FAULTS; n++)
		if (faults->lost[n])
			end(faults, n);
}
