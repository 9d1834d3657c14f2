// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Counts the live objects of the driver.  In /sys/kernel/debug/slab/CACHE/alloc_traces each place
 * in the kernel that live objects of CACHE come from has a line:
 *	    12 optee_open_session+0x84/0x2c0 [optee] age=...
 * The lines of a stack trace follow, and these have no count.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tee.h"
#include "leak.h"

#define SLAB	"/sys/kernel/debug/slab"
#define MEM_NOISE_KB	(14 * (long)sysconf(_SC_PAGESIZE) / 4)	/* slabs that stay partly filled */
#define OBJECT_NOISE	4	/* threads that tee-supplicant may have started */
#define FREE_DEFERRED_MS 10000	/* kfree_rcu() alone delays a free by 5 s */

static long count_objects(const char *cache, bool print)
{
	char path[400], line[512], *end;
	long n, sum = 0;
	FILE *f;

	snprintf(path, sizeof(path), SLAB "/%s/alloc_traces", cache);
	f = fopen(path, "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		n = strtol(line, &end, 10);
		if (end == line ||
		    (!strstr(line, "[tee]") && !strstr(line, "[optee]")))
			continue;
		sum += n;
		if (print)
			print_message("   %s:%s", cache, line);
	}
	fclose(f);
	return sum;
}

static long all_objects(bool print)
{
	DIR *d = opendir(SLAB);
	struct dirent *e;
	long sum = 0;

	if (!d)
		fail_msg(SLAB ": %s", strerror(errno));
	while ((e = readdir(d)))
		if (!strncmp(e->d_name, "kmalloc-", 8))
			sum += count_objects(e->d_name, print);
	closedir(d);
	/*
	 * The driver has allocated objects for its device, so a sum of 0 means that the file tells
	 * nothing.
	 */
	if (!sum)
		fail_msg("no allocation traces: is slub_debug=U set?");
	return sum;
}

long driver_objects(void)
{
	return all_objects(false);
}

static long fd_count(void)
{
	DIR *d = opendir("/proc/self/fd");
	long n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static long mem_available_kb(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = -1;

	assert_non_null(f);
	while (kb < 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %ld", &kb) != 1)
			kb = -1;
	fclose(f);
	return kb;
}

void leak_mark(struct leak *l)
{
	l->objects = driver_objects();
	l->fds = fd_count();
	l->mem_kb = mem_available_kb();
}

static long mem_gone_kb(const struct leak *l)
{
	return l->mem_kb - mem_available_kb();
}

/* Wait for memory that is freed late: by a worker, or after an RCU grace period. */
bool leak_settled(const struct leak *l)
{
	double t0 = now_ms();

	do {
		if (fd_count() == l->fds && mem_gone_kb(l) < MEM_NOISE_KB &&
		    driver_objects() <= l->objects + OBJECT_NOISE)
			return true;
		sleep_ms(100);
	} while (now_ms() - t0 < FREE_DEFERRED_MS * SLOW_HOST);
	return false;
}

void leak_check(const struct leak *l)
{
	if (leak_settled(l))
		return;
	all_objects(true);
	fail_msg("%ld objects of the driver, had %ld; %ld descriptors, had %ld; %ld kB gone",
		 driver_objects(), l->objects, fd_count(), l->fds,
		 mem_gone_kb(l));
}
