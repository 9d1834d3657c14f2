/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Exceptions.
 *
 * With GICv3 an interrupt of the normal world is an FIQ at S-EL1, a secure one (group 1) an
 * IRQ (Arm IHI 0069, "Interrupt signaling with two Security states"). Both come only in
 * contexts. Everything else is a fault, which ends in aarch64_fault() on the core's stack for
 * faults. The vectors for SP_EL1 are those of a fault in the handling of a fault.
 */
#include "aarch64.h"

	/* x0 and x1 are saved already, and x0 keeps its value. */
	.macro save_registers
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x1, elr_el1
	stp	x30, x1, [sp, #FRAME_LR]
	mrs	x1, spsr_el1
	str	x1, [sp, #FRAME_SPSR]
	.endm

	/* The handler executes on the interrupted stack, and may return on another core. */
	.macro interrupt handler
	.balign	128
	msr	spsel, #0
	sub	sp, sp, #FRAME_SIZE
	stp	x0, x1, [sp, #0]
	ldr	x0, =\handler
	b	handle_interrupt
	.endm

	.macro fault vector
	.balign	128
	sub	sp, sp, #FRAME_SIZE
	stp	x0, x1, [sp, #0]
	mov	x0, #\vector
	b	handle_fault
	.endm

	.macro fault_in_fault
	.balign	128
	b	.
	.endm

	.text
	.balign	2048
	.global	exception_vectors
exception_vectors:
	fault	0
	interrupt aarch64_native_interrupt
	interrupt aarch64_foreign_interrupt
	fault	3
	.rept	4
	fault_in_fault
	.endr
	.rept	8
	fault	8
	.endr
	.balign	128

handle_interrupt:
	save_registers
	mov	x29, #0
	mov	x1, x0
	mov	x0, sp
	blr	x1
	ldr	x0, [sp, #FRAME_SPSR]
	msr	spsr_el1, x0
	ldp	x30, x0, [sp, #FRAME_LR]
	msr	elr_el1, x0
	ldp	x28, x29, [sp, #224]
	ldp	x26, x27, [sp, #208]
	ldp	x24, x25, [sp, #192]
	ldp	x22, x23, [sp, #176]
	ldp	x20, x21, [sp, #160]
	ldp	x18, x19, [sp, #144]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp, #0]
	add	sp, sp, #FRAME_SIZE
	eret

handle_fault:
	save_registers
	mrs	x1, sp_el0
	str	x1, [sp, #FRAME_SPSR + 8]
	mov	x1, x0
	mov	x0, sp
	mov	x29, #0
	bl	aarch64_fault
	b	.
	.ltorg
