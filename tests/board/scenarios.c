// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Whole machines: they boot and stop, every scenario ends as it says, and lanes are
 * what makes the difference.
 *
 *	scenarios DIRECTORY	where the scenario files are
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "run.h"

/* More than any run takes, with sanitizers and on a busy host */
#define RUN_SECONDS	60

#define POWER_CUTS	100

static const char *directory;
static struct scenario sc;

/**
 * struct ending - how a run has ended
 * @outcome:	the outcome
 * @text:	all it wrote
 */
struct ending {
	enum run_outcome outcome;
	char *text;
};

static void read_scenario(const char *name)
{
	char path[256], error[256];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (scenario_read(&sc, path, error, sizeof(error)))
		fail_msg("%s", error);
}

static void set(const char *setting)
{
	const char *problem = scenario_set(&sc, setting);

	if (problem)
		fail_msg("%s: %s", setting, problem);
}

/* What never ends is as wrong as what ends wrongly: SIGALRM ends the program. */
static struct ending run_with(struct run_options opt)
{
	struct ending e = { .text = NULL };
	size_t size;

	alarm(RUN_SECONDS);
	opt.timeline = TIMELINE_NONE;
	opt.log_level = 3;
	opt.out = open_memstream(&e.text, &size);
	assert_non_null(opt.out);
	e.outcome = run_scenario(&sc, &opt);
	fclose(opt.out);
	alarm(0);
	return e;
}

static void ends(enum run_outcome outcome)
{
	struct ending e = run_with((struct run_options){ .emmc = NULL });

	if (e.outcome != outcome)
		fail_msg("ended with %d, not %d:\n%s", e.outcome, outcome, e.text);
	free(e.text);
}

/* --- machines --- */

static void boots_and_stops(void **state)
{
	static const unsigned int threads[] = { 1, 2, 3, 16, 64 };
	char setting[32];

	(void)state;
	for (int enforce = ENFORCE_SECURE; enforce <= ENFORCE_NONE; enforce++) {
		for (unsigned int n = 0; n < 5; n++) {
			read_scenario("parked-long-call");
			sc.num_clients = 1;
			sc.enforce = (enum scenario_enforce)enforce;
			snprintf(setting, sizeof(setting), "machine.threads=%u", threads[n]);
			set(setting);
			set("client parked.hold_ms=1");
			ends(RUN_DONE);
		}
	}
}

/* What was written is there after the machine was switched off and on again. */
static void remembers_what_was_written(void **state)
{
	char path[] = "/tmp/teelane-emmc-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (int n = 0; n < 3; n++) {
		struct ending e;

		read_scenario("rpmb-lanes");
		set("client writer.repeat=3");
		e = run_with((struct run_options){ .emmc = path });
		if (e.outcome != RUN_DONE)
			fail_msg("%s", e.text);
		free(e.text);
	}
	unlink(path);
}

/*
 * The plug is pulled at a random page, again and again, on the same eMMC, with the machine
 * switched off and on in between: secure storage can always be used, and what was
 * written last is there.
 */
static void storage_survives_power_cuts(void **state)
{
	char path[] = "/tmp/teelane-emmc-XXXXXX", setting[32];
	unsigned int seed = 1;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (int n = 0; n < POWER_CUTS; n++) {
		struct ending e;

		read_scenario("power-cut");
		set("client writer.repeat=4");
		set("fault 1.at_ms=0");
		snprintf(setting, sizeof(setting), "fault 1.pages=%d", 1 + rand_r(&seed) % 60);
		set(setting);
		set("fault 2.at_ms=2");
		snprintf(setting, sizeof(setting), "fault 2.pages=%d", 1 + rand_r(&seed) % 60);
		set(setting);
		e = run_with((struct run_options){ .emmc = path });
		if (e.outcome != RUN_DONE)
			fail_msg("cut %d: %s", n, e.text);
		free(e.text);
	}
	unlink(path);
}

/* --- the deadlock and its cure --- */

static void deadlock_is_found_and_told(void **state)
{
	char dot[] = "/tmp/teelane-dot-XXXXXX", svg[] = "/tmp/teelane-svg-XXXXXX";
	struct ending e;

	(void)state;
	close(mkstemp(dot));
	close(mkstemp(svg));
	read_scenario("rpmb-deadlock");
	e = run_with((struct run_options){ .dot = dot, .svg = svg });
	if (e.outcome != RUN_DEADLOCK)
		fail_msg("%s", e.text);
	assert_non_null(strstr(e.text, "DEADLOCK: "));
	assert_non_null(strstr(e.text, "waits for a thread: thread 0 is held by writer-"));
	assert_non_null(strstr(e.text, "suspended in RPC RPMB) and waits for the supplicant"));
	assert_non_null(strstr(e.text, "the circle: "));
	free(e.text);
	assert_int_equal(access(dot, R_OK), 0);
	unlink(dot);
	unlink(svg);
}

/* With one thread there is not even a second writer needed, and no lane can be had. */
static void one_thread_is_too_few(void **state)
{
	(void)state;
	read_scenario("rpmb-deadlock");
	set("machine.threads=1");
	ends(RUN_DEADLOCK);
	set("mmc.lane=yes");
	ends(RUN_BROKEN);
}

/* The same machine, the same clients: a lane is all that changes. */
static void a_lane_is_the_cure(void **state)
{
	(void)state;
	read_scenario("rpmb-deadlock");
	set("mmc.lane=yes");
	ends(RUN_DONE);
	set("machine.enforce=driver");
	ends(RUN_DONE);
	set("machine.threads=4");
	set("client writer.count=8");
	set("client writer.repeat=10");
	ends(RUN_DONE);
}

/* It takes some luck then to find it off; but who waits long enough has that luck. */
static void a_supply_that_lingers_is_no_cure(void **state)
{
	(void)state;
	read_scenario("rpmb-deadlock");
	set("mmc.idle_ms=2");
	set("client writer.count=8");
	set("client writer.repeat=500");
	set("client writer.period_ms=10");
	ends(RUN_DEADLOCK);
	set("mmc.lane=yes");
	set("client writer.repeat=20");
	ends(RUN_DONE);
}

/* --- the others --- */

static void watchdog_is_in_time(void **state)
{
	(void)state;
	read_scenario("watchdog");
	ends(RUN_DONE);
	set("machine.enforce=driver");
	ends(RUN_DONE);
}

static void watchdog_without_a_lane_is_not(void **state)
{
	(void)state;
	read_scenario("watchdog");
	set("client watchdog.lanes=0");
	ends(RUN_FAILED);
}

static void as_it_says(void **state)
{
	read_scenario(*state);
	ends(sc.expect == EXPECT_DEADLOCK ? RUN_DEADLOCK : RUN_DONE);
}

/* Killed at any moment of its work, a client leaves nothing behind. */
static void killed_clients_leave_nothing(void **state)
{
	char setting[32];

	(void)state;
	for (unsigned int ms = 0; ms < 20; ms++) {
		read_scenario("rpmb-lanes");
		set("machine.threads=3");
		set("fault 1.do=kill");
		set("fault 1.target=writer");
		snprintf(setting, sizeof(setting), "fault 1.at_ms=%u", ms);
		set(setting);
		ends(RUN_DONE);
	}
}

/* And there is no supplicant at all: that is nobody's fault but its own. */
static void no_supplicant_is_seen(void **state)
{
	(void)state;
	read_scenario("rpmb-lanes");
	set("supplicant.threads=0");
	ends(RUN_DEADLOCK);
}

#define SCENARIO(file)	cmocka_unit_test_prestate(as_it_says, file)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boots_and_stops),
		cmocka_unit_test(remembers_what_was_written),
		cmocka_unit_test(storage_survives_power_cuts),
		cmocka_unit_test(deadlock_is_found_and_told),
		cmocka_unit_test(one_thread_is_too_few),
		cmocka_unit_test(a_lane_is_the_cure),
		cmocka_unit_test(a_supply_that_lingers_is_no_cure),
		cmocka_unit_test(watchdog_is_in_time),
		cmocka_unit_test(watchdog_without_a_lane_is_not),
		SCENARIO("rpmb-lanes"),
		SCENARIO("parked-long-call"),
		SCENARIO("dead-supplicant"),
		SCENARIO("lost-threads"),
		SCENARIO("power-cut"),
		cmocka_unit_test(killed_clients_leave_nothing),
		cmocka_unit_test(no_supplicant_is_seen),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: scenarios DIRECTORY\n");
		return 2;
	}
	directory = argv[1];
	return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL);
}
