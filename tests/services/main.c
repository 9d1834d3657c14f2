// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs all tests of services.
 */
#include "tests.h"

int main(void)
{
	int failed = 0;

	failed += test_hmac();
	failed += test_scmi_messages();
	failed += test_scmi_channels();
	failed += test_scmi_gates();
	failed += test_storage();
	failed += test_storage_answers();
	failed += test_storage_withheld();
	failed += test_storage_power();
	failed += test_storage_quota();
	failed += test_small();
	failed += test_invoke_tests();
	failed += test_fuzz();
	return failed ? 1 : 0;
}
