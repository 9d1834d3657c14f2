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

/*
 * One world switch and its way back, of a yielding call. The fields, their types and
 * the format are those of the stock driver, for the scripts that read them. @param
 * tells which end belongs to which begin: it is where the call has its registers.
 */
TRACE_EVENT(optee_invoke_fn_begin,
	TP_PROTO(const unsigned long *param),
	TP_ARGS(param),
	TP_STRUCT__entry(
		__field(void *, param)
		__array(u32, args, 8)
	),
	TP_fast_assign(
		unsigned int n;

		__entry->param = (void *)param;
		for (n = 0; n < ARRAY_SIZE(__entry->args); n++)
			__entry->args[n] = param[n];
	),
	TP_printk("param=%p (%x, %x, %x, %x, %x, %x, %x, %x)", __entry->param,
		  __entry->args[0], __entry->args[1], __entry->args[2], __entry->args[3],
		  __entry->args[4], __entry->args[5], __entry->args[6], __entry->args[7])
);

TRACE_EVENT(optee_invoke_fn_end,
	TP_PROTO(const unsigned long *param, const struct arm_smccc_res *res),
	TP_ARGS(param, res),
	TP_STRUCT__entry(
		__field(void *, param)
		__array(unsigned long, rets, 4)
	),
	TP_fast_assign(
		__entry->param = (void *)param;
		__entry->rets[0] = res->a0;
		__entry->rets[1] = res->a1;
		__entry->rets[2] = res->a2;
		__entry->rets[3] = res->a3;
	),
	TP_printk("param=%p ret (%lx, %lx, %lx, %lx)", __entry->param,
		  __entry->rets[0], __entry->rets[1], __entry->rets[2], __entry->rets[3])
);

/* A call and its token. @session is there to tell the calls of one client apart. */
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
