/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Random numbers that can be had again: STACK_SEED in the environment repeats them.
 */
#ifndef TESTS_STACK_RANDOM_H
#define TESTS_STACK_RANDOM_H

#include <stdint.h>

/* The seed of a whole test: STACK_SEED, or the time. Never 0. */
uint32_t random_seed(void);

/* A random number, and the next state of @seed, which is not 0 */
uint32_t random_next(uint32_t *seed);

/* A seed for one of several actors: no two of them go through the same numbers. */
uint32_t random_fork(uint32_t *seed);

#endif
