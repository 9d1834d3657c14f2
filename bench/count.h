/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Counts instructions where a host has no counters for that: a process is made to execute them one
 * by one.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

int count_instructions(int (*fn)(void), unsigned long *counts, unsigned int num);
void count_begin(void);
void count_end(void);

#endif
