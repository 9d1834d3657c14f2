/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Measures what calls, wake-ups and lanes cost.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

enum bench_outcome {
	BENCH_DONE,
	BENCH_FAILED,	/* a call costs more than we promise */
	BENCH_UNKNOWN,	/* there is no such part */
	BENCH_BROKEN,	/* something does not work, so nothing was measured */
};

/**
 * bench() - measure, and print tables
 * @parts:	names of those wanted, and NULL; none: all
 *
 * To be called by the first thread of the program, while the program has no other.
 *
 * Counts of instructions hardly differ from run to run, so they are judged; times are not.
 *
 * Return: the worst that came.
 */
enum bench_outcome bench(char *const *parts);
void bench_print_parts(void);

#endif
