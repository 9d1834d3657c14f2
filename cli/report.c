// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A deadlock in words.
 */
#include <string.h>

#include "names.h"
#include "report.h"

#define TEXT	160

static const struct watch_thread *thread_of(const struct waitfor *wf, unsigned int task,
					    int *number)
{
	unsigned int n;

	for (n = 0; n < SECURE_MAX_THREADS; n++) {
		if (wf->snap.threads[n].taken &&
		    wf->snap.threads[n].owner == wf->snap.tasks[task].task) {
			*number = (int)n;
			return &wf->snap.threads[n];
		}
	}
	return NULL;
}

/**
 * report_hold() - the thread that a task holds, and what for, in a few words
 * @wf:		the deadlock
 * @n:		which task
 * @buf:	where to; "" if it has none
 * @size:	bytes of @buf
 */
void report_hold(const struct waitfor *wf, unsigned int n, char *buf, size_t size)
{
	const struct watch_thread *thread;
	int number;

	thread = thread_of(wf, n, &number);
	if (!thread) {
		*buf = 0;
		return;
	}
	snprintf(buf, size, "holds thread %d%s (%s%s%s%s%s)", number,
		 thread->system ? ", a lane" : "",
		 thread->service ? thread->service : "a call", thread->service ? " " : "",
		 thread->service ? name_of_command(thread->service, thread->cmd) : "",
		 thread->rpc >= 0 ? ", suspended in RPC " : "",
		 thread->rpc >= 0 ? name_of_rpc((unsigned int)thread->rpc) : "");
}

static bool has_edge(const struct waitfor *wf, unsigned int from)
{
	unsigned int n;

	for (n = 0; n < wf->num_edges; n++)
		if (wf->edges[n].from == from)
			return true;
	return false;
}

/**
 * report_wait() - what a task waits for, in a few words
 * @wf:		the deadlock
 * @n:		which task
 * @buf:	where to
 * @size:	bytes of @buf
 */
void report_wait(const struct waitfor *wf, unsigned int n, char *buf, size_t size)
{
	const struct watch_thread *thread;
	int number;

	switch (wf->snap.tasks[n].wait) {
	case WATCH_THREAD:
		snprintf(buf, size, "waits for a thread%s",
			 has_edge(wf, n) ? "" : ", though none is taken: a wake-up was lost");
		break;
	case WATCH_ANSWER:
		snprintf(buf, size, "waits for the supplicant to answer%s",
			 has_edge(wf, n) ? "" : ", but none is there for it");
		break;
	case WATCH_NOTIF:
		thread = thread_of(wf, n, &number);
		snprintf(buf, size, "waits for the turn of thread %d (%s)",
			 thread ? thread->waits_for : -1,
			 thread && thread->turn ? thread->turn : "");
		break;
	case WATCH_LOCK:
		snprintf(buf, size, "waits for %s",
			 wf->snap.lock_name ? wf->snap.lock_name : "a lock");
		break;
	default:
		snprintf(buf, size, "waits");
		break;
	}
}

static void print_helpers(FILE *out, const struct waitfor *wf, unsigned int from)
{
	const struct waitfor_edge *edge;
	const char *lead = ": ";
	unsigned int n;

	for (n = 0; n < wf->num_edges; n++) {
		edge = &wf->edges[n];
		if (edge->from != from)
			continue;
		fprintf(out, "%s", lead);
		if (edge->thread >= 0)
			fprintf(out, "thread %d%s is held by ", edge->thread,
				wf->snap.threads[edge->thread].system ? ", a lane," : "");
		fprintf(out, "%s", wf->snap.tasks[edge->to].name);
		lead = ", ";
	}
}

/*
 * The next on the way round the circle, or -1 where the way ends. Of those who may work on a
 * request it is most likely the one who began first after it was made.
 */
static int next_on_way(const struct waitfor *wf, unsigned int from)
{
	const struct watch_task *tasks = wf->snap.tasks;
	const struct waitfor_edge *edge;
	unsigned int n;
	int next = -1;

	for (n = 0; n < wf->num_edges; n++) {
		edge = &wf->edges[n];
		if (edge->from != from)
			continue;
		if (next < 0 || (tasks[from].wait == WATCH_ANSWER &&
				 tasks[edge->to].since < tasks[next].since))
			next = (int)edge->to;
	}
	return next;
}

static void print_circle(const struct waitfor *wf, FILE *out)
{
	bool seen[WATCH_TASKS] = { false };
	unsigned int first = 0, n;
	int at;

	while (first < wf->snap.num_tasks && !wf->dead[first])
		first++;
	/* Walk until somebody comes again: from there on it is the circle. */
	for (at = (int)first; at >= 0 && !seen[at]; at = next_on_way(wf, (unsigned int)at))
		seen[at] = true;
	if (at < 0)
		return;
	fprintf(out, "  the circle: %s", wf->snap.tasks[at].name);
	n = (unsigned int)at;
	do {
		n = (unsigned int)next_on_way(wf, n);
		fprintf(out, " -> %s", wf->snap.tasks[n].name);
	} while (n != (unsigned int)at);
	fprintf(out, "\n");
}

/**
 * report_words() - who holds what and waits for what, the circle, and the threads
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @out:	where to
 */
void report_words(const struct waitfor *wf, const struct budget *budget, FILE *out)
{
	char hold[TEXT], wait[TEXT];
	unsigned int n;

	fprintf(out, "DEADLOCK: %u task%s wait%s, and whoever could end that waits as well\n",
		wf->num_dead, wf->num_dead == 1 ? "" : "s", wf->num_dead == 1 ? "s" : "");
	for (n = 0; n < wf->snap.num_tasks; n++) {
		if (!wf->dead[n])
			continue;
		report_hold(wf, n, hold, sizeof(hold));
		report_wait(wf, n, wait, sizeof(wait));
		fprintf(out, "  %-14s %s%s%s", wf->snap.tasks[n].name, hold, *hold ? " and " : "",
			wait);
		print_helpers(out, wf, n);
		fprintf(out, "\n");
	}
	print_circle(wf, out);
	report_threads(wf, budget, out);
}
