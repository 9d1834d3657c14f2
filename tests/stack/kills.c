// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Clients are killed at random: nothing hangs, nothing is left behind, and no call of a kernel
 * client returns before the trusted OS is done with it.
 *
 * STACK_KILLS says how many are killed by each test, "make kills" sets it; without it there is
 * none. STACK_SEED repeats the random numbers; the order in which tasks run is the host's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <hosted/hosted.h>
#include <hosted/task.h>

#include "kills_victims.h"
#include "kills_watch.h"
#include "random.h"

#define EACH		4	/* victims of each kind; the first of them is never killed */
#define KILLS_PER_MIX	25
#define MOST_PAUSE_US	1000	/* between two kills */
#define LEAST_PAUSE_US	30
#define HANGS_NS	60000000000ULL	/* a longer call hangs, however busy the host is */

static struct victim victims[EACH * NUM_VICTIM_KINDS];
static uint32_t seed;

/**
 * struct mix - who plays, who is killed, and how often
 * @playing:	the victims that are started again when they have ended
 * @inside:	only those are killed that have a call in the trusted OS, which few have at a time
 * @pause_us:	between two kills, at most
 *
 * Which races happen depends on how busy the machine is, so the mix of clients changes all the
 * time.
 */
static struct mix {
	bool playing[ARRAY_SIZE(victims)];
	bool inside;
	unsigned int pause_us;
} mix;

static bool is_steady(const struct victim *v)
{
	return (v - victims) % EACH == 0;
}

static void cast(bool storage)
{
	static const char *const names[] = { "process", "module", "driver" };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(victims); n++) {
		struct victim *v = &victims[n];

		*v = (struct victim){
			.kind = n / EACH, .storage = storage, .seed = random_fork(&seed),
		};
		snprintf(v->name, sizeof(v->name), "%s %u", names[n / EACH], n % EACH);
	}
}

/* ---- what hangs ---- */

static void print_task(const struct hosted_task_info *info, void *arg)
{
	(void)arg;
	if (info->blocked)
		print_message("  %-15s %c%s waits for %s in %s\n", info->name, info->state,
			      info->killed ? " killed" : "", info->wait.what, info->wait.where);
	else
		print_message("  %-15s %c%s\n", info->name, info->state,
			      info->killed ? " killed" : "");
}

static void fail_if(bool hangs, const char *what)
{
	if (!hangs)
		return;
	hosted_for_each_task(print_task, NULL);
	fail_msg("%s", what);
}

static uint64_t since(uint64_t then)
{
	return hosted_time_ns() - then;
}

/* The first victim of each kind is never killed, so it must make calls all the time. */
static void check_progress(bool begin)
{
	static unsigned int last_calls;
	static uint64_t last_time;
	unsigned int calls = victims[0].calls;

	if (calls != last_calls || begin) {
		last_time = hosted_time_ns();
		last_calls = calls;
		world_goes_on();
	}
	fail_if(since(last_time) > HANGS_NS, "no call gets on");
}

/* ---- the play ---- */

/* In every mix there is a victim that is killed, and one that is not. */
static void choose_mix(void)
{
	unsigned int n, share = 0;

	for (n = 0; n < ARRAY_SIZE(victims); n++) {
		if (n % EACH == 0)
			share = random_next(&seed) % 5;
		mix.playing[n] = n < 2 || random_next(&seed) % 4 < share;
	}
	mix.inside = !(random_next(&seed) % 4);
	mix.pause_us = LEAST_PAUSE_US + random_next(&seed) % (MOST_PAUSE_US - LEAST_PAUSE_US);
}

static void go_round(bool again)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(victims); n++) {
		struct victim *v = &victims[n];

		if (v->task && !victim_has_ended(v))
			fail_if(v->killed_at && since(v->killed_at) > HANGS_NS,
				"a process that was killed does not end");
		if (!v->task && again && mix.playing[n])
			victim_start(v);
	}
}

static bool kill_one(void)
{
	unsigned int first = random_next(&seed) % ARRAY_SIZE(victims);
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(victims); n++) {
		struct victim *v = &victims[(first + n) % ARRAY_SIZE(victims)];

		if (is_steady(v) || !v->task || v->killed_at)
			continue;
		if (mix.inside && !victim_is_inside(v))
			continue;
		victim_kill(v);
		return true;
	}
	return false;
}

static void check_verdicts(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(victims); n++) {
		const struct victim *v = &victims[n];

		if (victim_wrong(v))
			fail_msg("%s: %s came out wrong", v->name, victim_wrong(v));
		if (v->left)
			fail_msg("%s: %u calls returned before they were over", v->name, v->left);
	}
}

static void run(unsigned int kills)
{
	unsigned int done = 0;

	check_progress(true);
	choose_mix();
	while (done < kills) {
		go_round(true);
		if (kill_one() && ++done % KILLS_PER_MIX == 0)
			choose_mix();
		check_verdicts();
		check_progress(false);
		usleep(random_next(&seed) % mix.pause_us);
	}
}

static void stop_all(void)
{
	uint64_t began = hosted_time_ns();
	unsigned int n, there;

	for (n = 0; n < ARRAY_SIZE(victims); n++)
		victims[n].stop = true;
	do {
		go_round(false);
		for (n = 0, there = 0; n < ARRAY_SIZE(victims); n++)
			there += !!victims[n].task;
		fail_if(since(began) > HANGS_NS, "a process does not end");
		usleep(MOST_PAUSE_US);
	} while (there);
	check_verdicts();
}

static unsigned int count_calls(void)
{
	unsigned int n, calls = 0;

	for (n = 0; n < ARRAY_SIZE(victims); n++)
		calls += victims[n].calls;
	return calls;
}

static unsigned int choose_kills(void)
{
	const char *chosen = getenv("STACK_KILLS");

	return chosen ? (unsigned int)strtoul(chosen, NULL, 10) : 0;
}

/*
 * The supply of the eMMC is switched by an SCMI agent, which needs a thread while one is in
 * storage. With one thread there is no lane for it, so nothing is stored.
 */
static void play(unsigned int threads)
{
	const bool storage = threads > 1;
	const struct machine_config cfg = {
		.threads = threads, .cores = 4, .unwatched = true, .supplicant = storage ? 2 : 0,
		.mmc.lane = storage ? SCMI_SYSTEM : SCMI_ORDINARY, .mmc_idle_ms = 1,
	};
	unsigned int kills = choose_kills();
	unsigned int sessions, reserved;
	uint64_t began;

	if (!kills)
		skip();
	seed = random_seed();
	print_message("threads %u: STACK_SEED=%u STACK_KILLS=%u\n", threads, seed, kills);
	kills_watch_init();
	world_on(&cfg, &kills_watch);
	/*
	 * The driver looks for devices when it starts, and on a worker when the supplicant has
	 * come, each time in a session that it closes. That session must not be counted.
	 */
	until(kills_watch_closings() >= (storage ? 2u : 1u));
	sessions = kills_watch_sessions();
	reserved = world_reserved();
	victims_driver_open(storage ? CALLER_SYSTEM : CALLER_KERNEL, storage);

	cast(storage);
	began = hosted_time_ns();
	run(kills);
	stop_all();
	print_message("%u calls, %u ms\n", count_calls(), (unsigned int)(since(began) / 1000000));

	/* Wait until the calls of killed processes have ended and their sessions are closed. */
	victims_driver_close();
	until(!world_lanes("busy") && kills_watch_sessions() == sessions);
	assert_int_equal(world_reserved(), reserved);
	assert_int_equal(world_lanes("waiting"), 0);
	world_off();
}

static void kills_1_thread(void **state)
{
	(void)state;
	play(1);
}

static void kills_2_threads(void **state)
{
	(void)state;
	play(2);
}

static void kills_4_threads(void **state)
{
	(void)state;
	play(4);
}

const struct CMUnitTest kill_tests[] = {
	cmocka_unit_test(kills_1_thread),
	cmocka_unit_test(kills_2_threads),
	cmocka_unit_test(kills_4_threads),
};

const unsigned int num_kill_tests = ARRAY_SIZE(kill_tests);
