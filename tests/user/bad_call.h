/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Tests that are a table of bad calls: each case is one call, the one errno it
 * must get, and how often it is repeated to see that it leaves nothing behind.
 *
 * The errnos are those of the stock drivers of Linux 6.1 and 6.12, measured by
 * running these programs on them.
 */
#ifndef TESTS_BAD_CALL_H
#define TESTS_BAD_CALL_H

#include <string.h>
#include "tee.h"

#define MANY		4000	/* the driver itself says no */
#define SOME		200	/* the secure world has a part in it */

/* Of the newest kernels; older ones refuse less than that. */
#define MAX_ARG_SIZE	4096ul
#define KERNEL_ADDRESS	0xffff800008000000ull
#define NOBODYS_ID	0x7fffffff

struct bad_call {
	const char *name;
	int (*fn)(void);	/* 0 or -errno */
	int rc;
	int times;
	int (*fn_arg)(u64 arg);	/* instead of fn: one that many cases share */
	u64 arg;
};

#define CASE(fn, rc, times)	{ #fn, fn, rc, times, NULL, 0 }
#define CASE_ARG(fn, name, arg, rc, times) \
	{ #fn ": " name, NULL, rc, times, fn, arg }
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

/* A context to misuse, and another whose things are none of its business. */
extern struct context {
	int fd, shm_fd, shm_id;	/* shm: two pages */
	u32 session;	/* of the pseudo TA */
} me, other;

extern char *rw;	/* two pages, then nothing */
extern char *ro;	/* one page, not writable */

int ctl(unsigned long cmd, void *arg);
int ctl_buf(unsigned long cmd, void *p, u64 len);
struct invoke_arg *good_invoke(void *where);
struct open_arg *good_open(void *where);
void *read_only_copy(const void *p, size_t len);
int bad_call_main(int argc, char **argv, const char *group,
		  const struct bad_call *cases, size_t n);

#endif
