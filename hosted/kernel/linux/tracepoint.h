/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Trace points: a list of probes for each, and no ring buffer behind them.
 *
 * register_trace_NAME(probe, data) as in Linux: probe(data, arguments...) is called on the
 * spot, in whatever context the trace point is in, and must not sleep.
 */
#ifndef HOSTED_LINUX_TRACEPOINT_H
#define HOSTED_LINUX_TRACEPOINT_H

#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/types.h>

#define HOSTED_PROBES	4

/**
 * struct tracepoint - where probes are called
 * @name:	of the event
 * @num:	probes
 * @probe:	the probes, NULL: free; @data is valid where it is not
 * @data:	first argument of each
 */
struct tracepoint {
	const char *name;
	int num;
	void (*probe[HOSTED_PROBES])(void);
	void *data[HOSTED_PROBES];
};

int hosted_probe_add(struct tracepoint *tp, void (*probe)(void), void *data);
int hosted_probe_remove(struct tracepoint *tp, void (*probe)(void), void *data);
/* Wait until no probe that was removed runs any more. */
void tracepoint_synchronize_unregister(void);

#define TP_PROTO(...)		__VA_ARGS__
#define TP_ARGS(...)		__VA_ARGS__

/* TRACE_EVENT() and DEFINE_EVENT() declare; <trace/define_trace.h> defines. */
#define HOSTED_TRACE_DECLARE(name, proto, args)					\
	extern struct tracepoint __tracepoint_##name;				\
	static inline __attribute__((unused)) void trace_##name(proto)		\
	{									\
		struct tracepoint *tp_ = &__tracepoint_##name;			\
		void (*probe_)(void);						\
		int n_;								\
										\
		if (!READ_ONCE(tp_->num))					\
			return;							\
		rcu_read_lock();						\
		for (n_ = 0; n_ < HOSTED_PROBES; n_++) {			\
			probe_ = __atomic_load_n(&tp_->probe[n_], __ATOMIC_ACQUIRE);	\
			if (probe_)						\
				HOSTED_TRACE_CALL(probe_, proto)(tp_->data[n_], args);	\
		}								\
		rcu_read_unlock();						\
	}									\
	static inline __attribute__((unused)) int				\
	register_trace_##name(HOSTED_TRACE_PROBE(probe, proto), void *data)	\
	{									\
		return hosted_probe_add(&__tracepoint_##name, (void (*)(void))probe, data);	\
	}									\
	static inline __attribute__((unused)) int				\
	unregister_trace_##name(HOSTED_TRACE_PROBE(probe, proto), void *data)	\
	{									\
		return hosted_probe_remove(&__tracepoint_##name, (void (*)(void))probe,	\
					   data);				\
	}									\
	struct hosted_trace_semicolon

#define HOSTED_TRACE_PROBE(name, proto...)	void (*name)(void *data, proto)
#define HOSTED_TRACE_CALL(fn, proto...)		((void (*)(void *data, proto))fn)

#define TRACE_EVENT(name, proto, args, ...)					\
	HOSTED_TRACE_DECLARE(name, HOSTED_TRACE_PACK(proto), HOSTED_TRACE_PACK(args))
#define DECLARE_EVENT_CLASS(name, proto, args, ...)	struct hosted_trace_semicolon
#define DEFINE_EVENT(class, name, proto, args)					\
	HOSTED_TRACE_DECLARE(name, HOSTED_TRACE_PACK(proto), HOSTED_TRACE_PACK(args))
#define HOSTED_TRACE_PACK(...)	__VA_ARGS__

#endif
