/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Telling the observer.
 */
#ifndef KERNEL_TRACE_H
#define KERNEL_TRACE_H

#include <secure/secure.h>

extern const struct secure_trace *kernel_trace;

/* Evaluates its arguments, designated initializers, for an observer only. */
#define trace(...)								\
	do {									\
		if (kernel_trace)						\
			kernel_trace->event(kernel_trace->arg,			\
					    &(struct secure_event_info){ __VA_ARGS__ }); \
	} while (0)

#endif /* KERNEL_TRACE_H */
