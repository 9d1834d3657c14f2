// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A record as a picture: a row for each thread context of the trusted OS, in the color
 * of who has it, pale where it is suspended; and a row for each task that waited.
 */
#include <string.h>

#include "names.h"
#include "record.h"

#define LEFT		150
#define WIDTH		1000
#define TOP		64
#define ROW		22
#define BAR		16
#define MAX_ROWS	96
/* What is narrower cannot be seen, pixels */
#define NARROW		0.04

static const char *const colors[] = {
	"#1b6ca8", "#d1632f", "#2f8f4e", "#8e44ad", "#b8860b", "#008b8b", "#c2185b", "#5d6d1e",
};

#define NUM_COLORS	8

/**
 * struct chart - where everything goes
 * @out:	the file
 * @rec:	the record
 * @scale:	pixels for a nanosecond
 * @threads:	rows for threads
 * @waiters:	names of the rows below, @num_waiters of them
 * @owners:	names by color, @num_owners of them
 */
struct chart {
	FILE *out;
	const struct record *rec;
	double scale;
	unsigned int threads;
	const char *waiters[MAX_ROWS];
	unsigned int num_waiters;
	const char *owners[MAX_ROWS];
	unsigned int num_owners;
};

/* The number of a name; @num grows with new ones. MAX_ROWS: too many. */
static unsigned int number_of(const char **names, unsigned int *num, const char *name)
{
	unsigned int n;

	for (n = 0; n < *num; n++)
		if (!strcmp(names[n], name))
			return n;
	if (n < MAX_ROWS)
		names[(*num)++] = name;
	return n;
}

static const char *color_of(struct chart *c, const char *name)
{
	if (!name[0])
		return "#666";
	return colors[number_of(c->owners, &c->num_owners, name) % NUM_COLORS];
}

static double x_of(const struct chart *c, uint64_t time)
{
	return LEFT + (double)(time - c->rec->begin) * c->scale;
}

static void bar(struct chart *c, const struct span *span, unsigned int row, const char *style,
		const char *tip)
{
	double width = (double)(span->end - span->begin) * c->scale;

	if (width < NARROW)
		return;
	fprintf(c->out, "<rect x='%.2f' y='%u' width='%.2f' height='%u' %s>",
		x_of(c, span->begin), TOP + row * ROW, width, BAR, style);
	fprintf(c->out, "<title>%s %s, %.3f to %.3f ms</title></rect>\n", span->name, tip,
		(double)span->begin / 1e6, (double)span->end / 1e6);
}

static void draw_call(struct chart *c, const struct span *span)
{
	char style[80];

	snprintf(style, sizeof(style), "fill='%s'%s", color_of(c, span->name),
		 span->system ? " stroke='#000' stroke-width='.6'" : "");
	bar(c, span, span->thread, style, span->system ? "on a lane" : "has a thread");
}

static void draw_suspended(struct chart *c, const struct span *span)
{
	bar(c, span, span->thread, "class='s'",
	    span->cmd == ~0u ? "suspended" : name_of_rpc(span->cmd));
}

static const char *wait_style(enum watch_wait wait)
{
	return wait == WATCH_THREAD ? "class='t'" : "class='w'";
}

static void draw_wait(struct chart *c, const struct span *span)
{
	unsigned int row = number_of(c->waiters, &c->num_waiters, span->name);

	if (row < MAX_ROWS)
		bar(c, span, c->threads + 1 + row, wait_style(span->wait),
		    name_of_wait(span->wait));
}

/* Suspensions lie over calls, so they come after them. */
static void draw_spans(struct chart *c, enum span_kind kind,
		       void (*draw)(struct chart *c, const struct span *span))
{
	size_t n;

	for (n = 0; n < c->rec->num_spans; n++)
		if (c->rec->spans[n].kind == kind)
			draw(c, &c->rec->spans[n]);
}

static void draw_labels(struct chart *c)
{
	unsigned int n, y;

	for (n = 0; n < c->threads; n++)
		fprintf(c->out, "<text x='8' y='%u'>thread %u</text>\n", TOP + n * ROW + 13, n);
	if (c->rec->num_notes)
		fprintf(c->out, "<text x='8' y='%u'>supply, faults</text>\n",
			TOP + c->threads * ROW + 13);
	for (n = 0; n < c->num_waiters; n++)
		fprintf(c->out, "<text x='8' y='%u'>%s waits</text>\n",
			TOP + (c->threads + 1 + n) * ROW + 13, c->waiters[n]);
	y = TOP + (c->threads + 2 + c->num_waiters) * ROW;
	for (n = 0; n < c->num_owners; n++) {
		fprintf(c->out, "<rect x='%u' y='%u' width='10' height='10' fill='%s'/>",
			LEFT + n % 7 * 140, y + n / 7 * 16, colors[n % NUM_COLORS]);
		fprintf(c->out, "<text x='%u' y='%u'>%s</text>\n", LEFT + 14 + n % 7 * 140,
			y + 10 + n / 7 * 16, c->owners[n]);
	}
}

static void draw_axis(struct chart *c)
{
	double ms = (double)(c->rec->end - c->rec->begin) / 1e6;
	unsigned int n, bottom = TOP + (c->threads + 1 + c->num_waiters) * ROW;

	for (n = 0; n <= 10; n++) {
		fprintf(c->out, "<path d='M%u %uV%u' class='g'/>", LEFT + n * WIDTH / 10, TOP - 6,
			bottom);
		fprintf(c->out, "<text x='%u' y='%u'>%.1f ms</text>\n", LEFT + n * WIDTH / 10,
			TOP - 10, (double)c->rec->begin / 1e6 + ms * n / 10);
	}
}

static void draw_notes(struct chart *c)
{
	unsigned int bottom = TOP + c->threads * ROW;
	double x, last = 0;
	size_t n;

	for (n = 0; n < c->rec->num_notes; n++) {
		x = x_of(c, c->rec->notes[n].time);
		if (x - last < 1)
			continue;
		last = x;
		fprintf(c->out, "<path d='M%.2f %uV%u' class='n'><title>%s</title></path>\n", x,
			bottom, bottom + ROW - 6, c->rec->notes[n].text);
	}
}

static unsigned int count_threads(const struct record *rec)
{
	unsigned int threads = 0;
	size_t n;

	for (n = 0; n < rec->num_spans; n++)
		if (rec->spans[n].kind != SPAN_WAIT && rec->spans[n].thread >= threads)
			threads = rec->spans[n].thread + 1;
	return threads;
}

static void count_names(struct chart *c)
{
	size_t n;

	for (n = 0; n < c->rec->num_spans; n++) {
		if (c->rec->spans[n].kind == SPAN_WAIT)
			number_of(c->waiters, &c->num_waiters, c->rec->spans[n].name);
		else if (c->rec->spans[n].name[0])
			number_of(c->owners, &c->num_owners, c->rec->spans[n].name);
	}
}

static void head(struct chart *c, const char *title)
{
	unsigned int height = TOP + (c->threads + 3 + c->num_waiters) * ROW +
			      c->num_owners / 7 * 16;

	fprintf(c->out, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %u %u' ",
		LEFT + WIDTH + 60, height);
	fprintf(c->out, "font-family='sans-serif' font-size='11'>\n<style>");
	fprintf(c->out, ".s{fill:#fff;opacity:.72}.t{fill:#b00020}.w{fill:#bbb}");
	fprintf(c->out, ".g{stroke:#ddd}.n{stroke:#444;stroke-width:1.5}</style>\n");
	fprintf(c->out, "<rect width='100%%' height='100%%' fill='#fff'/>\n");
	fprintf(c->out, "<text x='8' y='18' font-size='14'>%s</text>\n", title);
	fprintf(c->out, "<text x='8' y='34'>pale: suspended in an RPC; framed: a lane; ");
	fprintf(c->out, "red: waits for a thread; grey: waits for something else</text>\n");
}

void record_svg(FILE *out, const struct record *rec, const char *title)
{
	struct chart c = { .out = out, .rec = rec, .threads = count_threads(rec) };

	c.scale = rec->end > rec->begin ? WIDTH / (double)(rec->end - rec->begin) : 0;
	count_names(&c);
	head(&c, title);
	draw_axis(&c);
	draw_spans(&c, SPAN_CALL, draw_call);
	draw_spans(&c, SPAN_SUSPENDED, draw_suspended);
	draw_spans(&c, SPAN_WAIT, draw_wait);
	draw_notes(&c);
	draw_labels(&c);
	fprintf(out, "</svg>\n");
}
