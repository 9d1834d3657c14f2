// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The random numbers of the machine. Tests with all services have their own.
 */
#include "world.h"

/* The numbers are the same in each run, so that tests which count work get the same counts. */
void platform_random(void *buf, size_t size)
{
	uint32_t x = 0x2545f491;
	uint8_t *at = buf;

	while (size--) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		*at++ = x >> 8;
	}
}
