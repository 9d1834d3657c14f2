/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The part of cmocka that the tests here use, for processors for which the build machine has no
 * cmocka: their tests run emulated. The first failed assertion ends the program.
 */
#ifndef TESTS_SECURE_CMOCKA_H
#define TESTS_SECURE_CMOCKA_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int is_in_range(uint64_t n, uint64_t min, uint64_t max)
{
	return n >= min && n <= max;
}

#define assert_true(cond)							\
	do {									\
		if (!(cond)) {							\
			printf("%s:%d: %s\n", __FILE__, __LINE__, #cond);	\
			exit(1);						\
		}								\
	} while (0)
#define assert_false(cond)		assert_true(!(cond))
#define assert_int_equal(a, b)		assert_true((uint64_t)(a) == (uint64_t)(b))
#define assert_int_not_equal(a, b)	assert_true((uint64_t)(a) != (uint64_t)(b))
#define assert_ptr_equal(a, b)		assert_true((a) == (b))
#define assert_string_equal(a, b)	assert_true(!strcmp(a, b))
#define assert_memory_equal(a, b, size)	assert_true(!memcmp(a, b, size))
#define assert_in_range(n, min, max)	assert_true(is_in_range(n, min, max))

struct CMUnitTest {
	const char *name;
	void (*test)(void **state);
	int (*setup)(void **state);
	int (*teardown)(void **state);
};

#define cmocka_unit_test(test)				{ #test, test, NULL, NULL }
#define cmocka_unit_test_setup(test, setup)		{ #test, test, setup, NULL }
#define cmocka_unit_test_setup_teardown(test, setup, teardown) \
	{ #test, test, setup, teardown }

static inline int run_tests(const struct CMUnitTest *tests, size_t num)
{
	size_t n;

	for (n = 0; n < num; n++) {
		void *state = NULL;

		if (tests[n].setup)
			tests[n].setup(&state);
		tests[n].test(&state);
		if (tests[n].teardown)
			tests[n].teardown(&state);
		printf("[       OK ] %s\n", tests[n].name);
	}
	return 0;
}

#define cmocka_run_group_tests(tests, setup, teardown) \
	run_tests(tests, sizeof(tests) / sizeof((tests)[0]))

#endif /* TESTS_SECURE_CMOCKA_H */
