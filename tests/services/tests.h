/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The groups of tests. Each function returns how many tests have failed.
 */
#ifndef TESTS_H
#define TESTS_H

int test_hmac(void);
int test_scmi_messages(void);
int test_scmi_channels(void);
int test_scmi_gates(void);
int test_storage(void);
int test_storage_answers(void);
int test_storage_withheld(void);
int test_storage_power(void);
int test_storage_quota(void);
int test_small(void);
int test_invoke_tests(void);
int test_fuzz(void);

#endif /* TESTS_H */
