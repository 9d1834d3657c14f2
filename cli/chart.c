// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A chart over time in SVG.
 *
 * Nothing is left out because it is narrow. Bars that are narrower than half a pixel are drawn
 * together where they share a half pixel, one above the other by whose they are, and say how many
 * they are.
 */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "escape.h"

#define NARROW		0.5
#define MIN_WIDTH	0.8
#define TICKS		10

static const char style[] =
	".t{font-size:15px;font-weight:bold}.e{fill:#555}.g{stroke:#ddd}.a{fill:#555}\n"
	".s{fill:#fff;opacity:.72}.l{fill:#000}.r{fill:#b00020}.w{fill:#9aa0a6}\n"
	".c{fill:#dfe3e8}.d{fill:none;stroke:#b00020;stroke-width:1.2}\n"
	".n{stroke:#444;stroke-width:1.2}.f{stroke:#7b1fa2;stroke-width:1.4;stroke-dasharray:4 3}\n"
	".x{stroke:#b00020;stroke-width:2.5}.h{fill:#f3d9a4;opacity:.55}\n";

/**
 * chart_file_begin() - begin a picture
 * @out:	where to
 * @height:	of all charts in it, pixels
 */
void chart_file_begin(FILE *out, unsigned int height)
{
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" ",
		CHART_TOTAL, height);
	fprintf(out, "font-family=\"sans-serif\" font-size=\"11\">\n<style>\n%s</style>\n", style);
	fprintf(out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
}

/**
 * chart_file_end() - end it
 * @out:	the picture
 */
void chart_file_end(FILE *out)
{
	fprintf(out, "</svg>\n");
}

/**
 * chart_x() - where a time is
 * @c:		the chart
 * @time:	ns; what is before the chart's begin is at its edge
 */
double chart_x(const struct chart *c, uint64_t time)
{
	return CHART_LEFT + (time > c->begin ? (double)(time - c->begin) * c->scale : 0);
}

/**
 * chart_y() - where a row is
 * @c:		the chart
 * @row:	the row
 */
unsigned int chart_y(const struct chart *c, unsigned int row)
{
	return c->top + CHART_HEAD + row * CHART_ROW;
}

static void write_text(struct chart *c, unsigned int x, unsigned int y, const char *class,
		       const char *words)
{
	fprintf(c->out, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, class);
	escape_xml(c->out, words);
	fprintf(c->out, "</text>\n");
}

/**
 * chart_head() - what it is
 * @c:		the chart
 * @title:	one line
 * @explanation: what the colors mean, CHART_LINES lines
 */
void chart_head(struct chart *c, const char *title, const char *const *explanation)
{
	unsigned int n;

	write_text(c, 8, c->top + 20, "t", title);
	for (n = 0; n < CHART_LINES; n++)
		write_text(c, 8, c->top + 36 + 14 * n, "e", explanation[n]);
}

/* The round number at or above @ns: 1, 2 or 5, and zeroes */
static double round_step(double ns)
{
	double power = pow(10, floor(log10(ns)));

	if (ns <= power)
		return power;
	if (ns <= 2 * power)
		return 2 * power;
	return ns <= 5 * power ? 5 * power : 10 * power;
}

/**
 * chart_axis() - ticks at round times
 * @c:		the chart
 * @ns:		how long it is
 */
void chart_axis(struct chart *c, uint64_t ns)
{
	double step = round_step(ns > TICKS ? (double)ns / TICKS : 1), at;
	int digits = step >= 1e6 ? 0 : step >= 1e3 ? 3 : 6;
	unsigned int y = chart_y(c, 0);

	for (at = 0; at <= (double)ns; at += step) {
		fprintf(c->out, "<path d=\"M%.1f %uV%u\" class=\"g\"/>", CHART_LEFT + at * c->scale,
			y - 6, chart_y(c, c->rows));
		fprintf(c->out, "<text x=\"%.1f\" y=\"%u\" class=\"a\">%.*f ms</text>\n",
			CHART_LEFT + at * c->scale - 8, y - 10, digits, at / 1e6);
	}
}

/**
 * chart_label() - the name of a row
 * @c:		the chart
 * @row:	the row
 * @name:	first word
 * @what:	second word
 */
void chart_label(struct chart *c, unsigned int row, const char *name, const char *what)
{
	fprintf(c->out, "<text x=\"8\" y=\"%u\">", chart_y(c, row) + 13);
	escape_xml(c->out, name);
	fputc(*what ? ' ' : '\n', c->out);
	escape_xml(c->out, what);
	fprintf(c->out, "</text>\n");
}

static void begin_rectangle(struct chart *c, double x, double y, double width, double height,
			    const char *attributes)
{
	fprintf(c->out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" %s>", x, y,
		width, height, attributes);
}

static void write_bar_title(struct chart *c, const struct chart_bar *bar, unsigned int count)
{
	fprintf(c->out, "<title>");
	escape_xml(c->out, bar->name);
	if (count > 1)
		fprintf(c->out, " %u times", count);
	fputc(' ', c->out);
	escape_xml(c->out, bar->what);
	fprintf(c->out, ", %.6f to %.6f ms</title></rect>\n",
		(double)(bar->begin > c->begin ? bar->begin - c->begin : 0) / 1e6,
		(double)(bar->end - c->begin) / 1e6);
}

/* Narrow bars that were kept because they begin at one place share the height of their row. */
static void draw_narrow(struct chart_layer *layer)
{
	struct chart *c = layer->chart;
	double part = (double)layer->height / layer->num;
	unsigned int n;

	for (n = 0; n < layer->num; n++) {
		const struct chart_bar *bar = &layer->narrow[n].bar;

		begin_rectangle(c, chart_x(c, bar->begin),
				chart_y(c, bar->row) + layer->y + n * part, MIN_WIDTH, part,
				bar->style);
		write_bar_title(c, bar, layer->narrow[n].count);
	}
	layer->num = 0;
}

static bool shares_place(const struct chart *c, const struct chart_bar *a,
			 const struct chart_bar *b)
{
	return a->row == b->row && floor(chart_x(c, a->begin) / NARROW) ==
				   floor(chart_x(c, b->begin) / NARROW);
}

static void add_narrow(struct chart_layer *layer, const struct chart_bar *bar)
{
	unsigned int n;

	if (layer->num && !shares_place(layer->chart, &layer->narrow[0].bar, bar))
		draw_narrow(layer);
	for (n = 0; n < layer->num; n++) {
		if (layer->narrow[n].bar.key != bar->key)
			continue;
		layer->narrow[n].count++;
		layer->narrow[n].bar.end = bar->end;
		return;
	}
	if (n == CHART_KEYS) {
		draw_narrow(layer);
		n = 0;
	}
	layer->narrow[n] = (struct chart_narrow){ .bar = *bar, .count = 1 };
	layer->num = n + 1;
}

/**
 * chart_bar() - draw a bar
 * @layer:	the layer, zero but for @chart, @y and @height before its first bar
 * @bar:	the bar; row by row, and by begin in a row
 */
void chart_bar(struct chart_layer *layer, const struct chart_bar *bar)
{
	struct chart *c = layer->chart;
	double x = chart_x(c, bar->begin), width = chart_x(c, bar->end) - x;

	if (width < NARROW) {
		add_narrow(layer, bar);
		return;
	}
	begin_rectangle(c, x, chart_y(c, bar->row) + layer->y,
			width < MIN_WIDTH ? MIN_WIDTH : width, layer->height, bar->style);
	write_bar_title(c, bar, 1);
}

/**
 * chart_layer_end() - no more bars are to come
 * @layer:	the layer
 */
void chart_layer_end(struct chart_layer *layer)
{
	if (layer->num)
		draw_narrow(layer);
}

static void write_line(struct chart *c, double x, unsigned int y1, unsigned int y2,
		       const char *class, const char *words)
{
	fprintf(c->out, "<path d=\"M%.2f %uV%u\" class=\"%s\"><title>", x, y1, y2, class);
	escape_xml(c->out, words);
	fprintf(c->out, "</title></path>\n");
}

/**
 * chart_tick() - something that happened in a row
 * @c:		the chart
 * @row:	the row
 * @time:	when
 * @class:	how it looks
 * @words:	what
 */
void chart_tick(struct chart *c, unsigned int row, uint64_t time, const char *class,
		const char *words)
{
	unsigned int y = chart_y(c, row);

	write_line(c, chart_x(c, time), y, y + CHART_BAR, class, words);
}

/**
 * chart_flag() - something that happened to all of it: a line through all rows
 * @c:		the chart
 * @time:	when
 * @class:	how it looks
 * @label:	a word above the line
 * @words:	what
 */
void chart_flag(struct chart *c, uint64_t time, const char *class, const char *label,
		const char *words)
{
	double x = chart_x(c, time);

	write_line(c, x, c->top + 74, chart_y(c, c->rows), class, words);
	fprintf(c->out, "<text x=\"%.2f\" y=\"%u\">", x - 4, c->top + 70);
	escape_xml(c->out, label);
	fprintf(c->out, "</text>\n");
}

/**
 * chart_band() - a time at which the chart is not to be believed
 * @c:		the chart
 * @begin:	from
 * @end:	to
 * @words:	why
 */
void chart_band(struct chart *c, uint64_t begin, uint64_t end, const char *words)
{
	double x = chart_x(c, begin), width = chart_x(c, end) - x;

	begin_rectangle(c, x, chart_y(c, 0), width < MIN_WIDTH ? MIN_WIDTH : width,
			c->rows * CHART_ROW, "class=\"h\"");
	fprintf(c->out, "<title>");
	escape_xml(c->out, words);
	fprintf(c->out, "</title></rect>\n");
}

/**
 * chart_color() - a color of a series in which all differ
 * @n:		its number in the series
 * @buf:	room for it
 * @size:	bytes of @buf
 *
 * Neighbours are as far from each other as the golden angle is.
 */
const char *chart_color(unsigned int n, char *buf, size_t size)
{
	double hue = fmod(n * 137.508 + 205, 360) / 60, light = n / 3 % 2 ? .52 : .4;
	double chroma = .6 * (1 - fabs(2 * light - 1)), base = light - chroma / 2;
	double other = chroma * (1 - fabs(fmod(hue, 2) - 1));
	double rgb[3] = { 0, 0, 0 };
	int sector = (int)hue;

	rgb[(sector + 1) / 2 % 3] = chroma;
	rgb[(sector % 2 ? (sector - 1) / 2 : sector / 2 + 1) % 3] = other;
	snprintf(buf, size, "#%02x%02x%02x", (int)((rgb[0] + base) * 255),
		 (int)((rgb[1] + base) * 255), (int)((rgb[2] + base) * 255));
	return buf;
}
