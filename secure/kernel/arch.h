/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the kernel wants of the processor: contexts that can be left and entered
 * again, one for each thread, each with a stack of its own.
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
 * whatever core. What was known about "this core" is void then.
 */
void arch_leave(void);

/**
 * arch_current() - the context this core executes
 *
 * Return: its id or ARCH_NO_CONTEXT.
 */
unsigned int arch_current(void);

#endif /* KERNEL_ARCH_H */
