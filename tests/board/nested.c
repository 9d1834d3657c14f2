// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * System services that need each other: a lane for each, or a deadlock. And the two ways that
 * their messages can take.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nested.h"
#include "play.h"

/* In the order in which they are needed */
#define NUM_AGENTS	3
static const char *const agents[NUM_AGENTS] = { "mmc", "i2c 0", "i2c 1" };

static void set_agent(unsigned int agent, const char *what)
{
	char setting[40];

	snprintf(setting, sizeof(setting), "%s.%s", agents[agent], what);
	play_set(setting);
}

static void set_agents(const char *what)
{
	for (unsigned int n = 0; n < NUM_AGENTS; n++)
		set_agent(n, what);
}

static void set_enforce(bool driver)
{
	play_set(driver ? "machine.enforce=driver" : "machine.enforce=secure");
}

static void each_with_a_lane(void **state)
{
	(void)state;
	for (int driver = 0; driver < 2; driver++) {
		play_read("nested-services");
		set_enforce(driver);
		play_ends(RUN_DONE);
		set_agents("channel=smt");
		play_ends(RUN_DONE);
	}
}

/* Whichever it is that has none. It takes all writers at once: they go on until it comes to it. */
static void one_without(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < NUM_AGENTS; n++) {
		for (int driver = 0; driver < 2; driver++) {
			play_read("nested-services");
			play_set("client writer.repeat=10000");
			set_enforce(driver);
			set_agent(n, "lane=no");
			play_ends(RUN_DEADLOCK);
		}
	}
}

/* Three deep: two messages are suspended, the third waits for a thread. */
static void all_three_are_told(void **state)
{
	const char *suspended = "(scmi PROCESS_MSG_CHANNEL, suspended in RPC SUPP_PLUGIN)";
	unsigned int found = 0;
	struct ending e;
	const char *at;

	(void)state;
	play_read("nested-deadlock");
	play_set("client writer.repeat=10000");
	e = play((struct run_options){ .emmc = NULL });
	assert_int_equal(e.outcome, RUN_DEADLOCK);
	for (at = strstr(e.text, suspended); at; at = strstr(at + 1, suspended))
		found++;
	assert_int_equal(found, 2);
	/*
	 * Which of the supplicant's threads works on a request is a guess of the report, and a
	 * thread context that is waited for may be anybody's, so there are circles of two tasks to
	 * five.
	 */
	at = strstr(e.text, "the circle: ");
	assert_non_null(at);
	for (found = 0; (at = strstr(at, " -> ")); at++)
		found++;
	if (found < 2)
		fail_msg("the circle is too short:\n%s", e.text);
	free(e.text);

	set_agents("channel=smt");
	play_ends_with(RUN_DEADLOCK, "(scmi PROCESS_SMT_CHANNEL, suspended in RPC SUPP_PLUGIN)");
}

/* Sessions that share a lane have one between them. */
static void a_shared_lane_is_one(void **state)
{
	(void)state;
	for (int driver = 0; driver < 2; driver++) {
		play_read("nested-services");
		play_set("client writer.repeat=10000");
		set_enforce(driver);
		set_agents("lane=shared");
		play_ends(RUN_DEADLOCK);
	}
}

/* Of four threads three would be lanes, and one the notifications'. */
static void none_would_be_left(void **state)
{
	(void)state;
	play_read("nested-services");
	play_set("machine.threads=4");
	play_ends(RUN_BROKEN);
}

/* Threads of the supplicant are taken one inside of the other as well. */
static void too_small_a_supplicant(void **state)
{
	(void)state;
	play_read("nested-services");
	play_set("supplicant.threads=2");
	play_ends_with(RUN_DEADLOCK, "waits for the supplicant to answer, but none is there");
	play_set("supplicant.threads=3");
	play_ends(RUN_DONE);
}

/* Wherever it dies: messages that are under way end, and can be sent again. */
static void the_supplicant_dies(void **state)
{
	const char *const channels[] = { "channel=msg", "channel=smt" };
	char setting[32];

	(void)state;
	for (unsigned int ms = 0; ms < 8; ms++) {
		play_read("nested-services");
		set_agents(channels[ms % 2]);
		play_set("client writer.repeat=5");
		play_set("client writer.retry=100");
		play_set("fault 1.do=kill");
		snprintf(setting, sizeof(setting), "fault 1.at_ms=%u", ms);
		play_set(setting);
		play_set("fault 2.do=start");
		snprintf(setting, sizeof(setting), "fault 2.at_ms=%u", ms + 5);
		play_set(setting);
		play_ends(RUN_DONE);
	}
}

/* Shared memory of the channel is no cure, and in no cure's way. */
static void shared_memory(void **state)
{
	(void)state;
	for (int driver = 0; driver < 2; driver++) {
		play_read("rpmb-deadlock");
		set_enforce(driver);
		play_set("mmc.channel=smt");
		play_set("client writer.repeat=10000");
		play_ends(RUN_DEADLOCK);
		play_set("mmc.lane=yes");
		play_set("client writer.repeat=20");
		play_ends(RUN_DONE);
		play_set("mmc.lane=shared");
		play_ends(RUN_DONE);
	}
}

int nested_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_with_a_lane),
		cmocka_unit_test(one_without),
		cmocka_unit_test(all_three_are_told),
		cmocka_unit_test(a_shared_lane_is_one),
		cmocka_unit_test(none_would_be_left),
		cmocka_unit_test(too_small_a_supplicant),
		cmocka_unit_test(the_supplicant_dies),
		cmocka_unit_test(shared_memory),
	};

	return cmocka_run_group_tests_name("nested", tests, NULL, NULL);
}
