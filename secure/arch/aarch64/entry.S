/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The entries for opteed, TF-A's secure payload dispatcher, and the answers to it.
 *
 * The order of the vectors and the function ids of the answers are TF-A's:
 * services/spd/opteed/opteed_private.h (struct optee_vectors) and teesmc_opteed.h. EL3 keeps
 * the system registers of this exception level for each core, SP_EL1, SP_EL0 and TPIDR_EL1 among
 * them, and enters with interrupts masked.
 *
 * Everything executes on SP_EL0; SP_EL1 is the core's stack for faults, so that a fault of the
 * stack pointer itself can be handled.
 */
#include "aarch64.h"

#define RETURN_ENTRY_DONE	0xbe000000
#define RETURN_ON_DONE		0xbe000001
#define RETURN_OFF_DONE		0xbe000002
#define RETURN_SUSPEND_DONE	0xbe000003
#define RETURN_RESUME_DONE	0xbe000004
#define RETURN_CALL_DONE	0xbe000005
#define RETURN_FIQ_DONE		0xbe000006
#define RETURN_SYSTEM_OFF_DONE	0xbe000007
#define RETURN_SYSTEM_RESET_DONE 0xbe000008

	/* To EL3, with success where the answer has a result in x1 */
	.macro answer id
	mov	x1, #0
	ldr	w0, =\id
	smc	#0
	b	.
	.endm

	/*
	 * This core's struct core into \reg, which becomes TPIDR_EL1, and its stacks; or to \none
	 * if there are none for it. A core must never get those of another.
	 */
	.macro set_up_core reg, tmp, tmp2, none
	mrs	\tmp, mpidr_el1
	ldr	\tmp2, =(MPIDR_AFFINITY & ~MPIDR_USED)
	tst	\tmp, \tmp2
	b.ne	\none
	and	\tmp2, \tmp, #((1 << CLUSTER_SHIFT) - 1)
	ubfx	\tmp, \tmp, #8, #8
	add	\tmp, \tmp2, \tmp, lsl #CLUSTER_SHIFT
	add	\tmp, \tmp, #1
	mov	\tmp2, #STACK_STRIDE
	msr	spsel, #1
	adrp	\reg, aarch64_exception_stacks
	add	\reg, \reg, :lo12:aarch64_exception_stacks
	madd	\reg, \tmp, \tmp2, \reg
	mov	sp, \reg
	msr	spsel, #0
	adrp	\reg, aarch64_core_stacks
	add	\reg, \reg, :lo12:aarch64_core_stacks
	madd	\reg, \tmp, \tmp2, \reg
	mov	sp, \reg
	sub	\tmp, \tmp, #1
	mov	\tmp2, #CORE_SIZE
	adrp	\reg, aarch64_cores
	add	\reg, \reg, :lo12:aarch64_cores
	madd	\reg, \tmp, \tmp2, \reg
	msr	tpidr_el1, \reg
	adrp	\tmp, exception_vectors
	add	\tmp, \tmp, :lo12:exception_vectors
	msr	vbar_el1, \tmp
	isb
	.endm

	/* The stack on which this core enters the trusted OS; the caller is not ours. */
	.macro core_stack tmp, tmp2
	mrs	\tmp, tpidr_el1
	ldr	\tmp2, [\tmp, #CORE_STACK]
	msr	spsel, #0
	mov	sp, \tmp2
	mov	x29, #0
	mov	x30, #0
	.endm

	/* In an image with signed return addresses; only this code has been entered so far. */
	.macro sign_returns
#ifdef __ARM_FEATURE_PAC_DEFAULT
	bl	aarch64_pauth_enable
#endif
	.endm

	.section .text.entry, "ax"

	/*
	 * First instruction of the image, on the core that boots, MMU off. x2: device tree.
	 * Caches are clean but may hold stale lines of .bss, which is not in the image.
	 */
	.global	_start
_start:
	mov	x20, x2
	adrp	x0, bss_start
	adrp	x1, bss_end
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4
	mov	x3, #4
	lsl	x2, x3, x2
	mov	x3, x0
1:	dc	ivac, x3
	add	x3, x3, x2
	cmp	x3, x1
	b.lo	1b
	dsb	sy
2:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	2b
	set_up_core x0, x1, x2, .
	mov	x0, x20
	bl	aarch64_boot
	bl	mmu_enable
	mov	x0, x20
	bl	aarch64_boot_mapped
	sign_returns
	adrp	x1, opteed_vectors
	add	x1, x1, :lo12:opteed_vectors
	ldr	w0, =RETURN_ENTRY_DONE
	smc	#0
	b	.

	.global	opteed_vectors
	.balign	64
opteed_vectors:
	b	call		/* yielding */
	b	call		/* fast */
	b	cpu_on
	b	cpu_off
	b	cpu_resume
	b	cpu_suspend
	b	fiq
	b	system_off
	b	system_reset

	/* x0 to x7: the normal world's. The answer has room for four registers. */
call:
	mrs	x8, tpidr_el1
	ldr	x9, [x8, #CORE_STACK]
	msr	spsel, #0
	sub	x9, x9, #64
	mov	sp, x9
	mov	x29, #0
	mov	x30, #0
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	mov	x0, sp
	bl	secure_smc
	ldp	x1, x2, [sp]
	ldp	x3, x4, [sp, #16]
	ldr	w0, =RETURN_CALL_DONE
	smc	#0
	b	.

	/* Entry of a core that was off: EL3 has reset its system registers, and the MMU is off. */
cpu_on:
	set_up_core x0, x1, x2, no_place
	bl	mmu_enable
	sign_returns
	mov	x29, #0
	mov	x30, #0
	bl	platform_core_on
	answer	RETURN_ON_DONE

	/*
	 * TF-A starts no core that it has no place for, and the boot is refused where the device
	 * tree has one that we have no place for (device_tree_check_cores()). If one comes here all
	 * the same, EL3 panics because of the answer, and says so.
	 */
no_place:
	mov	x1, #1
	ldr	w0, =RETURN_ON_DONE
	smc	#0
	b	.

	/* A core that executes no call has no state of ours but the machine's. */
cpu_off:
	core_stack x8, x9
	bl	platform_core_off
	answer	RETURN_OFF_DONE

	/*
	 * A suspend with power down is as an off: the core may not come back before the watchdog
	 * expires. EL3 has kept the system registers when the core comes back.
	 */
cpu_suspend:
	core_stack x8, x9
	bl	platform_core_off
	answer	RETURN_SUSPEND_DONE
cpu_resume:
	core_stack x8, x9
	bl	platform_core_on
	answer	RETURN_RESUME_DONE
system_off:
	answer	RETURN_SYSTEM_OFF_DONE
system_reset:
	answer	RETURN_SYSTEM_RESET_DONE

	/* A secure interrupt while the normal world executed */
fiq:
	core_stack x8, x9
	mov	x0, #0
	bl	aarch64_native_interrupt
	answer	RETURN_FIQ_DONE
