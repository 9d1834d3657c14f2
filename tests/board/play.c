// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Scenarios for tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "play.h"

/* More than any run takes, with sanitizers and on a busy host */
#define RUN_SECONDS	600
/* A host that stands still in each of so many runs is no host to test on. */
#define MANY		20
/*
 * A host is busy if tasks wait for its processors for as long during a run, in microseconds. Each
 * wake of a call then comes later, and no single one by enough to count as a pause of the host.
 */
#define BUSY_US		20000

const char *play_directory;
struct scenario play_sc;
struct result play_result;
static bool host_was_busy;

void play_read(const char *name)
{
	char path[256], error[SCENARIO_ERROR];

	snprintf(path, sizeof(path), "%s/%s", play_directory, name);
	if (scenario_read(&play_sc, path, error, sizeof(error)))
		fail_msg("%s", error);
}

void play_set(const char *setting)
{
	char error[SCENARIO_ERROR];

	if (scenario_set(&play_sc, setting, error, sizeof(error)))
		fail_msg("%s", error);
}

/*
 * Microseconds in which somebody on this machine waited for a processor, since it was started
 * (Linux, Documentation/accounting/psi.rst); 0 where the kernel does not count them.
 */
static unsigned long long cpu_pressure(void)
{
	FILE *in = fopen("/proc/pressure/cpu", "r");
	unsigned long long total = 0;

	if (!in)
		return 0;
	if (fscanf(in, "some avg10=%*f avg60=%*f avg300=%*f total=%llu", &total) != 1)
		total = 0;
	fclose(in);
	return total;
}

/* What never ends is as wrong as what ends wrongly: SIGALRM ends the program. */
struct ending play(struct run_options opt)
{
	unsigned long long before = cpu_pressure();
	struct ending e = { .text = NULL };
	size_t size;

	alarm(RUN_SECONDS);
	opt.timeline = TIMELINE_NONE;
	opt.log_level = 3;
	opt.out = open_memstream(&e.text, &size);
	assert_non_null(opt.out);
	e.outcome = run_scenario(&play_sc, &opt, &play_result);
	fclose(opt.out);
	alarm(0);
	host_was_busy = cpu_pressure() - before > BUSY_US;
	return e;
}

bool play_again(bool wanted)
{
	static unsigned int times;

	times = wanted || !(play_result.num_pauses || host_was_busy) ? 0 : times + 1;
	return times && times < MANY;
}

void play_ends_with(enum run_outcome outcome, const char *text)
{
	struct ending e = { .text = NULL };

	do {
		free(e.text);
		e = play((struct run_options){ .emmc = NULL });
	} while (play_again(e.outcome == outcome));
	if (e.outcome != outcome)
		fail_msg("ended with %d, not %d:\n%s", e.outcome, outcome, e.text);
	if (!strstr(e.text, text))
		fail_msg("it does not say \"%s\":\n%s", text, e.text);
	free(e.text);
}

void play_ends(enum run_outcome outcome)
{
	play_ends_with(outcome, "");
}
