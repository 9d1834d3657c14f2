// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * All that happened in a run.
 */
#include <stdlib.h>
#include <string.h>

#include "record.h"

/* Where a span that has begun is found again, see struct record */
static size_t thread_slot(enum span_kind kind, unsigned int thread)
{
	return (size_t)kind * SECURE_MAX_THREADS + thread;
}

#define FIRST_TASK_SLOT	(3 * SECURE_MAX_THREADS)

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

static struct span *begin_span(struct record *rec, size_t slot, const struct watch_event *ev,
			       enum span_kind kind)
{
	struct span *span;

	if (!grow_array((void **)&rec->spans, &rec->max_spans, rec->num_spans, sizeof(*span))) {
		rec->lost++;
		return NULL;
	}
	rec->open[slot] = rec->num_spans;
	span = &rec->spans[rec->num_spans++];
	*span = (struct span){
		.kind = kind, .begin = ev->time, .task = ev->task, .open = true,
	};
	return span;
}

static struct span *end_span(struct record *rec, size_t slot, uint64_t time)
{
	struct span *span;

	if (rec->open[slot] == RECORD_NONE)
		return NULL;
	span = &rec->spans[rec->open[slot]];
	span->end = time;
	span->open = false;
	rec->open[slot] = RECORD_NONE;
	return span;
}

static void begin_on_thread(struct record *rec, const struct watch_event *ev, enum span_kind kind)
{
	struct span *span = begin_span(rec, thread_slot(kind, ev->info.thread), ev, kind);

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
		end_span(rec, thread_slot(SPAN_SERVICE, info->thread), ev->time);
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
		end_span(rec, thread_slot(SPAN_SUSPENDED, info->thread), ev->time);
		break;
	case SECURE_EV_FREED:
		for (kind = SPAN_ENTRY; kind <= SPAN_SUSPENDED; kind++)
			end_span(rec, thread_slot((enum span_kind)kind, info->thread), ev->time);
		break;
	default:
		break;
	}
}

/* The slot of the open span of a task, or a free one; RECORD_OPEN: there is none. */
static size_t task_slot(const struct record *rec, enum span_kind kind, unsigned int task)
{
	size_t free_slot = RECORD_OPEN, n, first;

	first = FIRST_TASK_SLOT + (kind == SPAN_CALL ? WATCH_TASKS : 0);
	for (n = first; n < first + WATCH_TASKS; n++) {
		if (rec->open[n] == RECORD_NONE) {
			free_slot = free_slot == RECORD_OPEN ? n : free_slot;
			continue;
		}
		if (rec->spans[rec->open[n]].task == task)
			return n;
	}
	return free_slot;
}

static bool is_wait_for_others(enum watch_wait wait)
{
	return wait == WATCH_THREAD || wait == WATCH_ANSWER || wait == WATCH_NOTIF ||
	       wait == WATCH_LOCK;
}

static void record_wait_event(struct record *rec, const struct watch_event *ev)
{
	struct span *span;
	size_t slot;

	if (!is_wait_for_others(ev->wait))
		return;
	slot = task_slot(rec, SPAN_WAIT, ev->task);
	if (slot == RECORD_OPEN) {
		rec->lost++;
		return;
	}
	if (ev->kind == WATCH_EV_WAKE) {
		end_span(rec, slot, ev->time);
		return;
	}
	span = begin_span(rec, slot, ev, SPAN_WAIT);
	if (span)
		span->wait = ev->wait;
}

static void record_call_event(struct record *rec, const struct watch_event *ev)
{
	size_t slot = task_slot(rec, SPAN_CALL, ev->task);
	struct span *span;

	if (slot == RECORD_OPEN) {
		rec->lost++;
		return;
	}
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

static void learn_name(struct record *rec, const struct watch_event *ev)
{
	size_t want = ev->task + 1;
	void *more;

	if (!ev->task)
		return;
	if (want > rec->num_names) {
		more = realloc(rec->names, want * sizeof(rec->names[0]));
		if (!more)
			return;
		rec->names = more;
		memset(rec->names + rec->num_names, 0,
		       (want - rec->num_names) * sizeof(rec->names[0]));
		rec->num_names = want;
	}
	memcpy(rec->names[ev->task], ev->name, WATCH_NAME);
}

/* Forget the boot, but for what goes on: that begins now. */
static void record_start(struct record *rec, uint64_t time)
{
	size_t slot, num = 0, old;
	struct span *kept = malloc(RECORD_OPEN * sizeof(*kept));

	if (!kept) {
		rec->lost++;
		return;
	}
	for (slot = 0; slot < RECORD_OPEN; slot++) {
		old = rec->open[slot];
		if (old == RECORD_NONE)
			continue;
		kept[num] = rec->spans[old];
		kept[num].begin = time;
		kept[num].before = true;
		rec->open[slot] = num++;
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
	learn_name(rec, ev);
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
	return task < rec->num_names && rec->names[task][0] ? rec->names[task] : "(unknown)";
}

/* Tasks of the kernel may have the same name. In a record they are told apart. */
static void make_names_unique(struct record *rec)
{
	char name[WATCH_NAME - 8];
	unsigned int same;
	size_t id, other;

	for (id = 1; id < rec->num_names; id++) {
		memcpy(name, rec->names[id], sizeof(name));
		name[sizeof(name) - 1] = 0;
		for (same = 1, other = id + 1; other < rec->num_names; other++)
			if (name[0] && !strcmp(rec->names[other], name))
				snprintf(rec->names[other], WATCH_NAME, "%s~%u", name, ++same);
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
	free(rec->names);
	memset(rec, 0, sizeof(*rec));
}
