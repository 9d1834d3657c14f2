/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A list of tests that runs when its file in debugfs is read, and what a test
 * says: it states what must hold by expect() and goes on; the first that does
 * not hold is reported.
 */
#ifndef TEELANE_SUITE_H
#define TEELANE_SUITE_H

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/types.h>

struct dentry;
struct module;

/*
 * The time that a test waits for something that should happen soon. Only a test that fails waits so
 * long: a guest on a busy host can be many times as slow as usual.
 */
#define SUITE_PATIENCE	(60 * HZ)

/**
 * struct suite_verdict - what became of a test
 * @failed:	set with the first failure
 * @why:	the check that failed
 *
 * Zeroed: nothing is wrong so far.
 */
struct suite_verdict {
	atomic_t failed;
	char why[200];
};

/**
 * struct suite - tests with one subject
 * @name:	of the file /sys/kernel/debug/teelane-test/@name
 * @owner:	THIS_MODULE
 * @num:	how many tests there are
 * @only:	run only tests whose name has this in it, NULL or "": all
 * @test_name:	name of test @n
 * @run:	run test @n. Process context, may sleep.
 * @file:	for the suite module
 */
struct suite {
	const char *name;
	struct module *owner;
	unsigned int num;
	const char *only;
	const char *(*test_name)(unsigned int n);
	void (*run)(unsigned int n, struct suite_verdict *verdict);
	struct dentry *file;
};

int suite_register(struct suite *suite);
void suite_unregister(struct suite *suite);

__printf(2, 3) void suite_fail(struct suite_verdict *verdict, const char *fmt, ...);
bool suite_failed(const struct suite_verdict *verdict);
bool suite_expect(struct suite_verdict *verdict, bool ok, const char *what, const char *fn,
		  int line);
bool suite_expect_eq(struct suite_verdict *verdict, long got, long want, const char *what,
		     const char *fn, int line);
unsigned long suite_deadline(const struct suite_verdict *verdict);

/* @t has a member "verdict". True if @cond holds now. */
#define expect(t, cond)	\
	suite_expect(&(t)->verdict, cond, #cond, __func__, __LINE__)
/* True if @got, a number, is what it must be. */
#define expect_eq(t, got, want)	\
	suite_expect_eq(&(t)->verdict, got, want, #got, __func__, __LINE__)

/* Wait until @cond holds, up to the deadline of the test. True if @cond holds. */
#define until(t, cond)							\
({									\
	unsigned long until_ = suite_deadline(&(t)->verdict);		\
	bool ok_;							\
									\
	while (!(ok_ = (cond)) && time_before(jiffies, until_))	\
		usleep_range(50, 150);					\
	ok_;								\
})

#endif
