// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * While clients are there: the first task lets faults happen, and looks every millisecond at who
 * has ended, and whether those who have not ever will.
 */
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/task.h>
#include <hosted/user.h>

#include "machine.h"
#include "run_private.h"

#define LOOK_MS		1
/* What takes longer shows that it goes on, every second. */
#define PROGRESS_S	2
#define NS_PER_S	1000000000ull

/* Note which clients have ended. Returns whether all have. */
static bool reap_clients(struct client *clients, unsigned int num)
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

/**
 * client_is_dead() - is a client's task among those that never go on?
 * @wf:		the graph
 * @client:	the client
 */
bool client_is_dead(const struct waitfor *wf, const struct client *client)
{
	unsigned int n;

	for (n = 0; client->task && n < wf->snap.num_tasks; n++)
		if (wf->snap.tasks[n].task == client->task)
			return wf->dead[n];
	return false;
}

static bool all_are_dead(const struct waitfor *wf, const struct client *clients, unsigned int num)
{
	unsigned int n;

	for (n = 0; n < num; n++)
		if (clients[n].task && clients[n].state == CLIENT_WORKS &&
		    !client_is_dead(wf, &clients[n]))
			return false;
	return true;
}

static bool some_are_dead(const struct waitfor *wf, const struct client *clients, unsigned int num)
{
	unsigned int n;

	for (n = 0; n < num; n++)
		if (client_is_dead(wf, &clients[n]))
			return true;
	return false;
}

/* Is there a deadlock that ends the run? One that leaves clients alive need not. */
static bool deadlock_ends_it(struct run *run, const struct client *clients, unsigned int num)
{
	if (!waitfor_is_deadlock(&run->judge, &run->look))
		return false;
	if (!run->deadlock_at)
		run->deadlock_at = watch_deadlock();
	run->dead = run->look;
	run->deadlocked = run->sc->keep_going && some_are_dead(&run->look, clients, num);
	return !run->sc->keep_going || all_are_dead(&run->look, clients, num);
}

static bool is_stopped(const struct run *run)
{
	uint64_t ms = run->started ? (hosted_time_ns() - run->started) / 1000000 : 0;

	return (run->opt->stop && *run->opt->stop) ||
	       (run->opt->limit_ms && ms >= run->opt->limit_ms);
}

static void show_progress(struct run *run, const struct client *clients, unsigned int num)
{
	unsigned long long calls = 0, wanted = 0;
	uint64_t seconds;
	unsigned int n;

	if (!run->opt->progress || !run->started)
		return;
	seconds = (hosted_time_ns() - run->started) / NS_PER_S;
	if (seconds < PROGRESS_S || seconds == run->told)
		return;
	run->told = seconds;
	for (n = 0; n < num; n++) {
		calls += clients[n].calls;
		wanted += clients[n].sc->repeat;
	}
	fprintf(stderr, "\r%llu s, %llu of %llu calls ", (unsigned long long)seconds, calls,
		wanted);
	fflush(stderr);
}

/**
 * run_follow() - until clients have ended
 * @run:	the run
 * @clients:	who
 * @num:	how many
 * @with_faults: faults happen meanwhile
 *
 * Return: RUN_DONE: all have, well or not.
 */
enum run_outcome run_follow(struct run *run, struct client *clients, unsigned int num,
			    bool with_faults)
{
	bool quiet = true;

	for (;;) {
		if (with_faults)
			quiet = faults_happen(&run->faults, run->started);
		if (reap_clients(clients, num))
			return RUN_DONE;
		if (machine_was_reset())
			return RUN_FAILED;
		if (is_stopped(run))
			return RUN_STOPPED;
		if (quiet && deadlock_ends_it(run, clients, num))
			return RUN_DEADLOCK;
		show_progress(run, clients, num);
		hosted_msleep(LOOK_MS);
	}
}
