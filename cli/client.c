// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The clients of a scenario: when each of them calls, and what it tells of that.
 */
#include <hosted/hosted.h>
#include <hosted/user.h>

#include "client_private.h"
#include "watch.h"

#define NS_PER_MS	1000000ull
/* Until it is killed; how often it looks makes no difference. */
#define STAY_MS		20
#define HELD_MS		1

/**
 * struct call_times - a call, and when it is due
 * @number:	which of the client's calls it is, counted from 1
 * @due:	ns since the machine was switched on: with a period that many periods after the
 *		first call began, also if the call before ended later; without one when the call
 *		begins
 */
struct call_times {
	unsigned int number;
	uint64_t due;
};

static void tell_step(const struct user *u, const struct call_times *times, enum watch_step step,
		      uint64_t ns, bool late)
{
	watch_call(&(struct watch_call){
		.step = step, .number = times->number, .due = times->due, .ns = ns, .late = late,
		.result = u->client->result,
	});
}

/*
 * A call that fails is made again, as often as the scenario allows. It is not made again where the
 * trusted OS reported success and the data that were read back are wrong (@result is 0).
 */
static int call_until_done(struct user *u, int (*what)(struct user *u, unsigned int n),
			   const struct call_times *times)
{
	while (what(u, times->number - 1)) {
		if (!u->client->result || u->client->retried == u->client->sc->retry) {
			tell_step(u, times, WATCH_CALL_FAILED, 0, false);
			return -1;
		}
		u->client->retried++;
		tell_step(u, times, WATCH_CALL_AGAIN, 0, false);
	}
	return 0;
}

/* A call that was due and could not begin was late from then on, so lateness counts from there. */
static void account_call(struct user *u, const struct call_times *times)
{
	struct client *client = u->client;
	uint64_t ns = hosted_time_ns() - times->due;
	bool late = client->sc->deadline_ms && ns > client->sc->deadline_ms * NS_PER_MS;

	if (late)
		client->late++;
	if (client->lateness)
		client->lateness[client->calls] = ns;
	client->calls++;
	tell_step(u, times, WATCH_CALL_DONE, ns, late);
}

static int client_work(struct user *u)
{
	const struct scenario_client *sc = u->client->sc;
	struct call_times times = { 0 };
	uint64_t first;

	hosted_msleep(sc->start_ms);
	if (client_begin(u))
		return -1;
	first = hosted_time_ns();
	for (times.number = 1; times.number <= sc->repeat; times.number++) {
		while (u->client->held && u->client->held(u->client->held_by))
			hosted_msleep(HELD_MS);
		times.due = hosted_time_ns();
		if (sc->period_ms) {
			times.due = first + NS_PER_MS * sc->period_ms * (times.number - 1);
			hosted_sleep_until(times.due);
		}
		tell_step(u, &times, WATCH_CALL_BEGINS, 0, false);
		if (call_until_done(u, client_make_call, &times))
			return -1;
		account_call(u, &times);
	}
	times.due = hosted_time_ns();
	return call_until_done(u, client_end, &times);
}

/**
 * client_main() - what the process of a client does
 * @arg:		its struct client
 */
void client_main(void *arg)
{
	struct user u = { .client = arg };

	watch_client(u.client->name);
	u.client->state = client_work(&u) ? CLIENT_FAILED : CLIENT_DONE;
	while (u.client->stay && *u.client->stay)
		hosted_msleep(STAY_MS);
}

/**
 * client_prepare() - the first use of secure storage, when the eMMC gets its key
 * @arg:		as client_main()
 */
void client_prepare(void *arg)
{
	struct user u = { .client = arg };

	watch_client(u.client->name);
	u.client->state = client_try_storage(&u) ? CLIENT_FAILED : CLIENT_DONE;
}
