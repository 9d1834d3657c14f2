// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The timeline in the terminal: lines, columns and letters. What a line says is in
 * timeline_text.c.
 */
#include <stdarg.h>
#include <string.h>

#include "timeline.h"

/* Lines of TIMELINE_AUTO before only the tail is kept */
#define HEAD		48
#define LEGEND_WIDTH	80
/* Tasks of the driver, of the supplicant and of the board that may enter, beside the clients */
#define OTHER_TASKS	16

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/* The suffix of the first 26 tasks, of the next 26, and so on */
static const char suffixes[] = " 123456789'\"";

#define NUM_LETTERS	(sizeof(letters) - 1)

/**
 * timeline_init() - begin a timeline
 * @tl:		filled in
 * @out:	where to
 * @mode:	how much of it
 * @threads:	thread contexts of the trusted OS
 * @tasks:	clients; where there are more than letters, each has a suffix
 */
void timeline_init(struct timeline *tl, FILE *out, enum timeline_mode mode, unsigned int threads,
		   unsigned int tasks)
{
	unsigned int n;

	memset(tl, 0, sizeof(*tl));
	tl->out = out;
	tl->mode = mode;
	tl->threads = threads;
	tl->wide = tasks + OTHER_TASKS > NUM_LETTERS;
	for (n = 0; n < threads; n++) {
		tl->columns[n].letter = '.';
		tl->columns[n].suffix = ' ';
	}
	if (mode != TIMELINE_NONE)
		fprintf(out, "        ms  threads  who and what\n");
}

/* The number of a task among those with a letter; TIMELINE_TASKS: it has none. */
static unsigned int number_of(struct timeline *tl, const struct watch_event *ev)
{
	unsigned int n;

	if (!ev->task)
		return TIMELINE_TASKS;
	for (n = 0; n < tl->num_tasks; n++)
		if (tl->tasks[n].id == ev->task)
			return n;
	if (n == (tl->wide ? TIMELINE_TASKS : NUM_LETTERS))
		return TIMELINE_TASKS;
	tl->tasks[tl->num_tasks++].id = ev->task;
	memcpy(tl->tasks[n].name, ev->name, sizeof(tl->tasks[n].name));
	return n;
}

/**
 * timeline_set() - a thread context has another owner, or another state
 * @tl:		the timeline
 * @thread:	which thread context
 * @owner:	an event about its owner, NULL: it is free
 * @suspended:	the owner's call is in the normal world
 */
void timeline_set(struct timeline *tl, unsigned int thread, const struct watch_event *owner,
		  bool suspended)
{
	struct timeline_column *column = &tl->columns[thread];
	unsigned int n;

	if (thread >= tl->threads)
		return;
	column->suffix = ' ';
	if (!owner) {
		column->letter = '.';
		return;
	}
	n = number_of(tl, owner);
	if (n == TIMELINE_TASKS) {
		column->letter = '?';
		return;
	}
	column->letter = (char)(letters[n % NUM_LETTERS] | (suspended ? 0x20 : 0));
	column->suffix = suffixes[n / NUM_LETTERS];
}

static void print_columns(const struct timeline *tl, char *to)
{
	unsigned int n;

	for (n = 0; n < tl->threads; n++) {
		*to++ = tl->columns[n].letter;
		if (tl->wide)
			*to++ = tl->columns[n].suffix;
	}
	*to = 0;
}

/* Milliseconds since the clients started. What was before has no time of theirs. */
static void print_time(const struct timeline *tl, const struct watch_event *ev, char *to,
		       size_t size)
{
	if (tl->started)
		snprintf(to, size, "%.3f", (double)(ev->time - tl->zero) / 1e6);
	else
		snprintf(to, size, "boot");
}

/**
 * timeline_line() - write a line
 * @tl:		the timeline
 * @ev:		when, and who
 * @format:	what, as for printf()
 * @...:		as for printf()
 */
void timeline_line(struct timeline *tl, const struct watch_event *ev, const char *format, ...)
{
	char text[TIMELINE_LINE / 2], *to = tl->tail[tl->lines % TIMELINE_TAIL];
	char columns[2 * SECURE_MAX_THREADS + 1], time[16];
	va_list args;

	if (tl->mode == TIMELINE_NONE)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	print_columns(tl, columns);
	print_time(tl, ev, time, sizeof(time));
	snprintf(to, TIMELINE_LINE, "%10s  [%s]%*s  %s%s%s", time, columns,
		 tl->threads < 5 && !tl->wide ? (int)(5 - tl->threads) : 0, "", ev->name,
		 ev->name[0] ? ": " : "", text);
	tl->lines++;
	if (tl->mode == TIMELINE_AUTO && (!tl->started || tl->head == HEAD))
		return;
	fprintf(tl->out, "%s\n", to);
	tl->shown = tl->lines;
	if (tl->mode == TIMELINE_AUTO && ++tl->head == HEAD)
		fprintf(tl->out, "            ...\n");
}

/**
 * timeline_flush() - have it seen what there is
 * @tl:		the timeline
 */
void timeline_flush(struct timeline *tl)
{
	if (tl->mode != TIMELINE_NONE)
		fflush(tl->out);
}

/* "A writer-1, B writer-2, ..." in lines of LEGEND_WIDTH */
static void print_legend(const struct timeline *tl)
{
	char entry[WATCH_NAME + 8];
	int at = fprintf(tl->out, "\nthreads:"), len;
	unsigned int n;

	for (n = 0; n < tl->num_tasks; n++) {
		len = snprintf(entry, sizeof(entry), " %c%.*s %s,", letters[n % NUM_LETTERS],
			       n >= NUM_LETTERS, &suffixes[n / NUM_LETTERS], tl->tasks[n].name);
		if (at + len > LEGEND_WIDTH)
			at = fprintf(tl->out, "\n        ") - 1;
		at += fprintf(tl->out, "%s", entry);
	}
	fprintf(tl->out, "%ssmall: suspended in an RPC, ?: somebody else, .: free\n",
		at + 54 > LEGEND_WIDTH ? "\n         " : " ");
}

/**
 * timeline_end() - show the last lines, and whose letter is whose
 * @tl:		the timeline, which gets no more events
 */
void timeline_end(struct timeline *tl)
{
	unsigned long n = tl->shown;

	if (tl->mode == TIMELINE_NONE)
		return;
	if (tl->lines - n > TIMELINE_TAIL)
		n = tl->lines - TIMELINE_TAIL;
	for (; n < tl->lines; n++)
		fprintf(tl->out, "%s\n", tl->tail[n % TIMELINE_TAIL]);
	print_legend(tl);
}
