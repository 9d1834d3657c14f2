// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The wait-for graph.
 *
 * For each task that waits we know who could wake it, or say that we do not. A
 * task is live if it runs, sleeps until a time that will come, waits for we do
 * not know whom, or could be woken by one that is live. The others are dead:
 * nobody outside their circle can help, and nobody inside it moves.
 *
 * The sets of those who could are rather too large than too small, so a dead
 * task is dead; where they are too large, a deadlock shows a little later. One thing is left out:
 * a live task that has lanes may give them back, and each is a thread for ordinary calls then. Who
 * reserves lanes keeps them as a rule, and a system that waits for their return is stuck.
 */
#include <string.h>

#include <hosted/task.h>

#include "waitfor.h"

static int index_of(const struct watch_snapshot *snap, const struct task_struct *task)
{
	unsigned int n;

	for (n = 0; task && n < snap->num_tasks; n++)
		if (snap->tasks[n].task == task)
			return (int)n;
	return -1;
}

/* @task < 0 is somebody we do not know: he may well be live. */
static void add_waker(struct waitfor *wf, unsigned int from, int task, int thread)
{
	if (task < 0 || wf->num_edges == WAITFOR_EDGES) {
		wf->live[from] = true;
		return;
	}
	wf->edges[wf->num_edges++] = (struct waitfor_edge){ from, (unsigned int)task, thread };
}

/*
 * The driver looks for threads that it could not find by a timer (optee/lanes_retry.c),
 * and wakes who waits. While a timer is pending, and one was missing, that may be it.
 */
static bool thread_may_be_found(const struct watch_snapshot *snap)
{
	unsigned int n;

	for (n = 0; snap->refused && n < snap->num_tasks; n++)
		if (snap->tasks[n].wait == WATCH_SLEEPS && !strcmp(snap->tasks[n].name, "timers"))
			return true;
	return false;
}

/* Any thread that is freed ends such a wait. Where all threads are free, a wake-up was lost. */
static void add_thread_owners(struct waitfor *wf, unsigned int from)
{
	const struct watch_thread *thread;
	unsigned int n;

	if (thread_may_be_found(&wf->snap))
		wf->live[from] = true;
	for (n = 0; n < SECURE_MAX_THREADS; n++) {
		thread = &wf->snap.threads[n];
		if (thread->taken)
			add_waker(wf, from, index_of(&wf->snap, thread->owner), (int)n);
	}
}

static const struct watch_thread *thread_of(const struct watch_snapshot *snap, unsigned int task)
{
	unsigned int n;

	for (n = 0; n < SECURE_MAX_THREADS; n++)
		if (snap->threads[n].taken && snap->threads[n].owner == snap->tasks[task].task)
			return &snap->threads[n];
	return NULL;
}

/*
 * May a thread of the supplicant be the one that will answer? One that is idle cannot: if there
 * were a request for it, it would run. One that works on a request works on ours only if the
 * request is of the same kind, and if the thread began after the request was made.
 */
static bool may_serve(const struct watch_task *task, const struct watch_thread *asks)
{
	if (task->role != WATCH_SUPPLICANT || task->wait == WATCH_IDLE)
		return false;
	return task->serves < 0 || !asks ||
	       (task->serves == asks->rpc && task->since > asks->since);
}

static void add_supplicants(struct waitfor *wf, unsigned int from)
{
	const struct watch_thread *asks = thread_of(&wf->snap, from);
	unsigned int n;

	for (n = 0; n < wf->snap.num_tasks; n++)
		if (may_serve(&wf->snap.tasks[n], asks))
			add_waker(wf, from, (int)n, -1);
}

/* A call waits for a notification until another thread gives its turn up, or a device raises it. */
static void add_notifier(struct waitfor *wf, unsigned int from)
{
	const struct watch_thread *thread;
	int other = -1;
	unsigned int n;

	for (n = 0; n < SECURE_MAX_THREADS; n++) {
		thread = &wf->snap.threads[n];
		if (thread->taken && thread->owner == wf->snap.tasks[from].task)
			other = thread->waits_for;
	}
	if (other >= 0 && other < SECURE_MAX_THREADS && wf->snap.threads[other].taken)
		add_waker(wf, from, index_of(&wf->snap, wf->snap.threads[other].owner), other);
	else
		wf->live[from] = true;
}

static void add_edges(struct waitfor *wf, unsigned int from)
{
	switch (wf->snap.tasks[from].wait) {
	case WATCH_RUNS:
	case WATCH_SLEEPS:
	case WATCH_IDLE:
	case WATCH_UNKNOWN:
		wf->live[from] = true;
		break;
	case WATCH_THREAD:
		add_thread_owners(wf, from);
		break;
	case WATCH_ANSWER:
		add_supplicants(wf, from);
		break;
	case WATCH_NOTIF:
		add_notifier(wf, from);
		break;
	case WATCH_LOCK:
		add_waker(wf, from, index_of(&wf->snap, wf->snap.lock_owner), -1);
		break;
	}
}

static void spread_life(struct waitfor *wf)
{
	unsigned int n;
	bool again;

	do {
		again = false;
		for (n = 0; n < wf->num_edges; n++) {
			if (wf->live[wf->edges[n].to] && !wf->live[wf->edges[n].from]) {
				wf->live[wf->edges[n].from] = true;
				again = true;
			}
		}
	} while (again);
}

/**
 * waitfor_solve() - find out who waits for whom, and who can never go on
 * @wf:		@snap is there; the rest is filled in
 */
void waitfor_solve(struct waitfor *wf)
{
	unsigned int n;

	memset(wf->live, 0, sizeof(wf->live));
	wf->num_edges = 0;
	wf->num_dead = 0;
	for (n = 0; n < wf->snap.num_tasks; n++)
		add_edges(wf, n);
	spread_life(wf);
	for (n = 0; n < wf->snap.num_tasks; n++) {
		wf->dead[n] = !wf->live[n];
		wf->num_dead += wf->dead[n];
	}
}

static bool somebody_runs(const struct watch_snapshot *snap, const struct task_struct *but)
{
	unsigned int n;

	for (n = 0; n < snap->num_tasks; n++)
		if (snap->tasks[n].wait == WATCH_RUNS && snap->tasks[n].task != but)
			return true;
	return false;
}

/* Are the dead the same as at the last look, and have they not moved? */
static bool is_same(const struct waitfor_judge *judge, const struct waitfor *wf)
{
	unsigned int n;
	int found;

	if (judge->num_dead != wf->num_dead)
		return false;
	for (n = 0; n < judge->num_dead; n++) {
		found = index_of(&wf->snap, judge->dead[n].task);
		if (found < 0 || !wf->dead[found] ||
		    wf->snap.tasks[found].seq != judge->dead[n].seq)
			return false;
	}
	return judge->num_dead > 0;
}

static void keep_marks(struct waitfor_judge *judge, const struct waitfor *wf)
{
	const struct watch_task *task;
	unsigned int n;

	judge->num_dead = 0;
	for (n = 0; n < wf->snap.num_tasks; n++) {
		task = &wf->snap.tasks[n];
		if (wf->dead[n])
			judge->dead[judge->num_dead++] =
				(struct waitfor_mark){ task->task, task->seq };
	}
}

/**
 * waitfor_is_deadlock() - is it certain that some tasks never go on?
 * @judge:	zeroed before the first look; the same at each
 * @wf:		takes a look: filled in
 *
 * A task that runs may be about to wake somebody. So only those looks count at
 * which no task runs but the calling one, and it takes two in which the same
 * tasks are dead and have not moved in between. No time is involved.
 *
 * Return: true: the dead of @wf will never wake up by themselves.
 */
bool waitfor_is_deadlock(struct waitfor_judge *judge, struct waitfor *wf)
{
	watch_snapshot(&wf->snap);
	waitfor_solve(wf);
	if (somebody_runs(&wf->snap, hosted_task_current()))
		return false;
	if (is_same(judge, wf))
		return true;
	keep_marks(judge, wf);
	return false;
}
