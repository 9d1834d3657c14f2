/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The lane budget of a scenario: who sets how many thread contexts aside, and what is left.
 */
#ifndef CLI_BUDGET_H
#define CLI_BUDGET_H

#include <stdbool.h>
#include <stdio.h>

#include "scenario.h"

#define BUDGET_SHARES	(SCENARIO_CLIENTS + SCENARIO_BUSES + 2)

/**
 * struct budget - the thread contexts of the trusted OS
 * @threads:	how many there are
 * @shares:	@num of them: who has lanes, and how many
 * @lanes:	lanes of all
 * @needed:	threads with which this would be possible: one at least is for ordinary calls
 */
struct budget {
	unsigned int threads;
	struct budget_share {
		const char *name;
		unsigned int lanes;
	} shares[BUDGET_SHARES];
	unsigned int num;
	unsigned int lanes;
	unsigned int needed;
};

void budget_of(struct budget *budget, const struct scenario *sc);
bool budget_is_possible(const struct budget *budget);
void budget_text(const struct budget *budget, char *buf, size_t size);

#endif
