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

#include "nested.h"
#include "play.h"

#define POWER_CUTS	100

/* --- machines --- */

static void boots_and_stops(void **state)
{
	static const unsigned int threads[] = { 1, 2, 3, 16, 64 };
	char setting[32];

	(void)state;
	for (int enforce = ENFORCE_SECURE; enforce <= ENFORCE_NONE; enforce++) {
		for (unsigned int n = 0; n < 5; n++) {
			play_read("parked-long-call");
			play_sc.num_clients = 1;
			play_sc.enforce = (enum scenario_enforce)enforce;
			snprintf(setting, sizeof(setting), "machine.threads=%u", threads[n]);
			play_set(setting);
			play_set("client parked.hold_ms=1");
			play_ends(RUN_DONE);
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

		play_read("rpmb-lanes");
		play_set("client writer.repeat=3");
		e = play((struct run_options){ .emmc = path });
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

		play_read("power-cut");
		play_sc.num_faults = 2;
		play_set("client writer.repeat=4");
		play_set("fault 1.at_calls=1");
		snprintf(setting, sizeof(setting), "fault 1.pages=%d", 1 + rand_r(&seed) % 60);
		play_set(setting);
		play_set("fault 2.at_calls=2");
		snprintf(setting, sizeof(setting), "fault 2.pages=%d", 1 + rand_r(&seed) % 60);
		play_set(setting);
		e = play((struct run_options){ .emmc = path });
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
	play_read("rpmb-deadlock");
	play_set("client writer.repeat=10000");
	e = play((struct run_options){ .dot = dot, .svg = svg });
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
	play_read("rpmb-deadlock");
	play_set("machine.threads=1");
	play_ends(RUN_DEADLOCK);
	play_set("mmc.lane=yes");
	play_ends(RUN_BROKEN);
}

/* The same machine, the same clients: a lane is all that changes. */
static void a_lane_is_the_cure(void **state)
{
	(void)state;
	play_read("rpmb-deadlock");
	play_set("mmc.lane=yes");
	play_set("client writer.repeat=100");
	play_ends(RUN_DONE);
	play_set("machine.enforce=driver");
	play_ends(RUN_DONE);
	play_set("machine.threads=4");
	play_set("client writer.count=8");
	play_set("client writer.repeat=10");
	play_ends(RUN_DONE);
}

/*
 * Who comes when it is off finds it off. There is no supplicant when the writers start: they
 * take both threads and wait for it. When it comes after 300 ms the supply has long gone off,
 * and to switch it on would take a third thread. Should the host take longer than that to
 * start two writers, there is the same at each of 499 bursts of writes.
 */
static void a_supply_that_lingers_is_no_cure(void **state)
{
	(void)state;
	play_read("rpmb-deadlock");
	play_set("mmc.idle_ms=2");
	play_set("client writer.count=8");
	play_set("client writer.repeat=500");
	play_set("client writer.period_ms=10");
	play_set("client writer.retry=1000");
	play_set("fault 1.do=kill");
	play_set("fault 2.do=start");
	play_set("fault 2.at_ms=300");
	play_ends(RUN_DEADLOCK);
	play_set("mmc.lane=yes");
	play_set("client writer.repeat=20");
	play_ends(RUN_DONE);
}

/* --- the others --- */

static void watchdog_is_in_time(void **state)
{
	(void)state;
	play_read("watchdog");
	play_ends(RUN_DONE);
	play_set("machine.enforce=driver");
	play_ends(RUN_DONE);
}

static void watchdog_without_a_lane_is_not(void **state)
{
	(void)state;
	play_read("watchdog");
	play_set("client watchdog.lanes=0");
	/* Long enough to meet the watchdog's calls also where one of the tasks starts late. */
	play_set("client busy.repeat=10");
	play_ends(RUN_FAILED);
}

static void as_it_says(void **state)
{
	play_read(*state);
	do
		free(play((struct run_options){ .emmc = NULL }).text);
	while (play_again(expect_all(&play_sc.expect, &play_result)));
	if (!expect_print(&play_sc.expect, &play_result, stderr))
		fail_msg("not as expected");
}

/* Killed at any moment of its work, a client leaves nothing behind. */
static void killed_clients_leave_nothing(void **state)
{
	char setting[32];

	(void)state;
	for (unsigned int ms = 0; ms < 20; ms++) {
		play_read("rpmb-lanes");
		play_set("machine.threads=3");
		play_set("fault 1.do=kill");
		play_set("fault 1.target=writer");
		snprintf(setting, sizeof(setting), "fault 1.at_ms=%u", ms);
		play_set(setting);
		play_ends(RUN_DONE);
	}
}

/* A fault that counts calls comes before one more begins, however late the host lets it come. */
static void faults_come_before_the_next_call(void **state)
{
	(void)state;
	play_read("watchdog");
	play_set("client watchdog.period_ms=0");
	play_set("client watchdog.repeat=1000");
	play_set("client busy.count=1");
	play_set("fault 1.do=kill");
	play_set("fault 1.target=watchdog");
	play_set("fault 1.at_calls=1");
	play_ends(RUN_DONE);
	assert_string_equal(play_result.clients[0].name, "watchdog");
	assert_int_equal(play_result.clients[0].calls, 1);
}

/* So does one that comes while the supplicant serves: it need not wait for the right moment. */
static void faults_meet_the_supplicant(void **state)
{
	(void)state;
	play_read("dead-supplicant");
	play_set("client writer.count=1");
	play_set("client writer.repeat=20");
	play_set("fault 1.at_calls=17");
	play_set("fault 3.at_calls=18");
	play_set("fault 5.at_calls=19");
	for (unsigned int n = 0; n < 5; n++) {
		play_ends(RUN_DONE);
		for (unsigned int f = 0; f < play_sc.num_faults; f++)
			assert_true(play_result.faults[f].happened);
	}
}

/* And there is no supplicant at all: that is nobody's fault but its own. */
static void no_supplicant_is_seen(void **state)
{
	(void)state;
	play_read("rpmb-lanes");
	play_set("supplicant.threads=0");
	play_ends(RUN_DEADLOCK);
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
		SCENARIO("watchdog-survives"),
		SCENARIO("dead-supplicant"),
		SCENARIO("lost-threads"),
		SCENARIO("power-cut"),
		cmocka_unit_test(killed_clients_leave_nothing),
		cmocka_unit_test(faults_come_before_the_next_call),
		cmocka_unit_test(faults_meet_the_supplicant),
		cmocka_unit_test(no_supplicant_is_seen),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: scenarios DIRECTORY\n");
		return 2;
	}
	play_directory = argv[1];
	return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL) + nested_tests();
}
