/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Trace events, below /sys/kernel/tracing/events/optee.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM optee

#if !defined(OPTEE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define OPTEE_TRACE_H

#include <linux/arm-smccc.h>
#include <linux/tracepoint.h>

#include "lanes.h"

/* One world switch and its way back, of a yielding call. */
TRACE_EVENT(optee_invoke_fn_begin,
	TP_PROTO(const unsigned long *reg),
	TP_ARGS(reg),
	TP_STRUCT__entry(
		__array(unsigned long, reg, 8)
	),
	TP_fast_assign(
		memcpy(__entry->reg, reg, sizeof(__entry->reg));
	),
	TP_printk("a0=%lx a1=%lx a2=%lx a3=%lx a4=%lx a5=%lx a6=%lx a7=%lx",
		  __entry->reg[0], __entry->reg[1], __entry->reg[2], __entry->reg[3],
		  __entry->reg[4], __entry->reg[5], __entry->reg[6], __entry->reg[7])
);

TRACE_EVENT(optee_invoke_fn_end,
	TP_PROTO(const struct arm_smccc_res *res),
	TP_ARGS(res),
	TP_STRUCT__entry(
		__field(unsigned long, a0)
		__field(unsigned long, a1)
		__field(unsigned long, a2)
		__field(unsigned long, a3)
	),
	TP_fast_assign(
		__entry->a0 = res->a0;
		__entry->a1 = res->a1;
		__entry->a2 = res->a2;
		__entry->a3 = res->a3;
	),
	TP_printk("a0=%lx a1=%lx a2=%lx a3=%lx",
		  __entry->a0, __entry->a1, __entry->a2, __entry->a3)
);

/* A call and its token. The session tells calls of one client apart. */
DECLARE_EVENT_CLASS(optee_lane,
	TP_PROTO(const struct lane_call *call),
	TP_ARGS(call),
	TP_STRUCT__entry(
		__field(const void *, call)
		__field(u32, session)
		__field(bool, system)
		__field(bool, lane)
	),
	TP_fast_assign(
		__entry->call = call;
		__entry->session = call->session;
		__entry->system = call->system;
		__entry->lane = !!call->lane;
	),
	TP_printk("call=%p session=%u system=%d token=%s", __entry->call, __entry->session,
		  __entry->system, __entry->lane ? "lane" : "ordinary")
);

DEFINE_EVENT(optee_lane, optee_lane_wait,
	TP_PROTO(const struct lane_call *call),
	TP_ARGS(call)
);

DEFINE_EVENT(optee_lane, optee_lane_grant,
	TP_PROTO(const struct lane_call *call),
	TP_ARGS(call)
);

DEFINE_EVENT(optee_lane, optee_lane_refused,
	TP_PROTO(const struct lane_call *call),
	TP_ARGS(call)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE optee_trace
#include <trace/define_trace.h>
