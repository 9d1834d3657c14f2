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

#include "budget.h"
#include "scenario.h"

static struct scenario sc;
static char error[SCENARIO_ERROR];

static int read_text(const char *text)
{
	char path[] = "/tmp/teelane-scenario-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	error[0] = 0;
	rc = scenario_read(&sc, path, error, sizeof(error));
	if (!rc)
		rc = scenario_check(&sc, error, sizeof(error));
	unlink(path);
	return rc;
}

#define CLIENT	"[client a]\nservice = null\n"

static void reads_all_there_is(void **state)
{
	(void)state;
	assert_int_equal(read_text("[scenario]\ntitle = a title\nexpect = deadlock, a late >= 2\n"
				   "keep_going = yes\n"
				   "[machine]\nthreads = 7\ncores = 3\nenforce = driver\n"
				   "[mmc]\nlane = yes\nidle_ms = 12\ngated = yes\n"
				   "[i2c 0]\nchannel = smt\n[i2c 1]\nlane = shared\n"
				   "[supplicant]\nthreads = 4\n"
				   "[client a]\nservice = sleep\ncount = 2\nlanes = 1\n"
				   "repeat = 5\nstart_ms = 6\nperiod_ms = 7\nhold_ms = 8\n"
				   "deadline_ms = 9\nretry = 10\n"
				   "[client b]\nservice = compute\ncompute_us = 11\n"
				   "[fault 1]\ndo = lose-thread\nat_ms = 3\nhold_ms = 4\n"
				   "[fault 2]\ndo = kill\ntarget = a\n"
				   "at_calls = 5\nafter_ms = 6\n"), 0);
	assert_string_equal(sc.title, "a title");
	assert_int_equal(sc.expect.num, 2);
	assert_true(sc.keep_going);
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
	assert_int_equal(sc.num_clients, 2);
	assert_string_equal(sc.clients[0].name, "a");
	assert_int_equal(sc.clients[0].service, SERVICE_SLEEP);
	assert_int_equal(sc.clients[0].count, 2);
	assert_int_equal(sc.clients[0].hold_ms, 8);
	assert_int_equal(sc.clients[0].deadline_ms, 9);
	assert_int_equal(sc.clients[0].retry, 10);
	assert_int_equal(sc.clients[1].compute_us, 11);
	assert_int_equal(sc.num_faults, 2);
	assert_int_equal(sc.faults[0].action, FAULT_LOSE);
	assert_int_equal(sc.faults[0].hold_ms, 4);
	assert_int_equal(sc.faults[1].action, FAULT_KILL);
	assert_string_equal(sc.faults[1].target, "a");
	assert_int_equal(sc.faults[1].at_calls, 5);
	assert_int_equal(sc.faults[1].after_ms, 6);
}

static void refuses(const char *text, const char *says)
{
	assert_int_equal(read_text(text), -1);
	if (!strstr(error, says))
		fail_msg("\"%s\" does not say \"%s\"", error, says);
}

/* Each kind of mistake once; tests/cli has hundreds. */
static void says_what_is_wrong(void **state)
{
	(void)state;
	refuses("[machine]\nthreads = -4\n" CLIENT,
		":2: [machine] threads = -4: a number from 1 to 64 is allowed");
	refuses("[machine]\nthreads = 010\n" CLIENT, ":2: [machine] threads = 010: a number");
	refuses("[client a]\nservice = sleep\nhold_ms = 5ms\n",
		":3: [client a] hold_ms = 5ms: a number from 0 to 600000, of milliseconds");
	refuses("[client a]\nservice = encrypt\n",
		":2: [client a] service = encrypt: null, rpmb, watchdog, sleep or compute is");
	refuses("[machine]\nthread = 4\n" CLIENT, ":2: [machine] thread = 4: there is no such");
	refuses("[machine]\nthread = 4\n" CLIENT, "; threads, cores and enforce are allowed");
	refuses("[machin]\n" CLIENT, ":1: [machin]: there is no such section; [scenario],");
	refuses("[machine]\n[mmc]\n[machine]\n" CLIENT, ":3: [machine]: there already, in line 1");
	refuses("[machine]\ncores = 2\ncores = 3\n" CLIENT,
		":3: [machine] cores: there already, in line 2");
	refuses(CLIENT "hold_ms = 4\n", ":3: [client a] hold_ms: the key has no effect");
	refuses(CLIENT "[fault 2]\nat_ms = 1\n", ":3: [fault 2]: faults are numbered");
	refuses(CLIENT "[fault 1]\nat_ms = 1\n", ":3: [fault 1]: do is missing");
	refuses(CLIENT "[fault 1]\ndo = kill\ntarget = b\n", ":5: [fault 1] target = b: there");
	refuses("[client a-name-too-long-for-a-task]\n", ":1: [client a-name-too");
	refuses("[machine]\nthreads = 2\n", "there is no [client NAME]");
	refuses("what is this", ":1: what is this: neither");
	refuses("[client a]\nservice = null\nlanes = 3\n[machine]\nthreads = 4\n",
		":5: [machine] threads = 4: 4 threads = a 3 + notifications 1 + nothing");
	refuses("[client a]\nservice = null\nlanes = 3\n[machine]\nthreads = 4\n", "; 5 would do");
	assert_int_equal(scenario_read(&sc, "/nowhere/at/all", error, sizeof(error)), -1);
	assert_non_null(strstr(error, "cannot be read: No such file"));
	assert_int_equal(scenario_read(&sc, "/tmp", error, sizeof(error)), -1);
	assert_non_null(strstr(error, "is a directory"));
}

/* The number that would do does, and none below it. */
static void budgets_say_what_would_do(void **state)
{
	struct budget budget;

	(void)state;
	for (unsigned int n = 0; n < 8 * 3 * 2; n++) {
		memset(&sc, 0, sizeof(sc));
		sc.num_clients = 1;
		sc.clients[0].count = 1;
		sc.clients[0].lanes = n / 6;
		sc.mmc.lane = (enum scenario_lane)(n / 2 % 3);
		sc.enforce = n % 2 ? ENFORCE_DRIVER : ENFORCE_SECURE;
		sc.threads = 1;
		budget_of(&budget, &sc);
		for (unsigned int threads = 1; threads < 16; threads++) {
			unsigned int needed = budget.needed;

			sc.threads = threads;
			budget_of(&budget, &sc);
			assert_int_equal(budget.needed, needed);
			assert_int_equal(budget_is_possible(&budget), threads >= needed);
		}
	}
}

static int set(const char *text)
{
	return scenario_set(&sc, text, error, sizeof(error));
}

static void can_be_changed(void **state)
{
	(void)state;
	assert_int_equal(read_text(CLIENT), 0);
	assert_int_equal(set("machine.threads=16"), 0);
	assert_int_equal(set("client a.count=3"), 0);
	assert_int_equal(set("client b.c.count=4"), 0);
	assert_int_equal(sc.threads, 16);
	assert_int_equal(sc.clients[0].count, 3);
	assert_string_equal(sc.clients[1].name, "b.c");
	assert_int_equal(set("machine.threads"), -1);
	assert_int_equal(set("threads=1"), -1);
	assert_int_equal(set("machine.threads=none"), -1);
	assert_non_null(strstr(error, "[machine] threads = none: a number from 1 to 64"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_there_is),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(budgets_say_what_would_do),
		cmocka_unit_test(can_be_changed),
	};

	return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
