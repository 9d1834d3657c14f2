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
static size_t slot_of(enum span_kind kind, unsigned int thread)
{
	return (size_t)kind * SECURE_MAX_THREADS + thread;
}

#define FIRST_WAIT	(3 * SECURE_MAX_THREADS)

static bool grow(void **array, size_t *max, size_t used, size_t size)
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

	if (!grow((void **)&rec->spans, &rec->max_spans, rec->num_spans, sizeof(*span))) {
		rec->full = true;
		return NULL;
	}
	span = &rec->spans[rec->num_spans++];
	*span = (struct span){ .kind = kind, .begin = ev->time, .open = true };
	memcpy(span->name, ev->name, sizeof(span->name));
	rec->open[slot] = rec->num_spans;
	return span;
}

static void end_span(struct record *rec, size_t slot, uint64_t time)
{
	struct span *span;

	if (!rec->open[slot])
		return;
	span = &rec->spans[rec->open[slot] - 1];
	span->end = time;
	span->open = false;
	rec->open[slot] = 0;
}

static void begin_on_thread(struct record *rec, const struct watch_event *ev, enum span_kind kind)
{
	struct span *span = begin_span(rec, slot_of(kind, ev->info.thread), ev, kind);

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

static void secure_event(struct record *rec, const struct watch_event *ev)
{
	const struct secure_event_info *info = &ev->info;
	unsigned int kind;

	if (info->thread >= SECURE_MAX_THREADS)
		return;
	switch (info->event) {
	case SECURE_EV_TAKEN:
		rec->rpc[info->thread] = ~0u;
		begin_on_thread(rec, ev, SPAN_CALL);
		break;
	case SECURE_EV_OPENING:
	case SECURE_EV_INVOKING:
		begin_on_thread(rec, ev, SPAN_SERVICE);
		break;
	case SECURE_EV_OPENED:
	case SECURE_EV_INVOKED:
		end_span(rec, slot_of(SPAN_SERVICE, info->thread), ev->time);
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
		end_span(rec, slot_of(SPAN_SUSPENDED, info->thread), ev->time);
		break;
	case SECURE_EV_FREED:
		for (kind = SPAN_CALL; kind <= SPAN_SUSPENDED; kind++)
			end_span(rec, slot_of((enum span_kind)kind, info->thread), ev->time);
		break;
	default:
		break;
	}
}

/* The slot of the wait of a task, or a free one; RECORD_OPEN: there is none. */
static size_t wait_slot(const struct record *rec, const char *name)
{
	size_t free_slot = RECORD_OPEN, n;

	for (n = FIRST_WAIT; n < RECORD_OPEN; n++) {
		if (!rec->open[n]) {
			free_slot = free_slot == RECORD_OPEN ? n : free_slot;
			continue;
		}
		if (!strcmp(rec->spans[rec->open[n] - 1].name, name))
			return n;
	}
	return free_slot;
}

static bool is_wait_for_others(enum watch_wait wait)
{
	return wait == WATCH_THREAD || wait == WATCH_ANSWER || wait == WATCH_NOTIF ||
	       wait == WATCH_LOCK;
}

static void wait_event(struct record *rec, const struct watch_event *ev)
{
	size_t slot;
	struct span *span;

	if (!is_wait_for_others(ev->wait))
		return;
	slot = wait_slot(rec, ev->name);
	if (slot == RECORD_OPEN)
		return;
	if (ev->kind == WATCH_EV_WAKE) {
		end_span(rec, slot, ev->time);
		return;
	}
	span = begin_span(rec, slot, ev, SPAN_WAIT);
	if (span)
		span->wait = ev->wait;
}

static void add_note(struct record *rec, const struct watch_event *ev)
{
	if (!grow((void **)&rec->notes, &rec->max_notes, rec->num_notes, sizeof(*rec->notes))) {
		rec->full = true;
		return;
	}
	rec->notes[rec->num_notes++] = (struct note){ ev->time, ev->text };
}

void record_event(struct record *rec, const struct watch_event *ev)
{
	if (!rec->end)
		rec->begin = ev->time;
	rec->end = ev->time;
	switch (ev->kind) {
	case WATCH_EV_SECURE:
		secure_event(rec, ev);
		break;
	case WATCH_EV_SLEEP:
	case WATCH_EV_WAKE:
		wait_event(rec, ev);
		break;
	case WATCH_EV_NOTE:
		add_note(rec, ev);
		break;
	}
}

void record_end(struct record *rec)
{
	size_t n;

	for (n = 0; n < rec->num_spans; n++)
		if (rec->spans[n].open)
			rec->spans[n].end = rec->end;
}

void record_init(struct record *rec)
{
	memset(rec, 0, sizeof(*rec));
}

void record_free(struct record *rec)
{
	free(rec->spans);
	free(rec->notes);
	record_init(rec);
}
