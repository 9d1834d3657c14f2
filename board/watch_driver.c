// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches the driver, by its trace events: which calls wait for a thread.
 */
#include "optee_trace.h"
#include "watch.h"

static void wait_probe(void *data, const struct lane_call *call)
{
	watch_lane_wait(call, sizeof(*call));
}

/**
 * watch_driver_begin() - begin to listen to the driver's trace events
 *
 * After hosted_boot().
 *
 * Return: 0 or a negative errno.
 */
int watch_driver_begin(void)
{
	return register_trace_optee_lane_wait(wait_probe, NULL);
}

/**
 * watch_driver_end() - listen to the driver's trace events no more
 *
 * Before hosted_shutdown(), if it was begun.
 */
void watch_driver_end(void)
{
	unregister_trace_optee_lane_wait(wait_probe, NULL);
	tracepoint_synchronize_unregister();
}
