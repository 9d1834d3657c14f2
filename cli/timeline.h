/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The timeline in the terminal: a line for each event that tells something, with
 * a column for each thread context.
 */
#ifndef CLI_TIMELINE_H
#define CLI_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "watch.h"

#define TIMELINE_TAIL	24
#define TIMELINE_LINE	200
#define TIMELINE_TASKS	52

enum timeline_mode {
	TIMELINE_AUTO,		/* the first lines, and in the end the last ones */
	TIMELINE_ALL,
	TIMELINE_NONE,
};

/**
 * struct timeline - a timeline that is being written
 * @out:	where to
 * @mode:	how much of it
 * @quiet:	nothing is shown now, but the lines may be among the last ones
 * @threads:	columns
 * @state:	what the columns show
 * @names:	tasks by letter, in the order in which they entered
 * @service:	by thread: the service it is in
 * @cmd:	and the command
 * @slept:	and it has been suspended since
 * @lines:	lines there were so far
 * @shown:	the last line that was written
 * @head:	TIMELINE_AUTO: lines that were written
 * @tail:	the last lines that were not
 * @switches:	world switches: entries and resumptions
 * @rpcs:	RPC commands
 * @refused:	calls that found no thread in spite of a token
 */
struct timeline {
	FILE *out;
	enum timeline_mode mode;
	bool quiet;
	unsigned int threads;
	char state[SECURE_MAX_THREADS + 1];
	char names[TIMELINE_TASKS][WATCH_NAME];
	const char *service[SECURE_MAX_THREADS];
	uint32_t cmd[SECURE_MAX_THREADS];
	bool slept[SECURE_MAX_THREADS];
	unsigned long lines;
	unsigned long shown;
	unsigned long head;
	char tail[TIMELINE_TAIL][TIMELINE_LINE];
	unsigned long switches;
	unsigned long rpcs;
	unsigned long refused;
};

void timeline_init(struct timeline *tl, FILE *out, enum timeline_mode mode, unsigned int threads);

void timeline_event(struct timeline *tl, const struct watch_event *ev);

/* Show the last lines, and whose letter is whose. */
void timeline_end(struct timeline *tl);

#endif
