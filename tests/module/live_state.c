// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What is done before and after each test, and the driver's counters.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "live.h"

static const char *const counter_names[LIVE_COUNTERS] = {
	[TOTAL] = "total",
	[RESERVED] = "reserved",
	[BUSY] = "busy",
	[WAITING] = "waiting",
	[REFUSED] = "refused",
};

/* Read a counter of the driver in sysfs. Returns -1 if it cannot be read. */
int live_lanes(struct live *live, enum live_counter counter)
{
	char text[16] = "";
	loff_t pos = 0;
	int value;

	if (kernel_read(live->counter[counter], text, sizeof(text) - 1, &pos) <= 0 ||
	    kstrtoint(strim(text), 10, &value)) {
		suite_fail(&live->verdict, "cannot read lanes/%s", counter_names[counter]);
		return -1;
	}
	return value;
}

static bool open_counters(struct live *live)
{
	struct file *file;
	char path[64];
	int n;

	for (n = 0; n < LIVE_COUNTERS; n++) {
		scnprintf(path, sizeof(path), "/sys/class/tee/tee0/lanes/%s", counter_names[n]);
		file = filp_open(path, O_RDONLY, 0);
		if (IS_ERR(file)) {
			suite_fail(&live->verdict, "no %s: %ld", path, PTR_ERR(file));
			return false;
		}
		live->counter[n] = file;
	}
	return true;
}

static void close_counters(struct live *live)
{
	int n;

	for (n = 0; n < LIVE_COUNTERS; n++)
		if (live->counter[n])
			filp_close(live->counter[n], NULL);
}

/* Check that no call is under way before the test. Returns false if the test cannot be made. */
bool live_begin(struct live *live)
{
	INIT_LIST_HEAD(&live->clients);
	INIT_LIST_HEAD(&live->tasks);
	if (!open_counters(live)) {
		close_counters(live);
		return false;
	}
	live->threads = live_lanes(live, TOTAL);
	live->refused = live_lanes(live, REFUSED);
	expect(live, live->threads >= 2);
	expect_eq(live, live_lanes(live, RESERVED), 0);
	return true;
}

/* All calls return, all contexts are closed, and the counters are back. */
void live_end(struct live *live)
{
	struct client *c, *next;

	tasks_end(live);
	list_for_each_entry_safe(c, next, &live->clients, node)
		client_close(c);
	expect(live, until(live, !live_lanes(live, RESERVED)));
	expect(live, until(live, !live_lanes(live, BUSY)));
	expect(live, until(live, !live_lanes(live, WAITING)));
	expect_eq(live, live_lanes(live, REFUSED), live->refused);
	close_counters(live);
}
