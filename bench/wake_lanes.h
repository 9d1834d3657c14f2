/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver's lanes with one thread and many calls that want it, none of which is a task. This
 * header stands between code of the kernel and code that includes no header of the kernel.
 */
#ifndef BENCH_WAKE_LANES_H
#define BENCH_WAKE_LANES_H

#include <stdbool.h>

int bench_lanes_fill(bool lane, unsigned int waiters);
void bench_lanes_leave(void);
int bench_lanes_queue(void);
int bench_lanes_drain(void);

#endif
