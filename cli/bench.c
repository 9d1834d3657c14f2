// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What it costs: world switches, calls, wake-ups. On machines that nobody watches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <hosted/hosted.h>
#include <hosted/user.h>

#include "bench.h"
#include "bench_worker.h"
#include "intruder.h"
#include "machine.h"

#define CORES		2
#define SWITCH_MS	500
#define CALL_MS		500
#define RATE_MS		100
#define WAKE_MS		400
#define LANE_CALLS	20000

static int machine(unsigned int threads)
{
	const struct machine_config cfg = {
		.threads = threads,
		.cores = CORES,
		.unwatched = true,
		.log_level = 3,
	};

	return machine_on(&cfg);
}

/* From the normal world to a suspended thread and back, nothing in between. */
static int switches(void)
{
	struct intruder in;
	unsigned long n = 0;
	uint64_t begun;

	if (machine(2))
		return -1;
	if (intruder_take(&in, SWITCH_MS)) {
		machine_off();
		return -1;
	}
	begun = hosted_time_ns();
	while (intruder_answer(&in))
		n++;
	printf("world switch, there and back, for an RPC: %.0f ns\n",
	       (double)(hosted_time_ns() - begun) / (double)(n + 1));
	intruder_give(&in);
	return machine_off();
}

/* Wait until all but a few of @num calls are in the driver's queue. */
static void wait_for_queue(unsigned int num)
{
	char text[4096];

	while (num > 2 && hosted_sysfs_read("tee0", "lanes/waiting", text) > 0 &&
	       strtoul(text, NULL, 10) < num - 2)
		hosted_msleep(1);
}

/* Time of all CPUs in user mode, ns: both worlds, but not the host's kernel. */
static double user_ns(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_utime.tv_sec * 1e9 + (double)usage.ru_utime.tv_usec * 1e3;
}

/*
 * Calls of @num clients in @ms on a machine that is on. Returns how many in a second,
 * or 0 if something failed; @user: time of a call that is not the host's.
 */
static double count_calls(unsigned int *num, bool one_process, unsigned int ms, double *user)
{
	struct crew crew = { .num = *num, .one_process = one_process };
	unsigned long calls;
	uint64_t begun;

	if (crew_start(&crew))
		return 0;
	if (one_process)
		wait_for_queue(crew.num);
	begun = hosted_time_ns();
	*user = user_ns();
	calls = crew.calls;
	hosted_msleep(ms);
	calls = crew.calls - calls;
	*user = calls ? (user_ns() - *user) / (double)calls : 0;
	begun = hosted_time_ns() - begun;
	crew_join(&crew);
	*num = crew.num;
	return crew.failed ? 0 : (double)calls * 1e9 / (double)begun;
}

static int null_call(void)
{
	unsigned int one = 1;
	double rate, user;

	if (machine(2))
		return -1;
	rate = count_calls(&one, false, CALL_MS, &user);
	if (rate > 0)
		printf("null invocation, ioctl to ioctl: %.0f ns\n\n", 1e9 / rate);
	return machine_off() || rate <= 0 ? -1 : 0;
}

static int throughput(void)
{
	static const unsigned int threads[] = { 2, 4, 16, 0 };
	unsigned int t, clients, num;
	double user;
	int rc = 0;

	printf("null invocations per second, %u cores\nclients ", CORES);
	for (clients = 1; clients <= 64; clients *= 2)
		printf("%9u", clients);
	for (t = 0; !rc && threads[t]; t++) {
		rc = machine(threads[t]);
		if (rc)
			break;
		printf("\nT = %-4u", threads[t]);
		for (clients = 1; clients <= 64; clients *= 2) {
			num = clients;
			printf("%9.0f", count_calls(&num, false, RATE_MS, &user));
		}
		rc = machine_off();
	}
	printf("\n\n");
	return rc;
}

/* One token goes round among all who wait: each call ends with a wake-up. */
static int wakes(void)
{
	static const unsigned int waiters[] = { 1, 100, 1000, 0 };
	double rate, user;
	unsigned int n, num;

	printf("one thread for all: from the end of a call to that of the next one\n");
	for (n = 0; waiters[n]; n++) {
		if (machine(1))
			return -1;
		num = waiters[n] + 1;
		rate = count_calls(&num, true, WAKE_MS, &user);
		if (rate > 0)
			printf("%6u waiters: %8.0f ns, %6.0f ns of that not in the host's kernel\n",
			       num - 1, 1e9 / rate, user);
		fflush(stdout);
		if (machine_off() || rate <= 0)
			return -1;
	}
	printf("\n");
	return 0;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void print_latency(uint64_t *samples, unsigned long num)
{
	qsort(samples, num, sizeof(*samples), compare);
	printf("a lane, all ordinary threads parked: median %.0f ns, ", (double)samples[num / 2]);
	printf("99 %% %.0f ns, longest %.3f ms, of %lu calls\n",
	       (double)samples[num / 100 * 99], (double)samples[num - 1] / 1e6, num);
}

static int lane_latency(void)
{
	struct crew parked = { .num = 3, .park_ms = 1000, .wait = true };
	struct crew lane = { .num = 1, .lanes = 1, .wait = true, .max_samples = LANE_CALLS };
	int rc = -1;

	lane.samples = calloc(LANE_CALLS, sizeof(*lane.samples));
	if (!lane.samples || machine(4))
		goto out;
	rc = crew_start(&lane) ? -1 : crew_start(&parked);
	if (!rc) {
		crew_go(&parked);
		crew_go(&lane);
		while (lane.calls < LANE_CALLS && !lane.failed)
			hosted_msleep(1);
		crew_join(&lane);
		crew_join(&parked);
		rc = lane.failed || parked.failed ? -1 : 0;
	}
	if (!rc)
		print_latency(lane.samples, LANE_CALLS);
	if (machine_off())
		rc = -1;
out:
	free(lane.samples);
	return rc;
}

int bench(void)
{
	static int (*const parts[])(void) = {
		switches, null_call, throughput, wakes, lane_latency, NULL,
	};
	unsigned int n;

	for (n = 0; parts[n]; n++) {
		if (parts[n]()) {
			printf("the machine does not work\n");
			return -1;
		}
		fflush(stdout);
	}
	return 0;
}
