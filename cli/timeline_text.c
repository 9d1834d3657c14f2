// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the lines of the timeline say.
 */
#include "names.h"
#include "table.h"
#include "timeline.h"

static const char *service_of(const struct timeline *tl, unsigned int thread)
{
	return thread < tl->threads && tl->columns[thread].service ?
	       tl->columns[thread].service : "call";
}

static void set_service(struct timeline *tl, const struct secure_event_info *info)
{
	struct timeline_column *column = &tl->columns[info->thread];

	if (info->thread >= tl->threads)
		return;
	column->service = info->what;
	column->cmd = info->cmd;
	column->slept = false;
}

static void show_suspended(struct timeline *tl, const struct watch_event *ev)
{
	timeline_set(tl, ev->info.thread, ev, true);
	if (ev->info.thread < tl->threads)
		tl->columns[ev->info.thread].slept = true;
}

static void show_invoked(struct timeline *tl, const struct watch_event *ev)
{
	const struct secure_event_info *info = &ev->info;
	bool slept = info->thread < tl->threads && tl->columns[info->thread].slept;
	char buf[16];

	if (info->value || slept)
		timeline_line(tl, ev, "%s: %s", service_of(tl, info->thread),
			      name_of_result((uint32_t)info->value, buf, sizeof(buf)));
}

static void show_secure_event(struct timeline *tl, const struct watch_event *ev)
{
	const struct secure_event_info *info = &ev->info;
	unsigned int t = info->thread;

	switch (info->event) {
	case SECURE_EV_TAKEN:
		timeline_set(tl, t, ev, false);
		if (info->system)
			timeline_line(tl, ev, "enters on thread %u, a lane", t);
		break;
	case SECURE_EV_REFUSED:
		timeline_line(tl, ev, "finds no thread");
		break;
	case SECURE_EV_SUSPENDED:
		show_suspended(tl, ev);
		break;
	case SECURE_EV_RESUMED:
		timeline_set(tl, t, ev, false);
		break;
	case SECURE_EV_FREED:
		timeline_set(tl, t, NULL, false);
		break;
	case SECURE_EV_OPENING:
		timeline_line(tl, ev, "opens a session: %s", info->what ? info->what : "");
		break;
	case SECURE_EV_INVOKING:
		set_service(tl, info);
		timeline_line(tl, ev, "%s %s", service_of(tl, t),
			      name_of_command(info->what, info->cmd));
		break;
	case SECURE_EV_INVOKED:
		show_invoked(tl, ev);
		break;
	case SECURE_EV_RESERVED:
	case SECURE_EV_UNRESERVED:
		timeline_line(tl, ev, "%s, %u reserved now", info->event == SECURE_EV_RESERVED ?
			      "reserves a thread" : "gives a thread back",
			      (unsigned int)info->value);
		break;
	case SECURE_EV_RPC:
		timeline_line(tl, ev, "%s: RPC %s", service_of(tl, t), name_of_rpc(info->cmd));
		break;
	case SECURE_EV_WAITS:
		timeline_line(tl, ev, "waits for the turn of thread %u (%s)",
			      (unsigned int)info->value, info->what ? info->what : "");
		break;
	default:
		break;
	}
}

/* With "all" there is a line for each call, so that everything in the table can be counted. */
static void show_call_event(struct timeline *tl, const struct watch_event *ev)
{
	const struct watch_call *call = &ev->call;
	char buf[16];

	switch (call->step) {
	case WATCH_CALL_BEGINS:
		break;
	case WATCH_CALL_AGAIN:
		timeline_line(tl, ev, "call %u failed (%s), and is made again", call->number,
			      table_result(call->result, buf, sizeof(buf)));
		break;
	case WATCH_CALL_DONE:
		if (call->late || tl->mode == TIMELINE_ALL)
			timeline_line(tl, ev, "call %u is done %.3f ms after it was due%s",
				      call->number, (double)call->ns / 1e6,
				      call->late ? ": LATE" : "");
		break;
	case WATCH_CALL_FAILED:
		timeline_line(tl, ev, "call %u failed (%s), and is not made again", call->number,
			      table_result(call->result, buf, sizeof(buf)));
		break;
	}
}

/**
 * timeline_event() - something has happened
 * @tl:		the timeline
 * @ev:		what
 */
void timeline_event(struct timeline *tl, const struct watch_event *ev)
{
	switch (ev->kind) {
	case WATCH_EV_SECURE:
		show_secure_event(tl, ev);
		break;
	case WATCH_EV_SLEEP:
		if (ev->wait == WATCH_THREAD)
			timeline_line(tl, ev, "waits for a thread");
		break;
	case WATCH_EV_WAKE:
		if (ev->wait == WATCH_THREAD)
			timeline_line(tl, ev, "is handed a thread");
		break;
	case WATCH_EV_NOTE:
	case WATCH_EV_DEADLOCK:
		timeline_line(tl, ev, "%s", ev->text);
		break;
	case WATCH_EV_FAULT:
		timeline_line(tl, ev, "fault: %s", ev->text);
		break;
	case WATCH_EV_START:
		tl->started = true;
		tl->zero = ev->time;
		break;
	case WATCH_EV_CALL:
		show_call_event(tl, ev);
		break;
	}
}
