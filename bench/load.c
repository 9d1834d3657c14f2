// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Many clients at a time. This measures how many calls they make, and how long it takes from the
 * end of a call to the end of the next one that waited. The time includes the threads of the host
 * and their wake-ups.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <hosted/hosted.h>
#include <hosted/user.h>

#include "crew.h"
#include "parts.h"

#define MAX_CLIENTS	64
#define RATE_MS		100
#define TASKS_MS	400

/* Wait until all but a few of @num calls are in the driver's queue. */
static void wait_for_queue(unsigned int num)
{
	char text[4096];

	while (num > 2 && hosted_sysfs_read("tee0", "lanes/waiting", text) > 0 &&
	       strtoul(text, NULL, 10) < num - 2)
		hosted_msleep(1);
}

/*
 * Returns the time of all CPUs in user mode, in ns: that of both worlds, without the host's kernel.
 */
static double user_ns(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_utime.tv_sec * 1e9 + (double)usage.ru_utime.tv_usec * 1e3;
}

/**
 * struct rate - calls of some clients
 * @num:	clients; fewer than asked for if the host has no room for more
 * @one_process: the clients are threads of one process, and wait for one thread of the trusted
 *		OS
 * @ms:		for how many milliseconds the calls are counted
 * @per_s:	how many calls were made per second
 * @user:	how many ns a call takes in user mode, that is, without the host's kernel
 */
struct rate {
	unsigned int num;
	bool one_process;
	unsigned int ms;
	double per_s;
	double user;
};

/* Measure the rate on a machine that is on. Returns 0, or -1 if something failed. */
static int measure_load(struct rate *rate)
{
	struct crew crew = { .num = rate->num, .one_process = rate->one_process };
	unsigned long calls;
	uint64_t begun;
	double user;

	if (crew_start(&crew))
		return -1;
	if (rate->one_process)
		wait_for_queue(crew.num);
	begun = hosted_time_ns();
	user = user_ns();
	calls = crew.calls;
	hosted_msleep(rate->ms);
	calls = crew.calls - calls;
	user = user_ns() - user;
	begun = hosted_time_ns() - begun;
	crew_join(&crew);
	rate->num = crew.num;
	if (crew.failed || !calls)
		return -1;
	rate->per_s = (double)calls * 1e9 / (double)begun;
	rate->user = user / (double)calls;
	return 0;
}

/* Measure and print one line of the table, for a trusted OS with @threads threads. */
static int measure_line(unsigned int threads)
{
	struct rate rate = { .ms = RATE_MS };
	unsigned int clients;
	int rc = 0;

	if (crew_machine_on(threads))
		return -1;
	printf("  T = %-2u  ", threads);
	for (clients = 1; clients <= MAX_CLIENTS && !rc; clients *= 2) {
		rate.num = clients;
		rc = measure_load(&rate);
		if (!rc)
			printf("%9.0f", rate.per_s);
	}
	printf("\n");
	fflush(stdout);
	return machine_off() || rc ? -1 : 0;
}

/**
 * bench_throughput() - calls per second of 1 to 64 clients
 */
enum bench_outcome bench_throughput(void)
{
	static const unsigned int threads[] = { 2, 4, 16, 0 };
	unsigned int n;

	printf("  clients ");
	for (n = 1; n <= MAX_CLIENTS; n *= 2)
		printf("%9u", n);
	printf("\n");
	for (n = 0; threads[n]; n++)
		if (measure_line(threads[n]))
			return BENCH_BROKEN;
	printf("  with %u cores; T: threads of the trusted OS\n", CREW_CORES);
	return BENCH_DONE;
}

/**
 * bench_tasks() - from the end of a call to that of the next one
 *
 * One token goes round among all who wait: each call ends with a wake-up.
 */
enum bench_outcome bench_tasks(void)
{
	static const unsigned int waiters[] = { 1, 100, 1000, 0 };
	struct rate rate = { .one_process = true, .ms = TASKS_MS };
	unsigned int n;
	int rc;

	printf("  waiters     ns  of which not in the host's kernel\n");
	for (n = 0; waiters[n]; n++) {
		if (crew_machine_on(1))
			return BENCH_BROKEN;
		rate.num = waiters[n] + 1;
		rc = measure_load(&rate);
		if (machine_off() || rc)
			return BENCH_BROKEN;
		printf("   %6u %6.0f  %33.0f\n", rate.num - 1, 1e9 / rate.per_s, rate.user);
		fflush(stdout);
	}
	printf("  ns: from the end of a call to that of the next one\n");
	return BENCH_DONE;
}
