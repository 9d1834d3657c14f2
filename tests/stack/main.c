// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The contract (docs/contract.md), seen from both ends: the driver and the trusted OS
 * in one machine. An argument picks the tests whose name is like it.
 */
#include "world.h"

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	failed += _cmocka_run_group_tests("no call left", call_tests, num_call_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("frozen", freeze_tests, num_freeze_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("no memory", alloc_tests, num_alloc_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("held calls", rpc_tests, num_rpc_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("kills", kill_tests, num_kill_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("load", load_tests, num_load_tests, NULL, NULL);
	return failed;
}
