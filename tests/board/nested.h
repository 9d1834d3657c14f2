/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef TESTS_BOARD_NESTED_H
#define TESTS_BOARD_NESTED_H

/* How many have failed */
int nested_tests(void);

#endif
