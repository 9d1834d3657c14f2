// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cores, and how the first of them boots.
 */
#include <secure/platform.h>

#include "aarch64.h"

struct core aarch64_cores[MAX_CORES];

_Alignas(STACK_STRIDE) u8 aarch64_core_stacks[MAX_CORES][STACK_STRIDE];
_Alignas(STACK_STRIDE) u8 aarch64_exception_stacks[MAX_CORES][STACK_STRIDE];

_Static_assert(sizeof(struct core) == CORE_SIZE, "entry.S knows the size");
_Static_assert(offsetof(struct core, stack) == CORE_STACK, "CORE_STACK");
_Static_assert(offsetof(struct core, context) == CORE_CONTEXT, "CORE_CONTEXT");
_Static_assert(offsetof(struct core, host_sp) == CORE_HOST_SP, "CORE_HOST_SP");

/**
 * aarch64_boot() - the part of boot with the MMU off: make the translation tables
 * @device_tree:	physical address of the device tree
 */
void aarch64_boot(u64 device_tree)
{
	unsigned int n;

	for (n = 0; n < MAX_CORES; n++)
		aarch64_cores[n].stack = aarch64_core_stacks[n] + STACK_STRIDE;
	mmu_init();
	platform_map(device_tree);
}

/* The value that GCC's stack protector puts below each return address and compares */
u64 __stack_chk_guard = 0x00000aff0a0d0000ULL;

void __stack_chk_fail(void)
{
	platform_panic("a stack frame has been overwritten");
}

/* The key of signed return addresses, the same on all cores: see pauth.S */
u64 aarch64_pauth_key[2];

/**
 * aarch64_boot_mapped() - the rest of boot, with the MMU on
 * @device_tree:	physical address of the device tree
 *
 * This function has no stack protector itself, because the value changes while it executes.
 */
__attribute__((no_stack_protector)) void aarch64_boot_mapped(u64 device_tree)
{
	platform_boot(device_tree);
	platform_random(&__stack_chk_guard, sizeof(__stack_chk_guard));
	platform_random(aarch64_pauth_key, sizeof(aarch64_pauth_key));
}

/* See aarch64.h. */
void arch_stop(void)
{
	for (;;)
		__asm__ volatile("msr daifset, #0xf; wfi");
}
