/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What was fixed at boot: what is offered to the normal world, and who observes.
 */
#ifndef KERNEL_CONFIG_H
#define KERNEL_CONFIG_H

#include <secure/secure.h>
#include <secure/types.h>

void config_set(const struct secure_config *cfg);
u32 config_announced_caps(void);
bool config_supports(u32 cap);
bool config_hides_thread_count(void);

extern const struct secure_trace *kernel_trace;

/*
 * Tell the observer of an event. The arguments, designated initializers, are evaluated only if
 * there is one.
 */
#define trace(...)								\
	do {									\
		if (kernel_trace)						\
			kernel_trace->event(kernel_trace->arg,			\
					    &(struct secure_event_info){ __VA_ARGS__ }); \
	} while (0)

#endif /* KERNEL_CONFIG_H */
