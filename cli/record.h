/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * All that happened in a run since its clients were started, and spans of it: who had which thread
 * from when to when, who waited for what.
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "watch.h"

/* What a span is about */
enum span_kind {
	SPAN_ENTRY,		/* a call has a thread */
	SPAN_SERVICE,		/* it is in a command of a service */
	SPAN_SUSPENDED,		/* it is in the normal world */
	SPAN_WAIT,		/* a task waits */
	SPAN_CALL,		/* a client's call, from when it was due to its end */
};

/**
 * struct span - something that lasted
 * @kind:	what
 * @begin:	ns since the machine was switched on
 * @end:	the same; of one that had not ended when the record did, that moment
 * @thread:	SPAN_ENTRY, SPAN_SERVICE, SPAN_SUSPENDED: which
 * @task:	the task, see record_name()
 * @system:	SPAN_ENTRY: it is a system call
 * @late:	SPAN_CALL: it ended after its deadline
 * @failed:	SPAN_CALL: it failed, and the client gave up
 * @before:	it had begun when the clients were started
 * @open:	it had not ended
 * @wait:	SPAN_WAIT: for what
 * @service:	SPAN_SERVICE: which, static
 * @cmd:	SPAN_SERVICE: command; SPAN_SUSPENDED: OPTEE_RPC_CMD_*, or ~0 for
 *		another RPC
 * @number:	SPAN_CALL: which of the client's calls it is
 */
struct span {
	enum span_kind kind;
	uint64_t begin;
	uint64_t end;
	unsigned int thread;
	unsigned int task;
	bool system;
	bool late;
	bool failed;
	bool before;
	bool open;
	enum watch_wait wait;
	const char *service;
	uint32_t cmd;
	unsigned int number;
};

enum note_kind {
	NOTE_BOARD,
	NOTE_FAULT,
	NOTE_AGAIN,		/* a call of @task failed, and is made again */
	NOTE_DEADLOCK,
	NOTE_HOST,		/* the host stood still, from @time to @end */
};

/**
 * struct note - something that happened at once, or a pause of the host
 * @kind:	what it is about
 * @time:	ns since the machine was switched on
 * @end:	NOTE_HOST: when it was over
 * @task:	NOTE_AGAIN: which task
 * @text:	what, static
 */
struct note {
	enum note_kind kind;
	uint64_t time;
	uint64_t end;
	unsigned int task;
	const char *text;
};

#define RECORD_OPEN	(3 * SECURE_MAX_THREADS)
#define RECORD_NONE	SIZE_MAX

/**
 * struct record_task - a task
 * @name:	its name, "": there is no task with this id
 * @wait:	its SPAN_WAIT that has begun; index into the record's spans, or RECORD_NONE
 * @call:	its SPAN_CALL that has begun, as @wait
 */
struct record_task {
	char name[WATCH_NAME];
	size_t wait;
	size_t call;
};

/**
 * struct record - spans by their begin, and notes
 * @spans:	@num_spans of them, @max_spans is room for
 * @notes:	@num_notes of them, @max_notes is room for
 * @tasks:	by their ids, @num_tasks of them
 * @open:	spans of threads that have begun, three for each thread; index into @spans, or
 *		RECORD_NONE
 * @rpc:	by thread: RPC command it was about to be suspended for
 * @threads:	thread contexts there are
 * @begin:	when the clients were started
 * @end:	time of the last event
 * @lost:	events that came too fast, or for which there was no memory
 */
struct record {
	struct span *spans;
	size_t num_spans;
	size_t max_spans;
	struct note *notes;
	size_t num_notes;
	size_t max_notes;
	struct record_task *tasks;
	size_t num_tasks;
	size_t open[RECORD_OPEN];
	uint32_t rpc[SECURE_MAX_THREADS];
	unsigned int threads;
	uint64_t begin;
	uint64_t end;
	uint64_t lost;
};

void record_init(struct record *rec, unsigned int threads);
void record_free(struct record *rec);
void record_event(struct record *rec, const struct watch_event *ev);
void record_note(struct record *rec, const struct note *note);
void record_end(struct record *rec);
const char *record_name(const struct record *rec, unsigned int task);
void record_json(FILE *out, const struct record *rec);
void record_svg(FILE *out, const struct record *rec, const char *title);
unsigned int record_height(const struct record *rec);
void record_draw(FILE *out, const struct record *rec, const char *title, unsigned int top,
		 uint64_t ns);

#endif
