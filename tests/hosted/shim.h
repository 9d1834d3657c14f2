/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Tests of the hosted kernel itself. They are kernel code and include the headers that the driver
 * does.
 */
#ifndef TESTS_HOSTED_SHIM_H
#define TESTS_HOSTED_SHIM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

/* Boots before each test; nothing may be left after it. */
int shim_boot(void **state);
int shim_shutdown(void **state);

#define SHIM_TEST(fn)	cmocka_unit_test_setup_teardown(fn, shim_boot, shim_shutdown)

/* Sleep until @cond is true; if that takes too long, the test fails. */
#define until(cond)							\
do {									\
	unsigned long end_ = jiffies + 20 * HZ;				\
	bool ok_;							\
									\
	while (!(ok_ = (cond)) && time_before(jiffies, end_))		\
		usleep_range(100, 200);					\
	_assert_true(ok_, #cond, __FILE__, __LINE__);			\
} while (0)

extern const struct CMUnitTest table_tests[], sleep_tests[], defer_tests[], mem_tests[];
extern const unsigned int num_table_tests, num_sleep_tests, num_defer_tests, num_mem_tests;

#endif
