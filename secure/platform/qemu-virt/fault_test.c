// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * For test images only: faults of the trusted OS, which it has to report. FAULT_TEST is that one of
 * these functions that the image calls when a call wants random numbers, as that of Linux' driver
 * for them does. The linker puts __wrap_platform_random() in the place of platform_random().
 */
#include <secure/platform.h>

#include "../../kernel/arch.h"
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

/* An indirect branch into a function, behind the instruction that the function begins with */
void fault_branch(void)
{
	((void (*)(void))((u64)fault_abort + 4))();
}

/* A return address that has been overwritten, with that of a function */
void fault_return(void)
{
	u64 *record = __builtin_frame_address(0);

	record[1] = (u64)fault_abort;
	__asm__ volatile("" : : : "memory", "x30");
}

/* Outside of a call: the boot wants random numbers, too. */
void __wrap_platform_random(void *buf, size_t size)
{
	if (arch_current() != ARCH_NO_CONTEXT)
		FAULT_TEST();
	__real_platform_random(buf, size);
}
