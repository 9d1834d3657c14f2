// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Takes the place of tests/module/suite.c, which shows a suite in debugfs: here cmocka runs it.
 */
#include <linux/module.h>
#include <linux/printk.h>

#include "suite.h"
#include "units.h"

int hosted_init_lanes_unit(void);
void hosted_exit_lanes_unit(void);

static struct suite *suite;
static struct suite_verdict verdict;

int suite_register(struct suite *s)
{
	suite = s;
	return 0;
}

void suite_unregister(struct suite *s)
{
	suite = NULL;
}

int units_init(void)
{
	return hosted_init_lanes_unit();
}

void units_exit(void)
{
	hosted_exit_lanes_unit();
}

unsigned int units_num(void)
{
	return suite->num;
}

const char *units_name(unsigned int n)
{
	return suite->test_name(n);
}

const char *units_run(unsigned int n)
{
	verdict = (struct suite_verdict){ };
	suite->run(n, &verdict);
	return suite_failed(&verdict) ? verdict.why : NULL;
}
