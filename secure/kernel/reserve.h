/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The reservation policy: which calls may have a thread, and what can be set
 * aside for system calls. Arithmetic only; the caller serializes.
 */
#ifndef KERNEL_RESERVE_H
#define KERNEL_RESERVE_H

#include <secure/types.h>

/**
 * struct reserve - who has how many threads
 * @total:	threads there are
 * @reserved:	of these, set aside for system calls
 * @ordinary:	taken by ordinary calls
 * @system:	taken by system calls
 */
struct reserve {
	unsigned int total;
	unsigned int reserved;
	unsigned int ordinary;
	unsigned int system;
};

void reserve_init(struct reserve *r, unsigned int total);
bool reserve_enter(struct reserve *r, bool system);
void reserve_leave(struct reserve *r, bool system);
bool reserve_add(struct reserve *r);
bool reserve_remove(struct reserve *r);

#endif /* KERNEL_RESERVE_H */
