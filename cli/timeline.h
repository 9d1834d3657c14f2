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
#define TIMELINE_LINE	400
#define TIMELINE_TASKS	312

enum timeline_mode {
	TIMELINE_AUTO,		/* the first lines, and in the end the last ones */
	TIMELINE_ALL,
	TIMELINE_NONE,
};

/**
 * struct timeline_column - a thread context
 * @letter:	who has it, '.': nobody; a small letter: suspended
 * @suffix:	tells those with the same letter apart, ' ' for the first 26
 * @service:	the service it is in
 * @cmd:	and the command
 * @slept:	it has been suspended since that began
 */
struct timeline_column {
	char letter;
	char suffix;
	const char *service;
	uint32_t cmd;
	bool slept;
};

/**
 * struct timeline_task - who has a letter
 * @id:		see struct watch_task
 * @name:	its name
 */
struct timeline_task {
	unsigned int id;
	char name[WATCH_NAME];
};

/**
 * struct timeline - a timeline that is being written
 * @out:	where to
 * @mode:	how much of it
 * @started:	the clients have been started
 * @zero:	when that was; ns since the machine was switched on
 * @threads:	columns
 * @wide:	letters have suffixes
 * @columns:	what the columns show
 * @tasks:	@num_tasks of them, by letter, in the order in which they entered
 * @lines:	lines there were so far
 * @shown:	the last line that was written
 * @head:	TIMELINE_AUTO: lines that were written
 * @tail:	the last lines that were not
 */
struct timeline {
	FILE *out;
	enum timeline_mode mode;
	bool started;
	uint64_t zero;
	unsigned int threads;
	bool wide;
	struct timeline_column columns[SECURE_MAX_THREADS];
	struct timeline_task tasks[TIMELINE_TASKS];
	unsigned int num_tasks;
	unsigned long lines;
	unsigned long shown;
	unsigned long head;
	char tail[TIMELINE_TAIL][TIMELINE_LINE];
};

void timeline_init(struct timeline *tl, FILE *out, enum timeline_mode mode, unsigned int threads,
		   unsigned int tasks);
void timeline_event(struct timeline *tl, const struct watch_event *ev);
void timeline_line(struct timeline *tl, const struct watch_event *ev, const char *format, ...);
void timeline_set(struct timeline *tl, unsigned int thread, const struct watch_event *owner,
		  bool suspended);
void timeline_flush(struct timeline *tl);
void timeline_end(struct timeline *tl);

#endif
