// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The verdict of a test.
 */
#include <linux/kernel.h>
#include <linux/module.h>

#include "suite.h"

enum { GOOD, FAILING, FAILED };

/**
 * suite_fail() - the test has failed
 * @verdict:	its verdict
 * @fmt:	why; only the first reason is kept
 *
 * Any context, also several threads at a time.
 */
void suite_fail(struct suite_verdict *verdict, const char *fmt, ...)
{
	va_list args;

	if (atomic_cmpxchg(&verdict->failed, GOOD, FAILING) != GOOD)
		return;
	va_start(args, fmt);
	vscnprintf(verdict->why, sizeof(verdict->why), fmt, args);
	va_end(args);
	atomic_set_release(&verdict->failed, FAILED);
}
EXPORT_SYMBOL_GPL(suite_fail);

/**
 * suite_failed() - has anything been wrong?
 * @verdict:	the test's verdict
 *
 * Return: true if so.
 */
bool suite_failed(const struct suite_verdict *verdict)
{
	return atomic_read_acquire(&verdict->failed) != GOOD;
}
EXPORT_SYMBOL_GPL(suite_failed);

/* For expect(). */
bool suite_expect(struct suite_verdict *verdict, bool ok, const char *what, const char *fn,
		  int line)
{
	if (!ok)
		suite_fail(verdict, "%s:%d: not: %s", fn, line, what);
	return ok;
}
EXPORT_SYMBOL_GPL(suite_expect);

/* For expect_eq(). */
bool suite_expect_eq(struct suite_verdict *verdict, long got, long want, const char *what,
		     const char *fn, int line)
{
	if (got != want)
		suite_fail(verdict, "%s:%d: %s is %ld, must be %ld", fn, line, what, got, want);
	return got == want;
}
EXPORT_SYMBOL_GPL(suite_expect_eq);

/**
 * suite_deadline() - how long a test may wait for something
 * @verdict:	its verdict
 *
 * Return: jiffies. A test that has failed is not to take long.
 */
unsigned long suite_deadline(const struct suite_verdict *verdict)
{
	return jiffies + (suite_failed(verdict) ? HZ / 50 : SUITE_PATIENCE);
}
EXPORT_SYMBOL_GPL(suite_deadline);
