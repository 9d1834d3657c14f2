/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The parts of bench(). Each switches the machine that it needs on, and off again.
 */
#ifndef BENCH_PARTS_H
#define BENCH_PARTS_H

#include "bench.h"

enum bench_outcome bench_null(void);
enum bench_outcome bench_wake(void);
enum bench_outcome bench_throughput(void);
enum bench_outcome bench_tasks(void);
enum bench_outcome bench_lane(void);

#endif
