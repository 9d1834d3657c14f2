/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Checks whether the driver has kept any memory.  The kernel must be booted with slub_debug=U, so
 * that it tells for each live slab object who allocated it.
 */
#ifndef TESTS_LEAK_H
#define TESTS_LEAK_H

#include <stdbool.h>

struct leak {
	long objects;	/* slab objects allocated by tee.ko and optee.ko */
	long fds;	/* of this process */
	long mem_kb;	/* MemAvailable */
};

long driver_objects(void);
void leak_mark(struct leak *l);
bool leak_settled(const struct leak *l);
void leak_check(const struct leak *l);	/* the test fails if there is a leak */

#endif
