// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs all parts of the benchmark, or those that are named.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "parts.h"

/**
 * struct part - what can be measured
 * @name:	what it is called on the command line
 * @what:	for people
 * @run:	measures, and prints
 */
struct part {
	const char *name;
	const char *what;
	enum bench_outcome (*run)(void);
};

static const struct part all_parts[] = {
	{ "null", "a world switch, and an invocation that does nothing", bench_null },
	{ "wake", "a free thread goes to the first of 1 to 10,000 waiters", bench_wake },
	{ "throughput", "invocations per second of 1 to 64 clients", bench_throughput },
	{ "tasks", "the same wake with tasks that sleep and have to run", bench_tasks },
	{ "lane", "calls on a lane while all other threads are parked", bench_lane },
	{ 0 },
};

static const struct part *find_part(const char *name)
{
	const struct part *part;

	for (part = all_parts; part->name; part++)
		if (!strcmp(part->name, name))
			return part;
	return NULL;
}

static bool is_wanted(const struct part *part, char *const *names)
{
	bool all = !*names;

	for (; *names; names++)
		if (!strcmp(part->name, *names))
			return true;
	return all;
}

static enum bench_outcome run_part(const struct part *part)
{
	enum bench_outcome outcome;

	printf("%s: %s\n", part->name, part->what);
	fflush(stdout);
	outcome = part->run();
	if (outcome == BENCH_BROKEN)
		printf("%s: could not be measured\n", part->name);
	printf("\n");
	fflush(stdout);
	return outcome;
}

/**
 * bench() - measure parts, and print what came
 * @parts:	their names, NULL ends them; none: all
 *
 * Return: the worst that came of any.
 */
enum bench_outcome bench(char *const *parts)
{
	enum bench_outcome outcome, worst = BENCH_DONE;
	const struct part *part;
	unsigned int n;

	for (n = 0; parts[n]; n++)
		if (!find_part(parts[n]))
			return BENCH_UNKNOWN;
	for (part = all_parts; part->name; part++) {
		if (!is_wanted(part, parts))
			continue;
		outcome = run_part(part);
		if (outcome > worst)
			worst = outcome;
	}
	return worst;
}

/**
 * bench_print_parts() - for each part a line with its name and what it is about
 */
void bench_print_parts(void)
{
	const struct part *part;

	for (part = all_parts; part->name; part++)
		printf("  %-12s %s\n", part->name, part->what);
}
