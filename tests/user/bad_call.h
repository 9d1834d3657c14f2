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

#define MANY		4000	/* the driver refuses the call */
#define SOME		200	/* the secure world may take part in the call */

/* The limit of the newest kernels; older kernels refuse shorter arguments already. */
#define MAX_ARG_SIZE	4096ul
#define KERNEL_ADDRESS	0xffff800008000000ull
#define NOBODYS_ID	0x7fffffff

struct bad_call {
	const char *name;
	int (*fn)(void);	/* 0 or -errno */
	int rc;
	int times;
	int (*fn_arg)(u64 arg);	/* instead of fn: a function that several cases share */
	u64 arg;
};

#define CASE(fn, rc, times)	{ #fn, fn, rc, times, NULL, 0 }
#define CASE_ARG(fn, name, arg, rc, times) \
	{ #fn ": " name, NULL, rc, times, fn, arg }
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

/* The context that the cases misuse, and another, whose objects it must not reach. */
extern struct context {
	int fd, shm_fd, shm_id;	/* a shared memory object of two pages */
	u32 session;	/* with the pseudo TA */
} me, other;

extern char *rw;	/* two pages; the page behind them is not mapped */
extern char *ro;	/* one page, not writable */

int ctl(unsigned long cmd, void *arg);
int ctl_buf(unsigned long cmd, void *p, u64 len);
struct invoke_arg *good_invoke(void *where);
struct open_arg *good_open(void *where);
void *read_only_copy(const void *p, size_t len);
int bad_call_main(int argc, char **argv, const char *group,
		  const struct bad_call *cases, size_t n);

#endif
