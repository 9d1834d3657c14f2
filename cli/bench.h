/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What it costs.
 */
#ifndef CLI_BENCH_H
#define CLI_BENCH_H

/**
 * bench() - measure, and print tables
 *
 * By the first thread of the program. Takes about 10 seconds.
 *
 * Return: 0; -1 if a machine does not work.
 */
int bench(void);

#endif
