// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A record in the Trace Event Format of chrome://tracing, which Perfetto reads, too
 * ("Trace Event Format", Google, section "Complete Events" and others): one process
 * stands for the trusted OS, with its thread contexts, one for the waits of tasks, one for the
 * calls of clients. Times count from the start of the clients, as in a scenario's "at_ms".
 */
#include <inttypes.h>
#include <stdlib.h>

#include "escape.h"
#include "names.h"
#include "record.h"

#define PID_SECURE	1
#define PID_WAITS	2
#define PID_CLIENTS	3

static void write_meta(FILE *out, const char *what, int pid, unsigned int tid, const char *name)
{
	fprintf(out, "{\"ph\":\"M\",\"name\":\"%s\",\"pid\":%d,\"tid\":%u,", what, pid, tid);
	fprintf(out, "\"args\":{\"name\":");
	escape_json(out, name);
	fprintf(out, "}},\n");
}

static void span_name(const struct record *rec, const struct span *span, char *buf, size_t size)
{
	switch (span->kind) {
	case SPAN_ENTRY:
		snprintf(buf, size, "%s%s", record_name(rec, span->task),
			 span->system ? " (lane)" : "");
		break;
	case SPAN_SERVICE:
		snprintf(buf, size, "%s %s", span->service ? span->service : "",
			 span->cmd == ~0u ? "open" : name_of_command(span->service, span->cmd));
		break;
	case SPAN_SUSPENDED:
		snprintf(buf, size, "RPC %s", span->cmd == ~0u ? "" : name_of_rpc(span->cmd));
		break;
	case SPAN_WAIT:
		snprintf(buf, size, "%s", name_of_wait(span->wait));
		break;
	case SPAN_CALL:
		snprintf(buf, size, "call %u%s%s", span->number, span->late ? ", late" : "",
			 span->failed ? ", failed" : "");
		break;
	}
}

static const char *category(enum span_kind kind)
{
	static const char *const names[] = {
		[SPAN_ENTRY] = "entry", [SPAN_SERVICE] = "service",
		[SPAN_SUSPENDED] = "suspended", [SPAN_WAIT] = "wait", [SPAN_CALL] = "call",
	};

	return names[kind];
}

static int pid_of(enum span_kind kind)
{
	return kind == SPAN_CALL ? PID_CLIENTS : kind == SPAN_WAIT ? PID_WAITS : PID_SECURE;
}

/* Times are in microseconds, with fractions. */
static double microseconds(const struct record *rec, uint64_t time)
{
	return time > rec->begin ? (double)(time - rec->begin) / 1e3 : 0;
}

static void write_span(FILE *out, const struct record *rec, const struct span *span)
{
	int pid = pid_of(span->kind);
	char name[80];

	span_name(rec, span, name, sizeof(name));
	fprintf(out, "{\"ph\":\"X\",\"cat\":\"%s\",\"name\":", category(span->kind));
	escape_json(out, name);
	fprintf(out, ",\"pid\":%d,\"tid\":%u,", pid,
		pid == PID_SECURE ? span->thread : span->task);
	fprintf(out, "\"ts\":%.3f,\"dur\":%.3f,", microseconds(rec, span->begin),
		(double)(span->end - span->begin) / 1e3);
	fprintf(out, "\"args\":{\"task\":");
	escape_json(out, record_name(rec, span->task));
	fprintf(out, "%s%s%s%s%s}},\n", span->failed ? ",\"failed\":true" : "",
		span->system ? ",\"lane\":true" : "",
		span->late ? ",\"late\":true" : "", span->before ? ",\"before\":true" : "",
		span->open ? ",\"open\":true" : "");
}

static void write_note(FILE *out, const struct record *rec, const struct note *note)
{
	static const char *const categories[] = {
		[NOTE_BOARD] = "board", [NOTE_FAULT] = "fault", [NOTE_AGAIN] = "again",
		[NOTE_DEADLOCK] = "deadlock", [NOTE_HOST] = "host",
	};
	bool again = note->kind == NOTE_AGAIN;

	fprintf(out, "{\"ph\":\"i\",\"s\":\"%s\",\"cat\":\"%s\",\"name\":", again ? "t" : "g",
		categories[note->kind]);
	escape_json(out, note->text);
	fprintf(out, ",\"pid\":%d,\"tid\":%u,\"ts\":%.3f", again ? PID_CLIENTS : PID_WAITS,
		note->task, microseconds(rec, note->time));
	if (note->kind == NOTE_HOST)
		fprintf(out, ",\"args\":{\"us\":%.3f}", (double)(note->end - note->time) / 1e3);
	fprintf(out, "},\n");
}

/* Rows have names: threads by number, tasks by what they are called. */
static void write_rows(FILE *out, const struct record *rec)
{
	bool *in[2] = { calloc(rec->num_tasks, 1), calloc(rec->num_tasks, 1) };
	char name[32];
	unsigned int t;
	size_t n;

	for (n = 0; in[0] && in[1] && n < rec->num_spans; n++)
		if (rec->spans[n].kind >= SPAN_WAIT && rec->spans[n].task < rec->num_tasks)
			in[rec->spans[n].kind == SPAN_CALL][rec->spans[n].task] = true;
	for (t = 0; in[0] && in[1] && t < rec->num_tasks; t++) {
		if (in[0][t])
			write_meta(out, "thread_name", PID_WAITS, t, record_name(rec, t));
		if (in[1][t])
			write_meta(out, "thread_name", PID_CLIENTS, t, record_name(rec, t));
	}
	free(in[0]);
	free(in[1]);
	for (t = 0; t < rec->threads; t++) {
		snprintf(name, sizeof(name), "thread %u", t);
		write_meta(out, "thread_name", PID_SECURE, t, name);
	}
	write_meta(out, "process_name", PID_SECURE, 0, "trusted OS");
	write_meta(out, "process_name", PID_WAITS, 0, "normal world: waits");
	write_meta(out, "process_name", PID_CLIENTS, 0, "clients: calls, from when they were due");
}

/**
 * record_json() - write a record for Perfetto
 * @out:	where to
 * @rec:	the record, which has ended
 */
void record_json(FILE *out, const struct record *rec)
{
	size_t n;

	fprintf(out, "{\"displayTimeUnit\":\"ns\",\n");
	fprintf(out, "\"otherData\":{\"complete\":%s,\"lost events\":%" PRIu64 "},\n",
		rec->lost ? "false" : "true", rec->lost);
	fprintf(out, "\"traceEvents\":[\n");
	for (n = 0; n < rec->num_spans; n++)
		write_span(out, rec, &rec->spans[n]);
	for (n = 0; n < rec->num_notes; n++)
		write_note(out, rec, &rec->notes[n]);
	write_rows(out, rec);
	/* The last one has no comma behind it. */
	fprintf(out, "{\"ph\":\"M\",\"name\":\"process_sort_index\",\"pid\":%d,\"tid\":0,",
		PID_SECURE);
	fprintf(out, "\"args\":{\"sort_index\":0}}\n]}\n");
}
