// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Random numbers.
 */
#include <stdlib.h>
#include <time.h>

#include "random.h"

uint32_t random_seed(void)
{
	const char *chosen = getenv("STACK_SEED");
	uint32_t seed = chosen ? (uint32_t)strtoul(chosen, NULL, 10) : (uint32_t)time(NULL);

	return seed ? seed : 1;
}

uint32_t random_next(uint32_t *seed)
{
	/* Marsaglia, "Xorshift RNGs", 2003 */
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Multiplied, since a state of the generator would only run behind the original. */
uint32_t random_fork(uint32_t *seed)
{
	return random_next(seed) * 2654435761u | 1;
}
