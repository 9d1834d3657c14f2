// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The hosted kernel's own tests.
 */
#include <stdlib.h>

#include "shim.h"

#include <hosted/hosted.h>

int shim_boot(void **state)
{
	int rc = hosted_boot(NULL);

	/* A test that has failed leaves its machine running, so no other test can be made. */
	if (rc == -EBUSY)
		exit(1);
	return rc;
}

int shim_shutdown(void **state)
{
	return hosted_shutdown();
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	failed += _cmocka_run_group_tests("tables", table_tests, num_table_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("sleep", sleep_tests, num_sleep_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("defer", defer_tests, num_defer_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("memory", mem_tests, num_mem_tests, NULL, NULL);
	return failed;
}
