// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * A thread that was interrupted makes progress before it is interrupted again.
 *
 * If interrupts of the normal world come so fast that the next is there when a thread is resumed,
 * the thread would be suspended again before it has executed a single instruction, and its call
 * would never end. Therefore a thread that is resumed after an interrupt gets a quantum: its
 * interrupts of the normal world are masked until it has unmasked interrupts itself, as at the end
 * of a spinlock, or until the secure timer of this core says that the quantum is over.
 * What the platform code wants of that timer has to wait for as long.
 *
 * A thread with a quantum stays on its core. When it leaves, the quantum is over.
 */
#include <secure/platform.h>

#include "aarch64.h"

/* No interrupt of the normal world comes later than this because of a quantum. */
#define QUANTUM_US	20
#define US_PER_S	1000000

#define SPSR_F		0x40
#define TIMER_ENABLE	1

/**
 * quantum_begin() - the interrupted thread goes on, and shall get somewhere
 * @frame:	its registers; interrupts are masked
 */
void quantum_begin(struct exception_frame *frame)
{
	aarch64_this_core()->quantum = true;
	frame->spsr |= SPSR_F;
	write_sysreg(cntps_tval_el1, read_sysreg(cntfrq_el0) * QUANTUM_US / US_PER_S);
	write_sysreg(cntps_ctl_el1, TIMER_ENABLE);
}

/**
 * quantum_end() - the quantum of this core's thread is over, if it has one
 * @frame:	registers of the thread, to which the caller returns; NULL if it leaves
 *
 * Interrupts are masked.
 */
void quantum_end(struct exception_frame *frame)
{
	struct core *core = aarch64_this_core();

	if (!core->quantum)
		return;
	core->quantum = false;
	platform_set_timer();
	if (frame)
		frame->spsr &= ~(u64)SPSR_F;
}
