/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A chart over time in SVG: rows with bars, an axis, marks.
 */
#ifndef CLI_CHART_H
#define CLI_CHART_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define CHART_LEFT	170
#define CHART_WIDTH	1000
#define CHART_TOTAL	(CHART_LEFT + CHART_WIDTH + 60)
#define CHART_ROW	22
#define CHART_BAR	16
/* From the top of a chart to its first row: title, explanation, flags, axis */
#define CHART_HEAD	106
#define CHART_LINES	2

/**
 * struct chart - a chart that is being drawn
 * @out:	the file
 * @top:	where it begins, pixels
 * @rows:	rows it has
 * @begin:	time at the left edge, ns
 * @scale:	pixels for a nanosecond
 */
struct chart {
	FILE *out;
	unsigned int top;
	unsigned int rows;
	uint64_t begin;
	double scale;
};

/**
 * struct chart_bar - a bar, or one of many that are too narrow for one of their own
 * @row:	where
 * @begin:	ns
 * @end:	ns
 * @key:	bars with the same key look the same
 * @style:	attributes of the rectangle
 * @name:	whose it is
 * @what:	what it is, for the pointer that is on it
 */
struct chart_bar {
	unsigned int row;
	uint64_t begin;
	uint64_t end;
	unsigned int key;
	char style[24];
	const char *name;
	const char *what;
};

#define CHART_KEYS	8

/**
 * struct chart_layer - bars of one kind
 * @chart:	the chart
 * @y:		from the upper edge of a row, pixels
 * @height:	of a bar, pixels
 * @narrow:	bars that share the same half pixel of a row, @num of them; @count of each
 */
struct chart_layer {
	struct chart *chart;
	unsigned int y;
	unsigned int height;
	struct chart_narrow {
		struct chart_bar bar;
		unsigned int count;
	} narrow[CHART_KEYS];
	unsigned int num;
};

void chart_file_begin(FILE *out, unsigned int height);
void chart_file_end(FILE *out);
void chart_head(struct chart *c, const char *title, const char *const *explanation);
void chart_axis(struct chart *c, uint64_t ns);
void chart_label(struct chart *c, unsigned int row, const char *name, const char *what);
void chart_bar(struct chart_layer *layer, const struct chart_bar *bar);
void chart_layer_end(struct chart_layer *layer);
void chart_tick(struct chart *c, unsigned int row, uint64_t time, const char *style,
		const char *tip);
void chart_flag(struct chart *c, uint64_t time, const char *style, const char *label,
		const char *tip);
void chart_band(struct chart *c, uint64_t begin, uint64_t end, const char *tip);
const char *chart_color(unsigned int n, char *buf, size_t size);
double chart_x(const struct chart *c, uint64_t time);
unsigned int chart_y(const struct chart *c, unsigned int row);

#endif
