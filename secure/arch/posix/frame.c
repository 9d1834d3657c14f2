// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The first stack frame of a context, for each processor that can be a host.
 */
#include "arch_posix.h"

#if defined(__x86_64__)
/* rbp, rbx, r12 to r15, which are 0, and where to return to; see switch_x86_64.S. */
#define SAVED_WORDS	6

void *arch_first_frame(void *top, void (*entry)(void))
{
	u64 *sp = top;

	*--sp = 0; /* the return address of @entry, where backtraces end */
	*--sp = (u64)(uintptr_t)entry;
	sp -= SAVED_WORDS;
	memset(sp, 0, SAVED_WORDS * sizeof(*sp));
	return sp;
}
#elif defined(__aarch64__)
/* x19 to x30, d8 to d15; see switch_aarch64.S. */
#define SAVED_WORDS	20
#define SAVED_X30	11

void *arch_first_frame(void *top, void (*entry)(void))
{
	u64 *sp = top;

	sp -= SAVED_WORDS;
	memset(sp, 0, SAVED_WORDS * sizeof(*sp));
	sp[SAVED_X30] = (u64)(uintptr_t)entry;
	return sp;
}
#else
#error "No world switch for this processor"
#endif
