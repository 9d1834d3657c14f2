// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs each test of driver/optee/lanes.c in every world it makes sense for.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

static char *only;
module_param(only, charp, 0444);
MODULE_PARM_DESC(only, "run only tests whose name contains this");

static const struct unit_test *const groups[] = {
	unit_lane_tests, unit_queue_tests, unit_request_tests, unit_release_tests,
	unit_loss_tests, unit_loss_lane_tests, unit_cancel_tests, unit_system_tests,
	unit_stress_tests,
};

static const char *const kind_names[] = {
	[DRIVER] = "driver enforced",
	[SECURE] = "secure world enforced",
	[SECRET] = "secure world enforced, threads unknown",
	[SIMPLE] = "threads unknown",
};

static const unsigned int thread_counts[] = { 1, 2, 3, 4, 16 };

static const struct unit_test *nth_test(unsigned int n)
{
	const struct unit_test *test;
	unsigned int g;

	for (g = 0; g < ARRAY_SIZE(groups); g++)
		for (test = groups[g]; test->name; test++)
			if (!n--)
				return test;
	return NULL;
}

static const char *test_name(unsigned int n)
{
	return nth_test(n)->name;
}

/* Clean up after a test as a driver would. Nothing must be left afterwards. */
static bool clean_up(struct world *w)
{
	unsigned int n, users;

	while (w->num_residents)
		world_unsettle(w);
	if (!actors_finish(w))
		return false;
	world_check(w);
	expect_eq(w, w->lanes.refused, w->refused);
	world_try_unknown(w, 0);
	users = world_count(w, &w->lanes.system_users);
	for (n = 0; n < users && !world_failed(w); n++)
		lanes_system_put(&w->lanes);
	for (n = 0; n < WORLD_SETS; n++)
		while (!lanes_release(&w->lanes, &w->set[n]))
			;
	if (!world_failed(w))
		world_check_idle(w);
	return true;
}

static void run_in(const struct unit_test *test, enum world_kind kind, unsigned int threads,
		   struct suite_verdict *verdict)
{
	struct world *w = world_create(kind, threads);

	if (!w) {
		suite_fail(verdict, "no memory");
		return;
	}
	test->fn(w);
	if (!clean_up(w)) {
		/* A thread still uses all this. */
		__module_get(THIS_MODULE);
		suite_fail(verdict, "a thread hangs and cannot be killed");
		return;
	}
	if (world_failed(w))
		suite_fail(verdict, "%u threads, %s: %s", threads, kind_names[kind],
			   w->verdict.why);
	world_destroy(w);
}

static void run_test(unsigned int n, struct suite_verdict *verdict)
{
	const struct unit_test *test = nth_test(n);
	enum world_kind kind;
	unsigned int t;

	for (kind = DRIVER; kind <= SIMPLE; kind++) {
		if (!(test->kinds & KIND(kind)))
			continue;
		for (t = 0; t < ARRAY_SIZE(thread_counts); t++) {
			unsigned int threads = thread_counts[t];

			if (threads < test->min || (test->max && threads > test->max))
				continue;
			run_in(test, kind, threads, verdict);
			if (suite_failed(verdict))
				return;
		}
	}
}

static struct suite unit_suite = {
	.name = "lanes_unit",
	.owner = THIS_MODULE,
	.test_name = test_name,
	.run = run_test,
};

static int __init unit_init(void)
{
	while (nth_test(unit_suite.num))
		unit_suite.num++;
	unit_suite.only = only;
	return suite_register(&unit_suite);
}
module_init(unit_init);

static void __exit unit_exit(void)
{
	suite_unregister(&unit_suite);
}
module_exit(unit_exit);

MODULE_DESCRIPTION("Tests of the lanes of optee.ko");
MODULE_AUTHOR("teelane authors");
MODULE_LICENSE("GPL");
