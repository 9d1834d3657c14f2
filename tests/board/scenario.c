// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Scenario files: what is understood, and what is said about the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenario.h"

static struct scenario sc;
static char error[256];

static int read_text(const char *text)
{
	char path[] = "/tmp/teelane-scenario-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	error[0] = 0;
	rc = scenario_read(&sc, path, error, sizeof(error));
	unlink(path);
	return rc;
}

#define CLIENT	"[client a]\nservice = null\n"

static void reads_all_there_is(void **state)
{
	(void)state;
	assert_int_equal(read_text("[scenario]\ntitle = a title\nexpect = deadlock\n"
				   "[machine]\nthreads = 7\ncores = 3\nenforce = driver\n"
				   "[mmc]\nlane = yes\nidle_ms = 12\ngated = yes\n"
				   "[i2c 0]\nchannel = smt\n[i2c 1]\nlane = shared\n"
				   "[supplicant]\nthreads = 4\n"
				   "[client a]\nservice = sleep\ncount = 2\nlanes = 1\n"
				   "repeat = 5\nstart_ms = 6\nperiod_ms = 7\nhold_ms = 8\n"
				   "deadline_ms = 9\nretry = 10\n"
				   "[fault 1]\ndo = lose-thread\nat_ms = 3\nhold_ms = 4\n"
				   "[fault 2]\ndo = kill\ntarget = a\n"), 0);
	assert_string_equal(sc.title, "a title");
	assert_int_equal(sc.expect, EXPECT_DEADLOCK);
	assert_int_equal(sc.threads, 7);
	assert_int_equal(sc.cores, 3);
	assert_int_equal(sc.enforce, ENFORCE_DRIVER);
	assert_int_equal(sc.mmc.lane, LANE_YES);
	assert_int_equal(sc.mmc.channel, CHANNEL_MSG);
	assert_int_equal(sc.mmc_idle_ms, 12);
	assert_true(sc.mmc_gated);
	assert_int_equal(sc.i2c[0].lane, LANE_NO);
	assert_int_equal(sc.i2c[0].channel, CHANNEL_SMT);
	assert_int_equal(sc.i2c[1].lane, LANE_SHARED);
	assert_int_equal(sc.supplicant, 4);
	assert_int_equal(sc.num_clients, 1);
	assert_string_equal(sc.clients[0].name, "a");
	assert_int_equal(sc.clients[0].service, SERVICE_SLEEP);
	assert_int_equal(sc.clients[0].count, 2);
	assert_int_equal(sc.clients[0].hold_ms, 8);
	assert_int_equal(sc.clients[0].deadline_ms, 9);
	assert_int_equal(sc.clients[0].retry, 10);
	assert_int_equal(sc.num_faults, 2);
	assert_int_equal(sc.faults[0].action, FAULT_LOSE);
	assert_int_equal(sc.faults[0].hold_ms, 4);
	assert_int_equal(sc.faults[1].action, FAULT_KILL);
	assert_string_equal(sc.faults[1].target, "a");
}

static void refuses(const char *text, const char *says)
{
	assert_int_equal(read_text(text), -1);
	if (!strstr(error, says))
		fail_msg("\"%s\" does not say \"%s\"", error, says);
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	refuses("[machine]\nthreads = 0\n" CLIENT, ":2: not a value");
	refuses("[machine]\nthreads = 65\n" CLIENT, ":2: not a value");
	refuses("[machine]\nthreads = -1\n" CLIENT, ":2: not a value");
	refuses("[machine]\nthreads = 99999999999999999999\n" CLIENT, ":2: not a value");
	refuses("[machine]\nthreads = 2x\n" CLIENT, ":2: not a value");
	refuses("[machine]\nthreads =\n" CLIENT, ":2: not a value");
	refuses("[machine]\nwheels = 4\n" CLIENT, ":2: no such key");
	refuses("[car]\nwheels = 4\n" CLIENT, ":2: no such section");
	refuses("[mmc]\nlane = maybe\n" CLIENT, ":2: not a value");
	refuses("[i2c 1]\ngated = yes\n" CLIENT, ":2: no such key");
	refuses("[i2c 2]\nlane = yes\n" CLIENT, ":2: no such section");
	refuses("[client a]\nservice = tea\n", ":2: not a value");
	refuses("[client a-name-too-long-for-a-task]\nservice = null\n", ":2: too many clients");
	refuses(CLIENT "[fault 2]\nat_ms = 1\n", ":4: faults are numbered");
	refuses(CLIENT "[fault 1]\ndo = kill\ntarget = b\n", "target is neither");
	refuses("[machine]\nthreads = 2\n", "no [client");
	refuses("what is this", ":1: neither");
	assert_int_equal(scenario_read(&sc, "/nowhere/at/all", error, sizeof(error)), -1);
	assert_non_null(strstr(error, "cannot be read"));
}

static void can_be_changed(void **state)
{
	(void)state;
	assert_int_equal(read_text(CLIENT), 0);
	assert_null(scenario_set(&sc, "machine.threads=16"));
	assert_null(scenario_set(&sc, "client a.count=3"));
	assert_int_equal(sc.threads, 16);
	assert_int_equal(sc.clients[0].count, 3);
	assert_non_null(scenario_set(&sc, "machine.threads"));
	assert_non_null(scenario_set(&sc, "threads=1"));
	assert_non_null(scenario_set(&sc, "machine.threads=none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_there_is),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(can_be_changed),
	};

	return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
