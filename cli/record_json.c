// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A record in the Trace Event Format of chrome://tracing, which Perfetto reads, too
 * ("Trace Event Format", Google, section "Complete Events" and others): one process
 * stands for the trusted OS, with its thread contexts, one for the normal world.
 */
#include <string.h>

#include "names.h"
#include "record.h"

#define PID_SECURE	1
#define PID_NORMAL	2
#define MAX_NAMES	512

/* Tasks have no number in a record; here they get one by their names. */
struct tasks {
	const char *name[MAX_NAMES];
	unsigned int num;
};

static unsigned int number_of(struct tasks *tasks, const char *name)
{
	unsigned int n;

	for (n = 0; n < tasks->num; n++)
		if (!strcmp(tasks->name[n], name))
			return n;
	if (n < MAX_NAMES)
		tasks->name[tasks->num++] = name;
	return n;
}

static void meta(FILE *out, const char *what, int pid, unsigned int tid, const char *name)
{
	fprintf(out, "{\"ph\":\"M\",\"name\":\"%s\",\"pid\":%d,\"tid\":%u,", what, pid, tid);
	fprintf(out, "\"args\":{\"name\":\"%s\"}},\n", name);
}

static void span_name(const struct span *span, char *buf, size_t size)
{
	switch (span->kind) {
	case SPAN_CALL:
		snprintf(buf, size, "%s%s", span->name[0] ? span->name : "(unknown)",
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
	}
}

/* Times are in microseconds, with fractions. */
static void write_span(FILE *out, struct tasks *tasks, const struct span *span)
{
	bool secure = span->kind != SPAN_WAIT;
	char name[64];

	span_name(span, name, sizeof(name));
	fprintf(out, "{\"ph\":\"X\",\"name\":\"%s\",\"pid\":%d,\"tid\":%u,", name,
		secure ? PID_SECURE : PID_NORMAL,
		secure ? span->thread : number_of(tasks, span->name));
	fprintf(out, "\"ts\":%.3f,\"dur\":%.3f},\n", (double)span->begin / 1e3,
		(double)(span->end - span->begin) / 1e3);
}

static void write_note(FILE *out, const struct note *note)
{
	fprintf(out, "{\"ph\":\"i\",\"s\":\"g\",\"name\":\"%s\",", note->text);
	fprintf(out, "\"pid\":%d,\"tid\":0,\"ts\":%.3f},\n", PID_NORMAL,
		(double)note->time / 1e3);
}

void record_json(FILE *out, const struct record *rec)
{
	bool seen[SECURE_MAX_THREADS] = { false };
	struct tasks tasks = { .num = 0 };
	char name[32];
	unsigned int t;
	size_t n;

	fprintf(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
	for (n = 0; n < rec->num_spans; n++) {
		write_span(out, &tasks, &rec->spans[n]);
		if (rec->spans[n].kind != SPAN_WAIT)
			seen[rec->spans[n].thread] = true;
	}
	for (n = 0; n < rec->num_notes; n++)
		write_note(out, &rec->notes[n]);
	for (t = 0; t < SECURE_MAX_THREADS; t++) {
		snprintf(name, sizeof(name), "thread %u", t);
		if (seen[t])
			meta(out, "thread_name", PID_SECURE, t, name);
	}
	for (t = 0; t < tasks.num; t++)
		meta(out, "thread_name", PID_NORMAL, t, tasks.name[t]);
	meta(out, "process_name", PID_NORMAL, 0, "normal world: waits");
	/* The last one has no comma behind it. */
	fprintf(out, "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%d,\"tid\":0,", PID_SECURE);
	fprintf(out, "\"args\":{\"name\":\"trusted OS\"}}\n]}\n");
}
