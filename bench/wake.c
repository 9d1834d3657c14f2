// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The cost of a wake-up: a call leaves, and its thread goes to the first call that waits, while a
 * given number of others wait, too.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <hosted/hosted.h>

#include "count.h"
#include "parts.h"
#include "wake_lanes.h"

#define ROUNDS		10
#define HAND_OVERS	20000
/*
 * For the last row, as a multiple of this one. It is not the first, because after one waiter the
 * queue is empty, and the call that leaves has less to do.
 */
#define LIMIT		1.1
#define LIMIT_ROW	1

#define ROWS		3

static const unsigned int waiters[ROWS] = { 1, 100, 10000 };

enum { ORDINARY, LANE, KINDS };

static int count_one(bool lane, unsigned int num)
{
	if (bench_lanes_fill(lane, num))
		return -1;
	count_begin();
	bench_lanes_leave();
	count_end();
	return bench_lanes_queue() | bench_lanes_drain();
}

static int count_all(void)
{
	unsigned int row;

	if (hosted_boot(NULL))
		return -1;
	for (row = 0; row < ROWS; row++)
		if (count_one(false, waiters[row]) || count_one(true, waiters[row]))
			return -1;
	return hosted_shutdown();
}

/* Measures the cost of a call that leaves and queues again, in the best of some rounds. */
static int time_one(bool lane, unsigned int num, double *ns)
{
	unsigned int round, n;
	uint64_t begun, spent;
	int rc = 0;

	if (bench_lanes_fill(lane, num))
		return -1;
	for (round = 0; round < ROUNDS && !rc; round++) {
		begun = hosted_time_ns();
		for (n = 0; n < HAND_OVERS && !rc; n++) {
			bench_lanes_leave();
			rc = bench_lanes_queue();
		}
		spent = hosted_time_ns() - begun;
		if (!round || (double)spent / HAND_OVERS < *ns)
			*ns = (double)spent / HAND_OVERS;
	}
	return bench_lanes_drain() || rc ? -1 : 0;
}

static int time_all(double ns[ROWS][KINDS])
{
	unsigned int row;
	int rc = 0;

	if (hosted_boot(NULL))
		return -1;
	for (row = 0; row < ROWS && !rc; row++)
		rc = time_one(false, waiters[row], &ns[row][ORDINARY]) ||
		     time_one(true, waiters[row], &ns[row][LANE]);
	return hosted_shutdown() || rc ? -1 : 0;
}

static void print_wake_rows(unsigned long counts[ROWS][KINDS], double ns[ROWS][KINDS])
{
	unsigned int row;

	printf("           an ordinary thread       a lane of their context\n"
	       "  waiters  instructions     ns      instructions     ns\n");
	for (row = 0; row < ROWS; row++)
		printf("   %6u  %12lu  %5.0f      %12lu  %5.0f\n", waiters[row],
		       counts[row][ORDINARY], ns[row][ORDINARY], counts[row][LANE],
		       ns[row][LANE]);
	printf("  instructions: of lanes_leave(); ns: with its caller queueing again\n");
}

static double growth_of(unsigned long counts[ROWS][KINDS], unsigned int kind)
{
	return (double)counts[ROWS - 1][kind] / (double)counts[LIMIT_ROW][kind];
}

/**
 * bench_wake() - handing a free thread to the first of 1 to 10,000 calls that wait
 */
enum bench_outcome bench_wake(void)
{
	unsigned long counts[ROWS][KINDS];
	double ns[ROWS][KINDS];
	bool flat;

	if (count_instructions(count_all, counts[0], ROWS * KINDS) || time_all(ns))
		return BENCH_BROKEN;
	print_wake_rows(counts, ns);
	flat = growth_of(counts, ORDINARY) < LIMIT && growth_of(counts, LANE) < LIMIT;
	printf("  %u waiters cost, in instructions, %.2f and %.2f times %u: %s\n",
	       waiters[ROWS - 1], growth_of(counts, ORDINARY), growth_of(counts, LANE),
	       waiters[LIMIT_ROW], flat ? "flat" : "NOT FLAT");
	return flat ? BENCH_DONE : BENCH_FAILED;
}
