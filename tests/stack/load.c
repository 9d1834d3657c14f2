// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * G1 to G6 under load, where the trusted OS enforces. Contexts with several lanes each are
 * killed and come again, others come and go, and ordinary clients are more than there are
 * threads. What may never happen is looked for where it would (load_books.c).
 *
 * The numbers are random, and STACK_SEED repeats them; the order in which tasks run is the
 * host's.
 */
#include <errno.h>

#include "load.h"
#include "load_actors.h"
#include "optee_pta.h"
#include "random.h"

#define MAX_ACTORS	64
#define STEADY_CALLS	150	/* of each ordinary client that is never killed */
#define KILLS		60

/**
 * struct load - who loads a machine
 * @threads:	of the trusted OS
 * @keeps:	contexts that keep lanes: lanes, and tasks that call
 * @ordinary:	clients without; two of them are never killed
 * @visitors:	the clients that come and go
 */
struct load {
	unsigned int threads;
	struct {
		unsigned int lanes;
		unsigned int tasks;
	} keeps[6];
	unsigned int ordinary;
	unsigned int visitors;
};

static struct actor actors[MAX_ACTORS];
static unsigned int num_actors;
static uint32_t seed;

static struct actor *add(enum actor_kind kind)
{
	struct actor *a = &actors[num_actors++];

	*a = (struct actor){ .kind = kind, .seed = random_fork(&seed) };
	return a;
}

static void cast(const struct load *load)
{
	unsigned int n;
	struct actor *a;

	num_actors = 0;
	for (n = 0; n < ARRAY_SIZE(load->keeps) && load->keeps[n].lanes; n++) {
		a = add(ACTOR_KEEPS);
		a->lanes = load->keeps[n].lanes;
		a->tasks = load->keeps[n].tasks;
	}
	for (n = 0; n < load->visitors; n++)
		add(ACTOR_COMES_AND_GOES);
	for (n = 0; n < load->ordinary; n++)
		add(ACTOR_ORDINARY)->goal = n < 2 ? STEADY_CALLS : 0;
}

/*
 * Restart clients that have ended or were killed. Return: true if all clients with a goal have it.
 */
static bool go_round(void)
{
	bool done = true;
	unsigned int n;

	for (n = 0; n < num_actors; n++) {
		if (actors[n].goal)
			done &= actors[n].calls >= actors[n].goal;
		else if (actor_has_ended(&actors[n]))
			actor_start(&actors[n]);
	}
	return done;
}

static bool kill_one(void)
{
	struct actor *a = &actors[random_next(&seed) % num_actors];

	if (a->goal || a->killed || random_next(&seed) % 2)
		return false;
	actor_kill(a);
	return true;
}

static void run(void)
{
	unsigned int n, kills = 0, rounds = 0;

	for (n = 0; n < num_actors; n++)
		actor_start(&actors[n]);
	/* G4: ordinary calls make progress all the time. */
	while (!go_round() || kills < KILLS) {
		books_check();
		kills += kill_one();
		hosted_msleep(random_next(&seed) % 3);
		assert_in_range(++rounds, 1, PATIENCE);
	}
	for (n = 0; n < num_actors; n++)
		actors[n].stop = true;
	for (n = 0; n < num_actors; n++)
		actor_stop(&actors[n]);
}

static void check_actors(void)
{
	unsigned int n;

	for (n = 0; n < num_actors; n++) {
		assert_int_equal(actors[n].wrong, 0);
		assert_true(actors[n].calls >= actors[n].goal);
		if (actors[n].kind == ACTOR_KEEPS)
			assert_int_not_equal(actors[n].calls, 0);
	}
}

/* G6: the calls of killed clients end some time, and then all threads and lanes are there again. */
static void check_returned(unsigned int base)
{
	until(!world_lanes("busy"));
	assert_int_equal(holders_sum(), 0);
	assert_int_equal(world_reserved(), base);
	assert_int_equal(world_lanes("reserved"), base);
	assert_int_equal(world_lanes("waiting"), 0);
}

/* G4 and G5, without load: all but one thread can be had, and that one is for everybody. */
static void check_last(unsigned int base, unsigned int threads)
{
	struct caller greedy, other;
	unsigned int lanes = 0;
	int rc;

	assert_int_equal(caller_open(&greedy, CALLER_PROCESS, 0, caller_tests_uuid), 0);
	while (!(rc = caller_request(&greedy)))
		assert_int_equal(world_reserved(), base + ++lanes);
	assert_int_equal(rc, -EBUSY);
	assert_int_equal(base + lanes, threads - 1);
	assert_int_equal(world_reserved(), threads - 1);
	assert_int_equal(caller_open(&other, CALLER_PROCESS, 0, caller_tests_uuid), 0);
	assert_true(caller_adds(&other, 1));
	caller_close(&other);
	caller_close(&greedy);
	check_returned(base);
}

static void play(const struct load *load)
{
	const struct machine_config cfg = {
		.threads = load->threads, .cores = 4, .unwatched = true,
	};
	unsigned int base;

	print_message("threads %u: STACK_SEED=%u\n", load->threads, seed);
	world_on(&cfg, &books_watch);
	books_open();
	base = world_reserved();
	cast(load);
	run();
	check_actors();
	check_returned(base);
	books_close();
	check_last(base, load->threads);
	world_off();
	holders_free();
}

static int choose_seed(void **state)
{
	(void)state;
	seed = random_seed();
	return 0;
}

/* Where there are three threads or more, the bottom half of notifications has a lane. */

static void load_2_threads(void **state)
{
	const struct load load = {
		.threads = 2, .keeps = { { 1, 1 } }, .ordinary = 5, .visitors = 2,
	};

	(void)state;
	play(&load);
}

static void load_3_threads(void **state)
{
	const struct load load = {
		.threads = 3, .keeps = { { 1, 1 } }, .ordinary = 6, .visitors = 2,
	};

	(void)state;
	play(&load);
}

static void load_4_threads(void **state)
{
	const struct load load = {
		.threads = 4, .keeps = { { 1, 3 } }, .ordinary = 7, .visitors = 2,
	};

	(void)state;
	play(&load);
}

static void load_16_threads(void **state)
{
	const struct load load = {
		.threads = 16, .ordinary = 18, .visitors = 3,
		.keeps = { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 4 }, { 1, 4 } },
	};

	(void)state;
	play(&load);
}

const struct CMUnitTest load_tests[] = {
	cmocka_unit_test_setup(load_2_threads, choose_seed),
	cmocka_unit_test_setup(load_3_threads, choose_seed),
	cmocka_unit_test_setup(load_4_threads, choose_seed),
	cmocka_unit_test_setup(load_16_threads, choose_seed),
};

const unsigned int num_load_tests = ARRAY_SIZE(load_tests);
