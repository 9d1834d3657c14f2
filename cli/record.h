/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * All that happened in a run, and spans of it: who had which thread from when to when,
 * who waited for what.
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
	SPAN_CALL,		/* a call has a thread */
	SPAN_SERVICE,		/* it is in a command of a service */
	SPAN_SUSPENDED,		/* it is in the normal world */
	SPAN_WAIT,		/* a task waits */
};

/**
 * struct span - something that lasted
 * @kind:	what
 * @begin:	ns
 * @end:	ns; of one that had not ended when the record did, that moment
 * @thread:	all but SPAN_WAIT: which
 * @system:	SPAN_CALL: it is a system call
 * @name:	the task
 * @wait:	SPAN_WAIT: for what
 * @service:	SPAN_SERVICE: which, static
 * @cmd:	SPAN_SERVICE: command; SPAN_SUSPENDED: OPTEE_RPC_CMD_*, or ~0 for
 *		another RPC
 * @open:	had not ended
 */
struct span {
	enum span_kind kind;
	uint64_t begin;
	uint64_t end;
	unsigned int thread;
	bool system;
	char name[WATCH_NAME];
	enum watch_wait wait;
	const char *service;
	uint32_t cmd;
	bool open;
};

/**
 * struct note - something that happened at once
 * @time:	ns
 * @text:	what, static
 */
struct note {
	uint64_t time;
	const char *text;
};

#define RECORD_OPEN	(3 * SECURE_MAX_THREADS + WATCH_TASKS)

/**
 * struct record - spans by their begin, and notes
 * @spans:	@num_spans of them, @max_spans is room for
 * @notes:	@num_notes of them, @max_notes is room for
 * @open:	spans that have begun: three for each thread, then the waits; index
 *		into @spans plus 1, 0 for none
 * @rpc:	by thread: RPC command it was about to be suspended for
 * @begin:	time of the first event
 * @end:	time of the last event
 * @full:	there was no memory for more
 */
struct record {
	struct span *spans;
	size_t num_spans;
	size_t max_spans;
	struct note *notes;
	size_t num_notes;
	size_t max_notes;
	size_t open[RECORD_OPEN];
	uint32_t rpc[SECURE_MAX_THREADS];
	uint64_t begin;
	uint64_t end;
	bool full;
};

void record_init(struct record *rec);
void record_free(struct record *rec);
void record_event(struct record *rec, const struct watch_event *ev);

/* No more is to come: what is open ends now. */
void record_end(struct record *rec);

/* A record for chrome://tracing and Perfetto (Trace Event Format). */
void record_json(FILE *out, const struct record *rec);

/* A picture of it, which needs nothing else. */
void record_svg(FILE *out, const struct record *rec, const char *title);

#endif
