// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver on the hosted kernel, in front of a fake trusted OS. An argument
 * picks the tests whose name is like it.
 */
#include "user.h"

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	failed += _cmocka_run_group_tests("calls", call_tests, num_call_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("sessions", session_tests, num_session_tests, NULL,
					  NULL);
	failed += _cmocka_run_group_tests("shm", shm_tests, num_shm_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("exit", exit_tests, num_exit_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("kernel client", kernel_tests, num_kernel_tests, NULL,
					  NULL);
	failed += _cmocka_run_group_tests("kernel client and supplicant", kernel_supp_tests,
					  num_kernel_supp_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("bare driver", bare_tests, num_bare_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("slots", slot_tests, num_slot_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("lanes", lane_tests, num_lane_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("supplicant", supp_tests, num_supp_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("shutdown", shutdown_tests, num_shutdown_tests, NULL,
					  NULL);
	return failed;
}
