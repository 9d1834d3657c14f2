/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the kernel needs from the processor: contexts that can be left and entered
 * again, one for each thread, each with a stack of its own.
 *
 * A context executes with interrupts unmasked, except for where it masks them. On an interrupt of
 * the normal world the architecture calls thread_preempt() on the context's stack,
 * with interrupts masked; the context may be resumed on another core afterwards. Outside of
 * contexts interrupts are masked. An architecture without interrupts never calls it.
 */
#ifndef KERNEL_ARCH_H
#define KERNEL_ARCH_H

#include <secure/types.h>

#define ARCH_NO_CONTEXT		(~0U)

/**
 * arch_boot() - make contexts
 * @num:	how many; 0 to @num - 1 exist from now on, and those of an earlier boot no longer
 * @main:	what each executes when it is first entered; never returns
 *
 * Return: 0, or -1 if there is no memory for the stacks.
 */
int arch_boot(unsigned int num, void (*main)(unsigned int id));

/**
 * arch_enter() - execute a context on this core, until it leaves
 * @id:		which; on no core now
 */
void arch_enter(unsigned int id);

/**
 * arch_leave() - leave the context this core executes
 *
 * arch_enter() returns there, and this function returns when the context is entered again, on
 * whatever core. What was known about "this core" is void then. It masks interrupts while it
 * switches; afterwards they are as the caller had them.
 */
void arch_leave(void);

/**
 * arch_current() - the context this core executes
 *
 * The answer is right also if the caller is preempted meanwhile and resumed on another core.
 *
 * Return: its id or ARCH_NO_CONTEXT.
 */
unsigned int arch_current(void);

/**
 * arch_mask_interrupts() - mask interrupts on this core
 *
 * Return: for arch_restore_interrupts(): what was masked before.
 */
unsigned long arch_mask_interrupts(void);

/**
 * arch_restore_interrupts() - undo one arch_mask_interrupts(), the last one
 * @before:	what it returned
 */
void arch_restore_interrupts(unsigned long before);

/**
 * arch_index() - the same index, and no other while a core executes past a bounds check
 * @index:	that the normal world has chosen; a check that it is less than @size comes before
 * @size:	bound, not 0
 *
 * A processor that predicts the check executes what follows with an index that is too large, and
 * what it loads there can be told from the state of its caches. Where the processor predicts, this
 * function gives it 0 instead.
 *
 * Return: @index, or 0 if it is not less than @size.
 */
size_t arch_index(size_t index, size_t size);

#endif /* KERNEL_ARCH_H */
