// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * All that happened in a run.
 */
#include <stdlib.h>
#include <string.h>

#include "record.h"

/* Where a span of a thread that has begun is found again */
static size_t *thread_slot(struct record *rec, enum span_kind kind, unsigned int thread)
{
	return &rec->open[(size_t)kind * SECURE_MAX_THREADS + thread];
}

static bool grow_array(void **array, size_t *max, size_t used, size_t size)
{
	size_t more = *max ? *max * 2 : 1024;
	void *bigger;

	if (used < *max)
		return true;
	bigger = realloc(*array, more * size);
	if (!bigger)
		return false;
	*array = bigger;
	*max = more;
	return true;
}

static struct span *begin_span(struct record *rec, size_t *slot, const struct watch_event *ev,
			       enum span_kind kind)
{
	struct span *span;

	/* It is not tried again and again: a record with gaps is worth less than one that ends. */
	if (rec->lost ||
	    !grow_array((void **)&rec->spans, &rec->max_spans, rec->num_spans, sizeof(*span))) {
		rec->lost++;
		return NULL;
	}
	*slot = rec->num_spans;
	span = &rec->spans[rec->num_spans++];
	*span = (struct span){
		.kind = kind, .begin = ev->time, .task = ev->task, .open = true,
	};
	return span;
}

static struct span *end_span(struct record *rec, size_t *slot, uint64_t time)
{
	struct span *span;

	if (*slot == RECORD_NONE)
		return NULL;
	span = &rec->spans[*slot];
	span->end = time;
	span->open = false;
	*slot = RECORD_NONE;
	return span;
}

static void begin_on_thread(struct record *rec, const struct watch_event *ev, enum span_kind kind)
{
	struct span *span = begin_span(rec, thread_slot(rec, kind, ev->info.thread), ev, kind);

	if (!span)
		return;
	span->thread = ev->info.thread;
	span->system = ev->info.system;
	span->service = kind == SPAN_SERVICE ? ev->info.what : NULL;
	span->cmd = kind == SPAN_SUSPENDED ? rec->rpc[ev->info.thread] : ev->info.cmd;
	/* Opening a session is not a command. */
	if (ev->info.event == SECURE_EV_OPENING)
		span->cmd = ~0u;
}

static void record_secure_event(struct record *rec, const struct watch_event *ev)
{
	const struct secure_event_info *info = &ev->info;
	unsigned int kind;

	if (info->thread >= SECURE_MAX_THREADS)
		return;
	switch (info->event) {
	case SECURE_EV_TAKEN:
		rec->rpc[info->thread] = ~0u;
		begin_on_thread(rec, ev, SPAN_ENTRY);
		break;
	case SECURE_EV_OPENING:
	case SECURE_EV_INVOKING:
		begin_on_thread(rec, ev, SPAN_SERVICE);
		break;
	case SECURE_EV_OPENED:
	case SECURE_EV_INVOKED:
		end_span(rec, thread_slot(rec, SPAN_SERVICE, info->thread), ev->time);
		break;
	case SECURE_EV_RPC:
		rec->rpc[info->thread] = info->cmd;
		break;
	case SECURE_EV_RPC_DONE:
		rec->rpc[info->thread] = ~0u;
		break;
	case SECURE_EV_SUSPENDED:
		begin_on_thread(rec, ev, SPAN_SUSPENDED);
		break;
	case SECURE_EV_RESUMED:
		end_span(rec, thread_slot(rec, SPAN_SUSPENDED, info->thread), ev->time);
		break;
	case SECURE_EV_FREED:
		for (kind = SPAN_ENTRY; kind <= SPAN_SUSPENDED; kind++)
			end_span(rec, thread_slot(rec, (enum span_kind)kind, info->thread),
				 ev->time);
		break;
	default:
		break;
	}
}

static bool is_wait_for_others(enum watch_wait wait)
{
	return wait == WATCH_THREAD || wait == WATCH_ANSWER || wait == WATCH_NOTIF ||
	       wait == WATCH_LOCK;
}

static void record_wait_event(struct record *rec, const struct watch_event *ev)
{
	struct span *span;

	if (!is_wait_for_others(ev->wait) || ev->task >= rec->num_tasks)
		return;
	if (ev->kind == WATCH_EV_WAKE) {
		end_span(rec, &rec->tasks[ev->task].wait, ev->time);
		return;
	}
	span = begin_span(rec, &rec->tasks[ev->task].wait, ev, SPAN_WAIT);
	if (span)
		span->wait = ev->wait;
}

static void record_call_event(struct record *rec, const struct watch_event *ev)
{
	struct span *span;
	size_t *slot;

	if (ev->task >= rec->num_tasks)
		return;
	slot = &rec->tasks[ev->task].call;
	switch (ev->call.step) {
	case WATCH_CALL_BEGINS:
		span = begin_span(rec, slot, ev, SPAN_CALL);
		if (!span)
			break;
		span->begin = ev->call.due;
		span->number = ev->call.number;
		break;
	case WATCH_CALL_AGAIN:
		record_note(rec, &(struct note){
			.kind = NOTE_AGAIN, .time = ev->time, .task = ev->task,
			.text = "a call failed, and is made again",
		});
		break;
	case WATCH_CALL_DONE:
		/* It took exactly what the client says, so that figures agree to the nanosecond. */
		span = end_span(rec, slot, ev->call.due + ev->call.ns);
		if (span)
			span->late = ev->call.late;
		break;
	case WATCH_CALL_FAILED:
		span = end_span(rec, slot, ev->time);
		if (span)
			span->failed = true;
		break;
	}
}

/**
 * record_note() - add a note
 * @rec:	the record
 * @note:	the note
 */
void record_note(struct record *rec, const struct note *note)
{
	if (!grow_array((void **)&rec->notes, &rec->max_notes, rec->num_notes,
			sizeof(*rec->notes))) {
		rec->lost++;
		return;
	}
	rec->notes[rec->num_notes++] = *note;
}

/* All that a task with a new id needs is made room for. */
static void learn_task(struct record *rec, const struct watch_event *ev)
{
	size_t want = ev->task + 1, n;
	void *more;

	if (want > rec->num_tasks) {
		more = realloc(rec->tasks, want * sizeof(*rec->tasks));
		if (!more) {
			rec->lost++;
			return;
		}
		rec->tasks = more;
		for (n = rec->num_tasks; n < want; n++)
			rec->tasks[n] = (struct record_task){
				.wait = RECORD_NONE, .call = RECORD_NONE,
			};
		rec->num_tasks = want;
	}
	if (ev->task)
		memcpy(rec->tasks[ev->task].name, ev->name, WATCH_NAME);
}

static void keep_open(struct record *rec, size_t *slot, struct span *kept, size_t *num,
		      uint64_t time)
{
	if (*slot == RECORD_NONE)
		return;
	kept[*num] = rec->spans[*slot];
	kept[*num].begin = time;
	kept[*num].before = true;
	*slot = (*num)++;
}

/* Forget the boot, but for what goes on: that begins now. */
static void record_start(struct record *rec, uint64_t time)
{
	size_t num = 0, n;
	struct span *kept = malloc((RECORD_OPEN + 2 * rec->num_tasks) * sizeof(*kept));

	if (!kept) {
		rec->lost++;
		return;
	}
	for (n = 0; n < RECORD_OPEN; n++)
		keep_open(rec, &rec->open[n], kept, &num, time);
	for (n = 0; n < rec->num_tasks; n++) {
		keep_open(rec, &rec->tasks[n].wait, kept, &num, time);
		keep_open(rec, &rec->tasks[n].call, kept, &num, time);
	}
	if (num)
		memcpy(rec->spans, kept, num * sizeof(*kept));
	free(kept);
	rec->num_spans = num;
	rec->num_notes = 0;
	rec->begin = time;
}

/**
 * record_event() - something has happened
 * @rec:	the record
 * @ev:		what
 */
void record_event(struct record *rec, const struct watch_event *ev)
{
	rec->end = ev->time;
	learn_task(rec, ev);
	switch (ev->kind) {
	case WATCH_EV_SECURE:
		record_secure_event(rec, ev);
		break;
	case WATCH_EV_SLEEP:
	case WATCH_EV_WAKE:
		record_wait_event(rec, ev);
		break;
	case WATCH_EV_NOTE:
		record_note(rec, &(struct note){ NOTE_BOARD, .time = ev->time, .text = ev->text });
		break;
	case WATCH_EV_FAULT:
		record_note(rec, &(struct note){ NOTE_FAULT, .time = ev->time, .text = ev->text });
		break;
	case WATCH_EV_DEADLOCK:
		record_note(rec, &(struct note){
			.kind = NOTE_DEADLOCK, .time = ev->time, .text = ev->text,
		});
		break;
	case WATCH_EV_START:
		record_start(rec, ev->time);
		break;
	case WATCH_EV_CALL:
		record_call_event(rec, ev);
		break;
	}
}

/**
 * record_name() - the name of a task
 * @rec:	the record
 * @task:	its id
 */
const char *record_name(const struct record *rec, unsigned int task)
{
	return task < rec->num_tasks && rec->tasks[task].name[0] ? rec->tasks[task].name :
								    "(unknown)";
}

/* Tasks of the kernel may have the same name. In a record they are told apart. */
static void make_names_unique(struct record *rec)
{
	char name[WATCH_NAME - 8];
	unsigned int same;
	size_t id, other;

	for (id = 1; id < rec->num_tasks; id++) {
		memcpy(name, rec->tasks[id].name, sizeof(name));
		name[sizeof(name) - 1] = 0;
		for (same = 1, other = id + 1; other < rec->num_tasks; other++)
			if (name[0] && !strcmp(rec->tasks[other].name, name))
				snprintf(rec->tasks[other].name, WATCH_NAME, "%s~%u", name,
					 ++same);
	}
}

/**
 * record_end() - no more is to come
 * @rec:	the record
 *
 * What has not ended ends now, for those who draw it.
 */
void record_end(struct record *rec)
{
	size_t n;

	make_names_unique(rec);
	for (n = 0; n < rec->num_spans; n++)
		if (rec->spans[n].open)
			rec->spans[n].end = rec->end > rec->spans[n].begin ? rec->end :
					    rec->spans[n].begin;
}

/**
 * record_init() - begin a record
 * @rec:	filled in
 * @threads:	thread contexts of the trusted OS
 */
void record_init(struct record *rec, unsigned int threads)
{
	size_t n;

	memset(rec, 0, sizeof(*rec));
	rec->threads = threads;
	for (n = 0; n < RECORD_OPEN; n++)
		rec->open[n] = RECORD_NONE;
}

/**
 * record_free() - forget a record
 * @rec:	the record
 */
void record_free(struct record *rec)
{
	free(rec->spans);
	free(rec->notes);
	free(rec->tasks);
	memset(rec, 0, sizeof(*rec));
}
