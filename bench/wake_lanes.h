/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver's lanes with one thread and many calls that want it, none of which is a
 * task. Between code of the kernel and code that sees no kernel header.
 */
#ifndef BENCH_WAKE_LANES_H
#define BENCH_WAKE_LANES_H

#include <stdbool.h>

/**
 * bench_lanes_fill() - one call has the thread, and others wait for it
 * @lane:	all are of one context, and the thread is its lane; false: they are of
 *		many, which have no lanes
 * @waiters:	how many wait
 *
 * The kernel is up, and the caller is one of its tasks.
 *
 * Return: 0 or -1.
 */
int bench_lanes_fill(bool lane, unsigned int waiters);

/* The call that has the thread leaves: what is measured. */
void bench_lanes_leave(void);

/* It queues again, as the last. 0; -1: the thread did not go to the first that waited. */
int bench_lanes_queue(void);

/* All leave, one after the other. 0; -1: somebody has not got the thread. */
int bench_lanes_drain(void);

#endif
