// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Measures how long each call on a lane takes while all other threads are parked.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <hosted/hosted.h>
#include <hosted/user.h>

#include "crew.h"
#include "parts.h"

#define THREADS		4
#define PARK_MS		1000
#define CALLS		20000

static int compare_latency(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void print_latency(uint64_t *samples)
{
	qsort(samples, CALLS, sizeof(*samples), compare_latency);
	printf("  median %.0f ns, 99 %% %.0f ns, longest %.3f ms, of %u calls\n",
	       (double)samples[CALLS / 2], (double)samples[CALLS / 100 * 99],
	       (double)samples[CALLS - 1] / 1e6, CALLS);
}

/* All threads but that of the lane are parked from before the first call until after the last. */
static int measure_lane(uint64_t *samples)
{
	struct crew parked = { .num = THREADS - 1, .park_ms = PARK_MS, .wait = true };
	struct crew lane = {
		.num = 1, .lanes = 1, .wait = true, .samples = samples, .max_samples = CALLS,
	};

	if (crew_start(&lane) || crew_start(&parked))
		return -1;
	crew_go(&parked);
	crew_go(&lane);
	while (lane.calls < CALLS && !lane.failed)
		hosted_msleep(1);
	crew_join(&lane);
	crew_join(&parked);
	return lane.failed || parked.failed ? -1 : 0;
}

/**
 * bench_lane() - how long calls on a lane take while all other threads are parked
 */
enum bench_outcome bench_lane(void)
{
	uint64_t *samples = calloc(CALLS, sizeof(*samples));
	int rc = -1;

	if (samples && !crew_machine_on(THREADS)) {
		rc = measure_lane(samples);
		if (machine_off())
			rc = -1;
	}
	if (!rc)
		print_latency(samples);
	free(samples);
	return rc ? BENCH_BROKEN : BENCH_DONE;
}
