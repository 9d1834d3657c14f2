// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs the tests of driver/optee/lanes.c that tests/module runs in Linux, unchanged.
 * An argument picks those whose name contains it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <hosted/hosted.h>

#include "units.h"

static void run(void **state)
{
	const char *why = units_run((uintptr_t)*state);

	if (why)
		fail_msg("%s", why);
}

int main(int argc, char **argv)
{
	struct CMUnitTest *tests;
	unsigned int n;
	int rc;

	if (hosted_boot(NULL) || units_init())
		return 1;
	tests = calloc(units_num(), sizeof(*tests));
	if (!tests)
		return 1;
	for (n = 0; n < units_num(); n++)
		tests[n] = (struct CMUnitTest){
			.name = units_name(n),
			.test_func = run,
			.initial_state = (void *)(uintptr_t)n,
		};
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	rc = _cmocka_run_group_tests("lanes_unit", tests, units_num(), NULL, NULL);
	free(tests);
	units_exit();
	if (hosted_shutdown())
		return 1;
	return rc;
}
