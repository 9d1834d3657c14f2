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

/* When the intruder is resumed, his call takes no longer than this. */
#define LOST_MS		1
#define NS_PER_MS	1000000ull

/**
 * clients_kill() - kill the clients of a kind
 * @clients:	@num clients
 * @num:	how many
 * @name:	their name in the scenario; NULL: all
 *
 * Return: how many there were to kill.
 */
unsigned int clients_kill(struct client *clients, unsigned int num, const char *name)
{
	unsigned int n, killed = 0;

	for (n = 0; n < num; n++) {
		if (!clients[n].task || (name && strcmp(clients[n].sc->name, name)))
			continue;
		hosted_task_kill(clients[n].task);
		killed++;
	}
	return killed;
}

static const char *kill_target(struct faults *faults, const char *target)
{
	if (strcmp(target, "supplicant")) {
		watch_fault("clients are killed");
		return clients_kill(faults->clients, faults->num_clients, target) ? NULL :
		       "all of these clients had ended before";
	}
	watch_fault("the supplicant is killed");
	return supplicant_kill() ? NULL : "there was no supplicant to kill";
}

static const char *start_supplicant(const struct scenario *sc)
{
	watch_fault("the supplicant is started");
	return supplicant_start(sc->supplicant ? sc->supplicant : 1) ?
	       "a supplicant was there already" : NULL;
}

/* Where none is free, he tries again the next time that somebody looks at the faults. */
static const char *lose_thread(struct fault *fault)
{
	fault->lost = !intruder_take(&fault->intruder, LOST_MS);
	if (fault->lost)
		watch_fault("somebody else has taken a thread");
	else if (!fault->failed)
		watch_fault("somebody else wants a thread, none is free");
	return fault->lost ? NULL : "no thread was free for somebody else";
}

static const char *order_cut(struct faults *faults, struct fault *fault, unsigned int pages)
{
	fault->cut = ++faults->cuts;
	watch_note("the eMMC will lose power while it programs a page");
	mmc_cut(pages ? pages : 1);
	return NULL;
}

static void begin_fault(struct faults *faults, unsigned int n)
{
	const struct scenario_fault *sc = &faults->sc->faults[n];
	struct fault *fault = &faults->faults[n];

	fault->time = hosted_time_ns();
	switch (sc->action) {
	case FAULT_KILL:
		fault->failed = kill_target(faults, sc->target);
		break;
	case FAULT_START:
		fault->failed = start_supplicant(faults->sc);
		break;
	case FAULT_LOSE:
		fault->failed = lose_thread(fault);
		break;
	case FAULT_CUT:
		fault->failed = order_cut(faults, fault, sc->pages);
		break;
	}
	fault->begun = sc->action != FAULT_LOSE || fault->lost;
}

static void give_thread_back(struct fault *fault)
{
	fault->lost = false;
	intruder_give(&fault->intruder);
	watch_note("somebody else has given a thread back");
}

static unsigned int count_calls(const struct faults *faults)
{
	unsigned int calls = 0, n;

	for (n = 0; n < faults->num_clients; n++)
		calls += faults->clients[n].calls;
	return calls;
}

/* One that runs may be about to answer, which a kill does not keep it from. */
static bool supplicant_serves(void)
{
	static struct watch_snapshot snap;
	const struct watch_task *task;
	unsigned int n;

	watch_snapshot(&snap);
	for (n = 0; n < snap.num_tasks; n++) {
		task = &snap.tasks[n];
		if (task->role == WATCH_SUPPLICANT && task->serves >= 0 && task->wait != WATCH_RUNS)
			return true;
	}
	return false;
}

/* A power cut counts pages from the one before it, so it waits until that has happened. */
static bool waits_for_cut(const struct faults *faults, const struct scenario_fault *sc)
{
	return sc->action == FAULT_CUT && mmc_cuts() < faults->cuts;
}

static bool fault_is_due(const struct faults *faults, unsigned int n, uint64_t now,
			 uint64_t started)
{
	const struct scenario_fault *sc = &faults->sc->faults[n];
	const struct fault *before = n ? &faults->faults[n - 1] : NULL;

	if (waits_for_cut(faults, sc))
		return false;
	if (sc->after_ms && (!before->begun || now < before->time + sc->after_ms * NS_PER_MS))
		return false;
	if (now < started + sc->at_ms * NS_PER_MS || count_calls(faults) < sc->at_calls)
		return false;
	return !sc->serving || supplicant_serves();
}

/* Does it begin, or has it begun, also where no client ever makes another call? */
static bool begins_by_itself(const struct faults *faults, unsigned int n)
{
	const struct scenario_fault *sc = &faults->sc->faults[n];

	if (faults->faults[n].begun)
		return true;
	if (sc->at_calls || sc->serving || waits_for_cut(faults, sc))
		return false;
	return !sc->after_ms || begins_by_itself(faults, n - 1);
}

/*
 * May a fault that is to come change who waits? A power cut does not: that takes a writer. Nor does
 * one that was tried in vain: as long as nobody moves, it will be in vain again.
 */
static bool fault_is_to_come(const struct faults *faults, unsigned int n)
{
	return !faults->faults[n].begun && !faults->faults[n].failed &&
	       faults->sc->faults[n].action != FAULT_CUT && begins_by_itself(faults, n);
}

/*
 * Does fault @n wait for nothing but a number of calls, and have these been made? Whether it also
 * waits for the supplicant (serving) is not looked at here: the caller tells the two kinds apart.
 */
static bool is_due_by_calls(const struct faults *faults, unsigned int n)
{
	const struct scenario_fault *sc = &faults->sc->faults[n];

	return !faults->faults[n].begun && sc->at_calls && !sc->at_ms && !sc->after_ms &&
	       !waits_for_cut(faults, sc) && count_calls(faults) >= sc->at_calls;
}

static bool any_is_due_by_calls(const struct faults *faults, bool serving)
{
	unsigned int n;

	for (n = 0; n < faults->sc->num_faults; n++)
		if (faults->sc->faults[n].serving == serving && is_due_by_calls(faults, n))
			return true;
	return false;
}

/**
 * faults_hold_clients() - is there a fault that comes before the clients' next call?
 * @arg:	the struct faults
 *
 * A fault that waits for a number of calls, and for nothing else, is made before one more call
 * begins. On a host that lets the task that booted wait, the work could otherwise be over first.
 * By any task.
 */
bool faults_hold_clients(const void *arg)
{
	return any_is_due_by_calls(arg, false);
}

/**
 * faults_hold_supplicant() - is there a fault that comes before a request is served?
 * @arg:	the struct faults
 *
 * The same for a fault that comes while the supplicant serves: it is made before the supplicant
 * serves what it has taken. By any task.
 */
bool faults_hold_supplicant(const void *arg)
{
	return any_is_due_by_calls(arg, true);
}

/**
 * faults_happen() - let happen what is due
 * @faults:	all but @sc and the clients zeroed before the first time
 * @started:	when the clients were started, ns
 *
 * By the task that booted.
 *
 * Return: true: no more is to come by itself, nor to end.
 */
bool faults_happen(struct faults *faults, uint64_t started)
{
	const struct scenario_fault *sc;
	struct fault *fault;
	uint64_t now = hosted_time_ns();
	bool all = true;
	unsigned int n;

	for (n = 0; n < faults->sc->num_faults; n++) {
		sc = &faults->sc->faults[n];
		fault = &faults->faults[n];
		if (!fault->begun && fault_is_due(faults, n, now, started))
			begin_fault(faults, n);
		if (fault->lost && now >= fault->time + sc->hold_ms * NS_PER_MS)
			give_thread_back(fault);
		all = all && !fault->lost && !fault_is_to_come(faults, n);
	}
	return all;
}

/**
 * faults_result() - which faults have happened
 * @faults:	the faults
 * @results:	out: as many as the scenario has
 */
void faults_result(const struct faults *faults, struct result_fault *results)
{
	const struct fault *fault;
	unsigned int n;

	for (n = 0; n < faults->sc->num_faults; n++) {
		fault = &faults->faults[n];
		if (fault->failed)
			results[n].why = fault->failed;
		else if (!fault->begun)
			results[n].why = "the run was over before it was due";
		else if (fault->cut > mmc_cuts())
			results[n].why = "so many pages were not programmed after it was due";
		results[n].happened = !results[n].why;
	}
}

/**
 * faults_end() - what lasts ends now
 * @faults:	the faults
 */
void faults_end(struct faults *faults)
{
	unsigned int n;

	for (n = 0; n < SCENARIO_FAULTS; n++)
		if (faults->faults[n].lost)
			give_thread_back(&faults->faults[n]);
}
