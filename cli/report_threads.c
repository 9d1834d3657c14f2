// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The thread contexts in a deadlock: which are lanes, which are free, and why nobody takes those.
 */
#include <string.h>

#include "report.h"

/**
 * report_is_free() - is a thread context free?
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @thread:	which
 */
bool report_is_free(const struct waitfor *wf, const struct budget *budget, unsigned int thread)
{
	return thread < budget->threads && !wf->snap.threads[thread].taken;
}

static unsigned int count_free(const struct waitfor *wf, const struct budget *budget)
{
	unsigned int n, num = 0;

	for (n = 0; n < budget->threads; n++)
		num += report_is_free(wf, budget, n);
	return num;
}

static bool somebody_wants_one(const struct waitfor *wf)
{
	unsigned int n;

	for (n = 0; n < wf->snap.num_tasks; n++)
		if (wf->dead[n] && wf->snap.tasks[n].wait == WATCH_THREAD)
			return true;
	return false;
}

/**
 * report_is_set_aside() - is a thread context free for others than those who wait for one?
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @thread:	which
 *
 * No thread context is a lane by its number: what is set aside is that so many stay free. Where
 * somebody waits for a thread in spite of free ones, these are all that is free.
 */
bool report_is_set_aside(const struct waitfor *wf, const struct budget *budget, unsigned int thread)
{
	return report_is_free(wf, budget, thread) && budget->lanes && somebody_wants_one(wf);
}

/**
 * report_thread() - what a thread context is, in a few words
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @thread:	which
 * @buf:	where to
 * @size:	bytes of @buf
 */
void report_thread(const struct waitfor *wf, const struct budget *budget, unsigned int thread,
		   char *buf, size_t size)
{
	const struct watch_thread *t = &wf->snap.threads[thread];

	if (report_is_set_aside(wf, budget, thread))
		snprintf(buf, size, "free, set aside");
	else if (!t->taken)
		snprintf(buf, size, "free");
	else
		snprintf(buf, size, "%s", t->system ? "in use, a lane" : "in use");
}

static void print_free(const struct waitfor *wf, const struct budget *budget, FILE *out)
{
	unsigned int n, left = count_free(wf, budget), all = left;

	fprintf(out, "  thread%s ", all == 1 ? "" : "s");
	for (n = 0; n < budget->threads; n++) {
		if (!report_is_free(wf, budget, n))
			continue;
		left--;
		fprintf(out, "%u%s", n, !left ? "" : left == 1 ? " and " : ", ");
	}
	fprintf(out, "%s free", all == 1 ? " is" : " are");
}

/* Print which tasks hold the threads that are not lanes. */
static void print_ordinary(const struct waitfor *wf, const struct budget *budget, FILE *out)
{
	const struct watch_thread *t;
	const char *lead = "";
	unsigned int n;

	for (n = 0; n < budget->threads; n++) {
		t = &wf->snap.threads[n];
		if (!t->taken || t->system)
			continue;
		fprintf(out, "%s%s", lead, t->owner_name[0] ? t->owner_name : "somebody else");
		lead = ", ";
	}
}

/**
 * report_threads() - how the thread contexts are divided, and why nobody takes those that are free
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @out:	where to
 */
void report_threads(const struct waitfor *wf, const struct budget *budget, FILE *out)
{
	unsigned int all = count_free(wf, budget);
	char text[1024];

	budget_text(budget, text, sizeof(text));
	fprintf(out, "  %s\n", text);
	if (!all)
		return;
	print_free(wf, budget, out);
	if (!budget->lanes || !somebody_wants_one(wf)) {
		fprintf(out, ": nobody in the circle waits for a thread\n");
		return;
	}
	fprintf(out, ", but set aside: why does nobody take %s?\n", all == 1 ? "it" : "them");
	fprintf(out, "    %u of %u threads are lanes, and ", budget->lanes, budget->threads);
	fprintf(out, "only who has reserved a lane may use it.\n");
	fprintf(out, "    The calls that wait have none, or theirs is in use. ");
	fprintf(out, "Open to them are the\n    other %u, which are held by ",
		budget->threads - budget->lanes);
	print_ordinary(wf, budget, out);
	fprintf(out, ".\n");
}
