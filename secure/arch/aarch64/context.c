// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Contexts on a processor, each on a stack of its own.
 */
#include "../../kernel/arch.h"
#include "../../kernel/thread.h"
#include "aarch64.h"

#define DAIF_IRQ	0x80

_Alignas(STACK_STRIDE) u8 aarch64_context_stacks[SECURE_MAX_THREADS][STACK_STRIDE];

/* What aarch64_switch() keeps on the stack it leaves */
struct switch_frame {
	u64 x19_to_x28[10];
	u64 fp;
	u64 lr;
};

static struct {
	void (*main)(unsigned int id);
	void *sp[SECURE_MAX_THREADS];
} contexts;

/**
 * aarch64_this_core() - the core that executes this; interrupts are masked
 */
struct core *aarch64_this_core(void)
{
	return (struct core *)read_sysreg(tpidr_el1);
}

/* See arch.h. */
int arch_boot(unsigned int num, void (*main)(unsigned int id))
{
	unsigned int n;

	contexts.main = main;
	for (n = 0; n < num; n++) {
		u8 *top = aarch64_context_stacks[n] + STACK_STRIDE;
		struct switch_frame *frame = (struct switch_frame *)top - 1;

		memset(frame, 0, sizeof(*frame));
		frame->x19_to_x28[0] = n;
		frame->lr = (u64)aarch64_context_begin;
		contexts.sp[n] = frame;
	}
	return 0;
}

/* The first C function of a context, with interrupts unmasked. */
void aarch64_context_main(unsigned int id)
{
	contexts.main(id);
	__builtin_unreachable();
}

/* See arch.h. */
void arch_enter(unsigned int id)
{
	struct core *core = aarch64_this_core();

	core->context = id;
	aarch64_switch(&core->host_sp, contexts.sp[id]);
	if (core->quantum)
		quantum_end(NULL);
}

/* See arch.h. The core is looked up when nothing can move this context to another. */
void arch_leave(void)
{
	unsigned long before = arch_mask_interrupts();
	unsigned int id = arch_current();

	aarch64_switch(&contexts.sp[id], aarch64_this_core()->host_sp);
	arch_restore_interrupts(before);
}

/* See arch.h. The stack tells, which is the same on whatever core the caller goes on. */
unsigned int arch_current(void)
{
	u64 offset = (u64)__builtin_frame_address(0) - (u64)aarch64_context_stacks;

	return offset < sizeof(aarch64_context_stacks) ? offset / STACK_STRIDE : ARCH_NO_CONTEXT;
}

/*
 * See arch.h. CSEL depends on the comparison itself and not on what was predicted of it; behind
 * CSDB no instruction uses a predicted result of one before it.
 */
size_t arch_index(size_t index, size_t size)
{
	__asm__ volatile("cmp %0, %1; csel %0, %0, xzr, lo; hint #20 /* csdb */"
			 : "+r" (index) : "r" (size) : "cc");
	return index;
}

/* See arch.h. */
unsigned long arch_mask_interrupts(void)
{
	unsigned long before = read_sysreg(daif);

	__asm__ volatile("msr daifset, #3" : : : "memory");
	return before;
}

/*
 * See arch.h. IRQs and FIQs are unmasked together, also where FIQs were masked for a quantum: that
 * may have ended since they were masked here.
 */
void arch_restore_interrupts(unsigned long before)
{
	if (!(before & DAIF_IRQ))
		__asm__ volatile("msr daifclr, #3" : : : "memory");
}

/* An interrupt that is the normal world's, in a context; interrupts are masked. */
void aarch64_foreign_interrupt(struct exception_frame *frame)
{
	thread_preempt();
	quantum_begin(frame);
}

/* A secure interrupt, in a context or, @frame being NULL, from EL3; interrupts are masked. */
void aarch64_native_interrupt(struct exception_frame *frame)
{
	quantum_end(frame);
	platform_native_interrupt();
}
