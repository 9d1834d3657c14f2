// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Measures a null invocation, and the parts of it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <hosted/hosted.h>

#include "bare.h"
#include "count.h"
#include "intruder.h"
#include "parts.h"
#include "worlds.h"

#define WARM_UP		100	/* calls after which the caches are filled */
#define REPEAT		8
#define ROUNDS		20
#define ROUND_TURNS	2000
#define PARK_MS		500	/* longer than it takes to time the row RPC */
#define PARK_COUNT_MS	60000	/* longer than it takes to count it, step by step */
/* for the whole call, as a multiple of the switch and the driver's work */
#define LIMIT		3.0

static struct client client;
static struct intruder intruder;

static int switch_worlds(void)
{
	bench_bare_switch();
	return 0;
}

static int answer_rpc(void)
{
	return intruder_answer(&intruder) ? 0 : -1;
}

static int call_null(void)
{
	return client_call(&client);
}

enum { SWITCH, RPC, DRIVER, WHOLE, ROWS };

/**
 * struct row - something that is measured
 * @name:	for people
 * @turn:	does it once; 0 or -1
 * @stub:	see worlds_stub()
 */
struct row {
	const char *name;
	int (*turn)(void);
	bool stub;
};

static const struct row rows[ROWS] = {
	[SWITCH] = { "world switch alone, there and back", switch_worlds },
	[RPC] = { "the same for an RPC: a thread is resumed, and asks again", answer_rpc },
	[DRIVER] = { "the driver alone: its SMC is answered at once", call_null, true },
	[WHOLE] = { "null invocation, ioctl to ioctl: driver and trusted OS", call_null },
};

static int count_row(const struct row *row)
{
	unsigned int n;
	int rc = 0;

	worlds_stub(row->stub);
	for (n = 0; n < WARM_UP && !rc; n++)
		rc = row->turn();
	for (n = 0; n < REPEAT && !rc; n++) {
		count_begin();
		rc = row->turn();
		count_end();
	}
	return rc;
}

/* Takes the best of some rounds, because the host may execute other programs meanwhile. */
static int time_row(const struct row *row, double *ns)
{
	unsigned int round, n;
	uint64_t begun, spent;
	int rc = 0;

	worlds_stub(row->stub);
	for (round = 0; round < ROUNDS && !rc; round++) {
		begun = hosted_time_ns();
		for (n = 0; n < ROUND_TURNS && !rc; n++)
			rc = row->turn();
		spent = hosted_time_ns() - begun;
		if (!round || (double)spent / ROUND_TURNS < *ns)
			*ns = (double)spent / ROUND_TURNS;
	}
	return rc;
}

/*
 * Start both worlds, with a client that makes the calls, and an intruder whose call is parked for
 * @park_ms.
 */
static int all_rows_on(unsigned int park_ms)
{
	if (bench_bare_boot() || worlds_on())
		return -1;
	return client_open(&client) || intruder_take(&intruder, park_ms) ? -1 : 0;
}

static int all_rows_off(void)
{
	intruder_give(&intruder);
	client_close(&client);
	return worlds_off();
}

/* This runs in a child process that ends with it, so the machine is not switched off. */
static int count_rows(void)
{
	unsigned int n;
	int rc = all_rows_on(PARK_COUNT_MS);

	for (n = 0; n < ROWS && !rc; n++)
		rc = count_row(&rows[n]);
	return rc;
}

static int time_rows(double ns[ROWS])
{
	unsigned int n;
	int rc = 0;

	if (all_rows_on(PARK_MS))
		return -1;
	for (n = 0; n < ROWS && !rc; n++)
		rc = time_row(&rows[n], &ns[n]);
	return all_rows_off() || rc ? -1 : 0;
}

/* A thread of the kernel can only add instructions, so the least count is the cost of the row. */
static double least_of(const unsigned long counts[REPEAT])
{
	unsigned long min = counts[0];
	unsigned int n;

	for (n = 1; n < REPEAT; n++)
		if (counts[n] < min)
			min = counts[n];
	return (double)min;
}

static double print_ratio(const double cost[ROWS])
{
	return cost[WHOLE] / (cost[SWITCH] + cost[DRIVER]);
}

static void print_null_rows(const double counts[ROWS], const double ns[ROWS])
{
	unsigned int n;

	printf("  %-58s instructions     ns\n", "");
	for (n = 0; n < ROWS; n++)
		printf("  %-58s %12.0f  %5.0f\n", rows[n].name, counts[n], ns[n]);
}

/**
 * bench_null() - a world switch, and a call that does nothing
 */
enum bench_outcome bench_null(void)
{
	unsigned long counted[ROWS][REPEAT];
	double counts[ROWS], ns[ROWS];
	unsigned int n;
	bool fits;

	if (count_instructions(count_rows, counted[0], ROWS * REPEAT) || time_rows(ns))
		return BENCH_BROKEN;
	for (n = 0; n < ROWS; n++)
		counts[n] = least_of(counted[n]);
	print_null_rows(counts, ns);
	fits = print_ratio(counts) < LIMIT;
	printf("  the invocation is %.2f times switch alone plus driver alone; in ns %.2f\n"
	       "  that has to be less than %.0f, in instructions: %s\n",
	       print_ratio(counts), print_ratio(ns), LIMIT, fits ? "it is" : "IT IS NOT");
	return fits ? BENCH_DONE : BENCH_FAILED;
}
