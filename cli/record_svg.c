// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A record as a picture: a row for each thread context of the trusted OS, in the color
 * of who has it, pale where it is suspended; a row for the board and its faults; and a row for each
 * task that called or waited.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "escape.h"
#include "names.h"
#include "record.h"

#define COLUMNS		5
#define COLUMN_WIDTH	200
#define LINE_HEIGHT	16
#define NONE		UINT_MAX

/**
 * struct picture - a record that is being drawn
 * @c:		the chart
 * @rec:	the record
 * @rows:	by task: its row, NONE: it has none
 * @num_tasks:	tasks with a row
 * @owners:	by task: its color, NONE: it never had a thread
 * @num_owners:	tasks with a color
 */
struct picture {
	struct chart c;
	const struct record *rec;
	unsigned int *rows;
	unsigned int num_tasks;
	unsigned int *owners;
	unsigned int num_owners;
};

static unsigned int board_row(const struct picture *p)
{
	return p->rec->threads;
}

static unsigned int row_of(const struct picture *p, unsigned int task)
{
	return task && task < p->rec->num_tasks ? p->rows[task] : NONE;
}

static unsigned int owner_of(const struct picture *p, unsigned int task)
{
	return task && task < p->rec->num_tasks ? p->owners[task] : NONE;
}

/* In the order of their ids, which is that in which tasks were started. */
static int count_tasks(struct picture *p)
{
	const struct span *span;
	size_t n, id;

	p->rows = malloc((p->rec->num_tasks + 1) * sizeof(*p->rows));
	p->owners = malloc((p->rec->num_tasks + 1) * sizeof(*p->owners));
	if (!p->rows || !p->owners)
		return -1;
	for (id = 0; id < p->rec->num_tasks; id++)
		p->rows[id] = NONE;
	memcpy(p->owners, p->rows, p->rec->num_tasks * sizeof(*p->owners));
	for (n = 0; n < p->rec->num_spans; n++) {
		span = &p->rec->spans[n];
		if (!span->task || span->task >= p->rec->num_tasks)
			continue;
		if (span->kind == SPAN_ENTRY)
			p->owners[span->task] = 0;
		if (span->kind == SPAN_WAIT || span->kind == SPAN_CALL)
			p->rows[span->task] = 0;
	}
	for (id = 0; id < p->rec->num_tasks; id++) {
		if (p->owners[id] != NONE)
			p->owners[id] = p->num_owners++;
		if (p->rows[id] != NONE)
			p->rows[id] = board_row(p) + 1 + p->num_tasks++;
	}
	return 0;
}

static void draw_entry(struct picture *p, const struct span *span, struct chart_layer *layer,
		       struct chart_layer *lanes)
{
	unsigned int owner = owner_of(p, span->task);
	char color[8] = "#666666";
	struct chart_bar bar = {
		.row = span->thread, .begin = span->begin, .end = span->end, .key = owner,
		.name = record_name(p->rec, span->task), .what = "has a thread",
	};

	if (owner != NONE)
		chart_color(owner, color, sizeof(color));
	snprintf(bar.style, sizeof(bar.style), "fill=\"%s\"", color);
	chart_bar(layer, &bar);
	if (!span->system)
		return;
	strcpy(bar.style, "class=\"l\"");
	bar.what = "is on a lane";
	chart_bar(lanes, &bar);
}

static void draw_suspended(struct picture *p, const struct span *span, struct chart_layer *layer)
{
	const struct chart_bar bar = {
		.row = span->thread, .begin = span->begin, .end = span->end,
		.style = "class=\"s\"", .name = record_name(p->rec, span->task),
		.what = span->cmd == ~0u ? "suspended" : name_of_rpc(span->cmd),
	};

	chart_bar(layer, &bar);
}

static void draw_wait(struct picture *p, const struct span *span, struct chart_layer *layer)
{
	struct chart_bar bar = {
		.row = row_of(p, span->task), .begin = span->begin, .end = span->end,
		.key = span->wait, .name = record_name(p->rec, span->task),
		.what = name_of_wait(span->wait),
	};

	strcpy(bar.style, span->wait == WATCH_THREAD ? "class=\"r\"" : "class=\"w\"");
	chart_bar(layer, &bar);
}

static void draw_call(struct picture *p, const struct span *span, struct chart_layer *layer,
		      struct chart_layer *late)
{
	struct chart_bar bar = {
		.row = row_of(p, span->task), .begin = span->begin, .end = span->end,
		.style = "class=\"c\"", .name = record_name(p->rec, span->task),
		.what = "calls, from when it was due",
	};

	chart_bar(layer, &bar);
	if (!span->late)
		return;
	strcpy(bar.style, "class=\"d\"");
	bar.what = "is LATE";
	chart_bar(late, &bar);
}

/* Threads first, row by row: that is how bars that are too narrow find each other. */
static void draw_threads(struct picture *p)
{
	struct chart_layer entries, suspended, lanes;
	const struct span *span;
	unsigned int t, pass;
	size_t n;

	for (pass = 0; pass < 2; pass++) {
		for (t = 0; t < p->rec->threads; t++) {
			entries = (struct chart_layer){ .chart = &p->c, .height = CHART_BAR };
			suspended = entries;
			lanes = (struct chart_layer){ .chart = &p->c, .y = CHART_BAR, .height = 4 };
			for (n = 0; n < p->rec->num_spans; n++) {
				span = &p->rec->spans[n];
				if (span->thread != t)
					continue;
				if (!pass && span->kind == SPAN_ENTRY)
					draw_entry(p, span, &entries, &lanes);
				if (pass && span->kind == SPAN_SUSPENDED)
					draw_suspended(p, span, &suspended);
			}
			chart_layer_end(&entries);
			chart_layer_end(&suspended);
			chart_layer_end(&lanes);
		}
	}
}

static void draw_task(struct picture *p, unsigned int task)
{
	struct chart_layer calls = { .chart = &p->c, .height = CHART_BAR };
	struct chart_layer waits = { .chart = &p->c, .y = 3, .height = CHART_BAR - 6 };
	struct chart_layer late = calls;
	const struct span *span;
	unsigned int pass;
	size_t n;

	for (pass = 0; pass < 2; pass++) {
		for (n = 0; n < p->rec->num_spans; n++) {
			span = &p->rec->spans[n];
			if (span->task != task)
				continue;
			if (!pass && span->kind == SPAN_CALL)
				draw_call(p, span, &calls, &late);
			if (pass && span->kind == SPAN_WAIT)
				draw_wait(p, span, &waits);
		}
		chart_layer_end(&calls);
		chart_layer_end(&late);
	}
	chart_layer_end(&waits);
}

/* What the board does is a tick in its row; what matters to all is a line through all rows. */
static void draw_notes(struct picture *p)
{
	const struct note *note;
	unsigned int faults = 0;
	char label[16];
	size_t n;

	for (n = 0; n < p->rec->num_notes; n++) {
		note = &p->rec->notes[n];
		switch (note->kind) {
		case NOTE_BOARD:
			chart_tick(&p->c, board_row(p), note->time, "n", note->text);
			break;
		case NOTE_FAULT:
			snprintf(label, sizeof(label), "%u", ++faults);
			chart_flag(&p->c, note->time, "f", label, note->text);
			break;
		case NOTE_AGAIN:
			if (row_of(p, note->task) != NONE)
				chart_tick(&p->c, row_of(p, note->task), note->time, "x",
					   note->text);
			break;
		case NOTE_DEADLOCK:
			chart_flag(&p->c, note->time, "x", "deadlock", note->text);
			break;
		case NOTE_HOST:
			break;
		}
	}
}

static void draw_host(struct picture *p)
{
	size_t n;

	for (n = 0; n < p->rec->num_notes; n++)
		if (p->rec->notes[n].kind == NOTE_HOST)
			chart_band(&p->c, p->rec->notes[n].time, p->rec->notes[n].end,
				   p->rec->notes[n].text);
}

static void draw_labels(struct picture *p)
{
	char name[24];
	unsigned int t;
	size_t id;

	for (t = 0; t < p->rec->threads; t++) {
		snprintf(name, sizeof(name), "thread %u", t);
		chart_label(&p->c, t, name, "");
	}
	chart_label(&p->c, board_row(p), "board", "");
	for (id = 1; id < p->rec->num_tasks; id++)
		if (p->rows[id] != NONE)
			chart_label(&p->c, p->rows[id], record_name(p->rec, (unsigned int)id), "");
}

static void legend_text(FILE *out, unsigned int x, unsigned int y, const char *text)
{
	fprintf(out, "<text x=\"%u\" y=\"%u\">", x, y);
	escape_xml(out, text);
	fprintf(out, "</text>\n");
}

/* The legend tells which task has which color, and which fault has which number. */
static void draw_legend(struct picture *p)
{
	unsigned int y = chart_y(&p->c, p->c.rows) + 14, x, at = 0, faults = 0;
	const struct note *note;
	char color[8], text[120];
	size_t n;

	for (n = 1; n < p->rec->num_tasks; n++) {
		if (p->owners[n] == NONE)
			continue;
		x = CHART_LEFT + at % COLUMNS * COLUMN_WIDTH;
		fprintf(p->c.out, "<rect x=\"%u\" y=\"%u\" width=\"10\" height=\"10\" ", x,
			y + at / COLUMNS * LINE_HEIGHT - 9);
		fprintf(p->c.out, "fill=\"%s\"/>",
			chart_color(p->owners[n], color, sizeof(color)));
		legend_text(p->c.out, x + 14, y + at / COLUMNS * LINE_HEIGHT,
			    record_name(p->rec, (unsigned int)n));
		at++;
	}
	y += (at + COLUMNS - 1) / COLUMNS * LINE_HEIGHT;
	for (n = 0; n < p->rec->num_notes; n++) {
		note = &p->rec->notes[n];
		if (note->kind != NOTE_FAULT)
			continue;
		snprintf(text, sizeof(text), "%u: %.3f ms: %s", ++faults,
			 (double)(note->time - p->rec->begin) / 1e6, note->text);
		legend_text(p->c.out, CHART_LEFT, y, text);
		y += LINE_HEIGHT;
	}
	if (p->rec->lost) {
		snprintf(text, sizeof(text), "NOT COMPLETE: %" PRIu64 " events were lost",
			 p->rec->lost);
		legend_text(p->c.out, CHART_LEFT, y, text);
	}
}

static unsigned int count_faults(const struct record *rec)
{
	unsigned int faults = 0;
	size_t n;

	for (n = 0; n < rec->num_notes; n++)
		faults += rec->notes[n].kind == NOTE_FAULT;
	return faults;
}

static int picture_begin(struct picture *p, FILE *out, const struct record *rec)
{
	*p = (struct picture){ .rec = rec, .c = { .out = out, .begin = rec->begin } };
	if (count_tasks(p)) {
		free(p->rows);
		free(p->owners);
		return -1;
	}
	p->c.rows = board_row(p) + 1 + p->num_tasks;
	return 0;
}

static unsigned int height_of(const struct picture *p)
{
	return CHART_HEAD + p->c.rows * CHART_ROW +
	       ((p->num_owners + COLUMNS - 1) / COLUMNS + count_faults(p->rec) + 3) * LINE_HEIGHT;
}

/**
 * record_height() - how much room a record wants in a picture
 * @rec:	the record, which has ended
 *
 * Return: pixels; 0: there is no memory.
 */
unsigned int record_height(const struct record *rec)
{
	unsigned int height;
	struct picture p;

	if (picture_begin(&p, NULL, rec))
		return 0;
	height = height_of(&p);
	free(p.rows);
	free(p.owners);
	return height;
}

static const char *const explanation[CHART_LINES] = {
	"threads - color: who has it; pale: in an RPC; black: on a lane; yellow: the host stood still",
	"tasks - light: a call since it was due; framed: late; red: no thread; grey: other waits",
};

/**
 * record_draw() - draw a record as one of the charts of a picture
 * @out:	the picture
 * @rec:	the record, which has ended
 * @title:	one line
 * @top:	where it begins
 * @ns:		how much time its width is
 */
void record_draw(FILE *out, const struct record *rec, const char *title, unsigned int top,
		 uint64_t ns)
{
	struct picture p;

	if (picture_begin(&p, out, rec)) {
		legend_text(out, 8, top + LINE_HEIGHT, "NOT COMPLETE: there is no memory");
		return;
	}
	p.c.top = top;
	p.c.scale = ns ? CHART_WIDTH / (double)ns : 0;
	chart_head(&p.c, title, explanation);
	draw_host(&p);
	chart_axis(&p.c, ns);
	draw_threads(&p);
	for (size_t id = 1; id < rec->num_tasks; id++)
		if (p.rows[id] != NONE)
			draw_task(&p, (unsigned int)id);
	draw_notes(&p);
	draw_labels(&p);
	draw_legend(&p);
	free(p.rows);
	free(p.owners);
}

/**
 * record_svg() - write a record as a picture of its own
 * @out:	where to
 * @rec:	the record, which has ended
 * @title:	one line
 */
void record_svg(FILE *out, const struct record *rec, const char *title)
{
	chart_file_begin(out, record_height(rec));
	record_draw(out, rec, title, 0, rec->end - rec->begin);
	chart_file_end(out);
}
