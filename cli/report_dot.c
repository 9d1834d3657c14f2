// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A deadlock as a graph for Graphviz.
 */
#include "escape.h"
#include "report.h"

#define TEXT	160

static void write_task(FILE *out, const struct waitfor *wf, unsigned int n)
{
	const struct waitfor_edge *edge;
	char wait[TEXT];
	unsigned int e;

	report_wait(wf, n, wait, sizeof(wait));
	fprintf(out, "\ttask%u [label=", n);
	escape_dot(out, wf->snap.tasks[n].name);
	fprintf(out, "];\n");
	for (e = 0; e < wf->num_edges; e++) {
		edge = &wf->edges[e];
		if (edge->from != n)
			continue;
		if (edge->thread >= 0)
			fprintf(out, "\ttask%u -> thread%d", n, edge->thread);
		else
			fprintf(out, "\ttask%u -> task%u", n, edge->to);
		fprintf(out, " [color=red, label=");
		escape_dot(out, wait);
		fprintf(out, "];\n");
	}
}

/* Lanes are green, and what is free is dashed. */
static void write_thread(FILE *out, const struct waitfor *wf, const struct budget *budget,
			 unsigned int n)
{
	bool lane = wf->snap.threads[n].system || report_is_set_aside(wf, budget, n);
	bool is_free = report_is_free(wf, budget, n);
	char what[TEXT];

	report_thread(wf, budget, n, what, sizeof(what));
	fprintf(out, "\tthread%u [shape=box, style=\"filled%s\", fillcolor=\"%s\", ", n,
		is_free ? ",dashed" : "", lane ? "#e2f2d9" : "#e0ecff");
	fprintf(out, "label=\"thread %u\\n%s\"];\n", n, what);
}

static void write_owner(FILE *out, const struct waitfor *wf, unsigned int thread)
{
	char hold[TEXT];
	unsigned int n;

	for (n = 0; n < wf->snap.num_tasks; n++) {
		if (!wf->dead[n] || !wf->snap.threads[thread].taken ||
		    wf->snap.tasks[n].task != wf->snap.threads[thread].owner)
			continue;
		report_hold(wf, n, hold, sizeof(hold));
		fprintf(out, "\tthread%u -> task%u [label=\"held\", tooltip=", thread, n);
		escape_dot(out, hold);
		fprintf(out, "];\n");
	}
}

/**
 * report_dot() - write a deadlock as a graph for Graphviz
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @out:	where to
 */
void report_dot(const struct waitfor *wf, const struct budget *budget, FILE *out)
{
	unsigned int n;

	fprintf(out, "digraph deadlock {\n\tnode [fontname=\"sans-serif\"];\n");
	fprintf(out, "\tedge [fontname=\"sans-serif\", fontsize=10];\n");
	for (n = 0; n < budget->threads; n++) {
		write_thread(out, wf, budget, n);
		write_owner(out, wf, n);
	}
	for (n = 0; n < wf->snap.num_tasks; n++)
		if (wf->dead[n])
			write_task(out, wf, n);
	fprintf(out, "}\n");
}
