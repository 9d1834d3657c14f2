// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The timeline in the terminal.
 */
#include <stdarg.h>
#include <string.h>

#include "names.h"
#include "timeline.h"

/* Lines of TIMELINE_AUTO before only the tail is kept */
#define HEAD	48

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

void timeline_init(struct timeline *tl, FILE *out, enum timeline_mode mode, unsigned int threads)
{
	memset(tl, 0, sizeof(*tl));
	tl->out = out;
	tl->mode = mode;
	tl->threads = threads;
	memset(tl->state, '.', threads);
	if (mode != TIMELINE_NONE)
		fprintf(out, "        ms  threads  who and what\n");
}

/* The letter of a task; '?' for who has none, as those whom we do not know. */
static char letter_of(struct timeline *tl, const char *name)
{
	unsigned int n;

	for (n = 0; n < sizeof(letters) - 1; n++) {
		if (!tl->names[n][0] && name[0])
			snprintf(tl->names[n], sizeof(tl->names[n]), "%s", name);
		if (name[0] && !strcmp(tl->names[n], name))
			return letters[n];
	}
	return '?';
}

static void line(struct timeline *tl, const struct watch_event *ev, const char *format, ...)
{
	char text[TIMELINE_LINE / 2], *to = tl->tail[tl->lines % TIMELINE_TAIL];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(to, TIMELINE_LINE, "%10.3f  [%s]%*s  %s%s%s", (double)ev->time / 1e6, tl->state,
		 tl->threads < 5 ? (int)(5 - tl->threads) : 0, "", ev->name,
		 ev->name[0] ? ": " : "", text);
	tl->lines++;
	if (tl->mode == TIMELINE_NONE || (tl->mode == TIMELINE_AUTO &&
					  (tl->quiet || tl->head == HEAD)))
		return;
	fprintf(tl->out, "%s\n", to);
	tl->shown = tl->lines;
	if (tl->mode == TIMELINE_AUTO && ++tl->head == HEAD)
		fprintf(tl->out, "            ...\n");
	fflush(tl->out);
}

/* A letter for who runs in the trusted OS, a small one for who is suspended. */
static void set_column(struct timeline *tl, unsigned int thread, char letter, bool suspended)
{
	if (thread < tl->threads)
		tl->state[thread] = suspended && letter != '?' ? (char)(letter | 0x20) : letter;
}

static const char *service_of(const struct timeline *tl, unsigned int thread)
{
	return thread < tl->threads && tl->service[thread] ? tl->service[thread] : "call";
}

static void set_service(struct timeline *tl, const struct secure_event_info *info)
{
	if (info->thread >= tl->threads)
		return;
	tl->service[info->thread] = info->what;
	tl->cmd[info->thread] = info->cmd;
	tl->slept[info->thread] = false;
}

static void secure_event(struct timeline *tl, const struct watch_event *ev)
{
	const struct secure_event_info *info = &ev->info;
	char letter = letter_of(tl, ev->name), buf[16];
	unsigned int t = info->thread;

	switch (info->event) {
	case SECURE_EV_TAKEN:
		tl->switches++;
		set_column(tl, t, letter, false);
		if (info->system)
			line(tl, ev, "enters on thread %u, a lane", t);
		break;
	case SECURE_EV_REFUSED:
		tl->refused++;
		line(tl, ev, "finds no thread");
		break;
	case SECURE_EV_SUSPENDED:
		set_column(tl, t, letter, true);
		if (t < tl->threads)
			tl->slept[t] = true;
		break;
	case SECURE_EV_RESUMED:
		tl->switches++;
		set_column(tl, t, letter, false);
		break;
	case SECURE_EV_FREED:
		set_column(tl, t, '.', false);
		break;
	case SECURE_EV_OPENING:
		line(tl, ev, "opens a session: %s", info->what ? info->what : "");
		break;
	case SECURE_EV_INVOKING:
		set_service(tl, info);
		line(tl, ev, "%s %s", service_of(tl, t), name_of_command(info->what, info->cmd));
		break;
	case SECURE_EV_INVOKED:
		if (info->value || (t < tl->threads && tl->slept[t]))
			line(tl, ev, "%s: %s", service_of(tl, t),
			     name_of_result((uint32_t)info->value, buf, sizeof(buf)));
		break;
	case SECURE_EV_RESERVED:
	case SECURE_EV_UNRESERVED:
		line(tl, ev, "%s, %u reserved now", info->event == SECURE_EV_RESERVED ?
		     "reserves a thread" : "gives a thread back", (unsigned int)info->value);
		break;
	case SECURE_EV_RPC:
		tl->rpcs++;
		line(tl, ev, "%s: RPC %s", service_of(tl, t), name_of_rpc(info->cmd));
		break;
	case SECURE_EV_WAITS:
		line(tl, ev, "waits for the turn of thread %u (%s)", (unsigned int)info->value,
		     info->what ? info->what : "");
		break;
	default:
		break;
	}
}

void timeline_event(struct timeline *tl, const struct watch_event *ev)
{
	switch (ev->kind) {
	case WATCH_EV_SECURE:
		secure_event(tl, ev);
		break;
	case WATCH_EV_SLEEP:
		if (ev->wait == WATCH_THREAD)
			line(tl, ev, "waits for a thread");
		break;
	case WATCH_EV_WAKE:
		if (ev->wait == WATCH_THREAD)
			line(tl, ev, "is handed a thread");
		break;
	case WATCH_EV_NOTE:
		line(tl, ev, "%s", ev->text);
		break;
	}
}

void timeline_end(struct timeline *tl)
{
	unsigned long n = tl->shown;
	unsigned int i;

	if (tl->mode == TIMELINE_NONE)
		return;
	if (tl->lines - n > TIMELINE_TAIL)
		n = tl->lines - TIMELINE_TAIL;
	for (; n < tl->lines; n++)
		fprintf(tl->out, "%s\n", tl->tail[n % TIMELINE_TAIL]);
	fprintf(tl->out, "\nthreads: ");
	for (i = 0; i < sizeof(letters) - 1 && tl->names[i][0]; i++)
		fprintf(tl->out, "%c %s, ", letters[i], tl->names[i]);
	fprintf(tl->out, "small: suspended in an RPC, ?: somebody else\n");
	if (watch_lost())
		fprintf(tl->out, "%llu events came too fast to be shown\n",
			(unsigned long long)watch_lost());
}
