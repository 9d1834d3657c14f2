// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A deadlock as a picture: the tasks in the middle, the threads of the trusted OS at
 * the right, lanes dashed. A red arrow goes from who waits, a black one from a thread to who
 * holds it.
 */
#include "escape.h"
#include "report.h"

#define WIDTH		1000
#define TOP		70
#define ROW		84
#define TASK_X		210
#define TASK_WIDTH	530
#define BOX_HEIGHT	56
#define THREAD_X	870
#define THREAD_WIDTH	110
#define TEXT		160

/* The row of each dead task, and of each thread one of them holds; -1: none */
struct layout {
	int task[WATCH_TASKS];
	int thread[SECURE_MAX_THREADS];
	unsigned int num_tasks;
	unsigned int num_threads;
};

static void place_all(struct layout *lay, const struct waitfor *wf, const struct budget *budget)
{
	unsigned int n, t;

	lay->num_tasks = 0;
	lay->num_threads = 0;
	for (t = 0; t < SECURE_MAX_THREADS; t++)
		lay->thread[t] = -1;
	for (n = 0; n < wf->snap.num_tasks; n++) {
		lay->task[n] = -1;
		if (!wf->dead[n])
			continue;
		lay->task[n] = (int)lay->num_tasks++;
		for (t = 0; t < SECURE_MAX_THREADS; t++)
			if (wf->snap.threads[t].taken &&
			    wf->snap.threads[t].owner == wf->snap.tasks[n].task)
				lay->thread[t] = (int)lay->num_threads++;
	}
	/* Threads that no task of the deadlock holds are drawn below the others. */
	for (t = 0; t < budget->threads; t++)
		if (lay->thread[t] < 0)
			lay->thread[t] = (int)lay->num_threads++;
}

static int middle_of_row(int row)
{
	return TOP + row * ROW + BOX_HEIGHT / 2;
}

static void draw_box(FILE *out, int x, int row, int width, const char *fill)
{
	fprintf(out, "<rect x='%d' y='%d' width='%d' height='%d' rx='6' ", x, TOP + row * ROW,
		width, BOX_HEIGHT);
	fprintf(out, "fill='%s' stroke='#444'/>\n", fill);
}

static void draw_text(FILE *out, int x, int y, const char *class, const char *text)
{
	fprintf(out, "<text x='%d' y='%d' class='%s'>", x, y, class);
	escape_xml(out, text);
	fprintf(out, "</text>\n");
}

static void draw_task(FILE *out, const struct layout *lay, const struct waitfor *wf, unsigned int n)
{
	int row = lay->task[n], y = TOP + row * ROW;
	char hold[TEXT], wait[TEXT];

	report_hold(wf, n, hold, sizeof(hold));
	report_wait(wf, n, wait, sizeof(wait));
	draw_box(out, TASK_X, row, TASK_WIDTH, "#fff4e0");
	draw_text(out, TASK_X + 12, y + 18, "name", wf->snap.tasks[n].name);
	draw_text(out, TASK_X + 12, y + 34, "hold", hold);
	draw_text(out, TASK_X + 12, y + 49, "wait", wait);
}

static void draw_arrow(FILE *out, const char *kind, int x1, int y1, int bend1, int bend2, int x2,
		       int y2)
{
	fprintf(out, "<path d='M%d %dC%d %d %d %d %d %d' class='%s' marker-end='url(#%s)'/>\n",
		x1, y1, bend1, y1, bend2, y2, x2, y2, kind, kind);
}

static void draw_edges(FILE *out, const struct layout *lay, const struct waitfor *wf)
{
	const struct waitfor_edge *edge;
	int from, to, bend;
	unsigned int n;

	for (n = 0; n < wf->num_edges; n++) {
		edge = &wf->edges[n];
		from = lay->task[edge->from];
		to = lay->task[edge->to];
		if (from < 0 || to < 0)
			continue;
		if (edge->thread >= 0) {
			draw_arrow(out, "waits", TASK_X + TASK_WIDTH, middle_of_row(from) + 12,
				   TASK_X + TASK_WIDTH + 60, THREAD_X - 60, THREAD_X - 8,
				   middle_of_row(lay->thread[edge->thread]) + 12);
			continue;
		}
		bend = TASK_X - 50 - 25 * (from > to ? from - to : to - from);
		draw_arrow(out, "waits", TASK_X, middle_of_row(from) - 8, bend, bend, TASK_X - 8,
			   middle_of_row(to) + 8);
	}
}

static void draw_threads(FILE *out, const struct layout *lay, const struct waitfor *wf,
			 const struct budget *budget)
{
	unsigned int n, t;
	char what[TEXT];
	bool lane;
	int row;

	for (t = 0; t < SECURE_MAX_THREADS; t++) {
		row = lay->thread[t];
		if (row < 0)
			continue;
		lane = wf->snap.threads[t].system || report_is_set_aside(wf, budget, t);
		draw_box(out, THREAD_X, row, THREAD_WIDTH, lane ? "#e2f2d9' stroke-dasharray='5 3" :
		    "#e0ecff");
		fprintf(out, "<text x='%d' y='%d' class='name'>thread %u</text>\n", THREAD_X + 24,
			middle_of_row(row) - 2, t);
		report_thread(wf, budget, t, what, sizeof(what));
		draw_text(out, THREAD_X + 12, middle_of_row(row) + 16, "hold", what);
		for (n = 0; n < wf->snap.num_tasks; n++)
			if (wf->snap.tasks[n].task == wf->snap.threads[t].owner &&
			    lay->task[n] >= 0)
				draw_arrow(out, "held", THREAD_X, middle_of_row(row) - 12,
					   THREAD_X - 60, TASK_X + TASK_WIDTH + 60,
					   TASK_X + TASK_WIDTH + 8,
					   middle_of_row(lay->task[n]) - 12);
	}
}

static const char style[] =
	".name{font-weight:bold;font-size:14px}\n.wait{fill:#b00020}\n"
	".waits{stroke:#b00020;fill:none;stroke-width:1.6}\n"
	".held{stroke:#222;fill:none;stroke-width:1.6}\n";

static void define_arrowhead(FILE *out, const char *id, const char *color)
{
	fprintf(out, "<marker id='%s' markerWidth='8' markerHeight='8' ", id);
	fprintf(out, "refX='6' refY='4' orient='auto'>");
	fprintf(out, "<path d='M0 0L8 4L0 8z' fill='%s'/></marker>\n", color);
}

static void draw_head(FILE *out, unsigned int rows)
{
	fprintf(out, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' ", WIDTH,
		TOP + (int)rows * ROW);
	fprintf(out, "font-family='sans-serif' font-size='12'>\n<style>\n%s</style>\n<defs>\n",
		style);
	define_arrowhead(out, "waits", "#b00020");
	define_arrowhead(out, "held", "#222");
	fprintf(out, "</defs>\n<rect width='100%%' height='100%%' fill='#fff'/>\n");
	fprintf(out, "<text x='20' y='28' class='name'>Deadlock: who waits for whom</text>\n");
	fprintf(out, "<text x='20' y='48'>red: waits for &#160; black: is held by &#160; ");
	fprintf(out, "green, dashed: a lane</text>\n");
}

/**
 * report_svg() - draw a deadlock
 * @wf:		the deadlock
 * @budget:	the thread contexts
 * @out:	where to
 */
void report_svg(const struct waitfor *wf, const struct budget *budget, FILE *out)
{
	struct layout lay;
	unsigned int n;

	place_all(&lay, wf, budget);
	draw_head(out, lay.num_tasks > lay.num_threads ? lay.num_tasks : lay.num_threads);
	for (n = 0; n < wf->snap.num_tasks; n++)
		if (lay.task[n] >= 0)
			draw_task(out, &lay, wf, n);
	draw_threads(out, &lay, wf, budget);
	draw_edges(out, &lay, wf);
	fprintf(out, "</svg>\n");
}
