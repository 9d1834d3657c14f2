/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What a scenario expects of its run.
 */
#ifndef CLI_EXPECT_H
#define CLI_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define EXPECT_CONDITIONS	16
#define EXPECT_CLIENT		32

enum expect_kind {
	EXPECT_OUTCOME,		/* the run ends so: done, deadlock, failed */
	EXPECT_END,		/* a client, or all of a kind, end so */
	EXPECT_COUNT,		/* a number of a client's, a kind's, or of all */
};

/**
 * struct expect_condition - one condition
 * @kind:	what it is about
 * @what:	EXPECT_OUTCOME: an enum run_outcome; EXPECT_END: an enum client_end;
 *		EXPECT_COUNT: index of the counter
 * @client:	name of a client, or of a section; "": all
 * @op:		EXPECT_COUNT: index of the comparison
 * @number:	EXPECT_COUNT: with what
 */
struct expect_condition {
	enum expect_kind kind;
	unsigned int what;
	char client[EXPECT_CLIENT];
	unsigned int op;
	unsigned long long number;
};

/**
 * struct expect - all conditions of a scenario
 * @conditions:	@num of them
 * @num:	0: the scenario does not say; then the work is to be done
 */
struct expect {
	struct expect_condition conditions[EXPECT_CONDITIONS];
	unsigned int num;
};

/* Indices into expect_counters */
enum expect_counter {
	COUNT_CALLS,
	COUNT_LATE,
	COUNT_RETRIED,
	COUNT_REFUSED,
};

extern const char *const expect_ops[];
extern const char *const expect_counters[];

struct result;

void expect_allowed(FILE *out);
int expect_parse(struct expect *expect, const char *text);
unsigned int expect_size(const struct expect *expect);
bool expect_holds(const struct expect *expect, unsigned int n, const struct result *res,
		  char *wanted, char *came, size_t size);
bool expect_all(const struct expect *expect, const struct result *res);
bool expect_print(const struct expect *expect, const struct result *res, FILE *out);

#endif
