/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The suite of tests/module/unit_*.c, from outside of the kernel.
 */
#ifndef TESTS_HOSTED_UNITS_H
#define TESTS_HOSTED_UNITS_H

int units_init(void);
void units_exit(void);
unsigned int units_num(void);
const char *units_name(unsigned int n);
/* NULL, or why the test failed; valid until the next. */
const char *units_run(unsigned int n);

#endif
