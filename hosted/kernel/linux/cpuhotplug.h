/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * CPUs that come and go: here, all are there from the first.
 */
#ifndef HOSTED_LINUX_CPUHOTPLUG_H
#define HOSTED_LINUX_CPUHOTPLUG_H

#include <linux/types.h>

enum cpuhp_state { CPUHP_AP_ONLINE_DYN = 100 };

int cpuhp_setup_state_multi(enum cpuhp_state state, const char *name,
			    int (*startup)(unsigned int cpu, struct hlist_node *node),
			    int (*teardown)(unsigned int cpu, struct hlist_node *node));
int cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node);
void cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node);
void cpuhp_remove_multi_state(enum cpuhp_state state);

#endif
