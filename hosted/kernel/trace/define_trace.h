/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The second pass over a header of trace events: where CREATE_TRACE_POINTS is
 * defined, it makes what the first pass declared.
 */
#ifdef CREATE_TRACE_POINTS
#undef CREATE_TRACE_POINTS

#undef TRACE_EVENT
#undef DECLARE_EVENT_CLASS
#undef DEFINE_EVENT
#define TRACE_EVENT(event, proto, args, ...)				\
	struct tracepoint __tracepoint_##event = { .name = #event }
#define DECLARE_EVENT_CLASS(event, ...)	struct hosted_trace_semicolon
#define DEFINE_EVENT(class, event, proto, args)				\
	struct tracepoint __tracepoint_##event = { .name = #event }

#define TRACE_HEADER_MULTI_READ
#define __HOSTED_TRACE_FILE(file)	__stringify(file.h)
#include __HOSTED_TRACE_FILE(TRACE_INCLUDE_FILE)
#undef TRACE_HEADER_MULTI_READ

#endif
