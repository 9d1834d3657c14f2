// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * For test images only: faults of the trusted OS, which it has to report. FAULT_TEST is that one of
 * these functions that the image calls when it has booted.
 */
#include "qemu_virt.h"

#define DEPTH_MAX	64

/* A write to constants */
void fault_abort(void)
{
	__asm__ volatile("strb wzr, [%0]" : : "r" (const_start) : "memory");
}

static void fill_stack(unsigned int depth)
{
	u8 part[1024];

	if (depth)
		fill_stack(depth - 1);
	__asm__ volatile("" : : "r" (part) : "memory");
}

/* More than a stack has */
void fault_overflow(void)
{
	fill_stack(DEPTH_MAX);
}

/* An indirect branch into a function, behind the BTI instruction that the function begins with */
void fault_branch(void)
{
	((void (*)(void))((u64)fault_abort + 4))();
}

/* See qemu_virt.h. */
void fault_test(void)
{
	FAULT_TEST();
}
