/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The world switch: from a core's stack to a context's and back.
 */
#include "aarch64.h"

	.text

	/*
	 * void aarch64_switch(void **save, void *load): keep what a C function must keep, and
	 * where; go on where @load was kept. Interrupts are masked.
	 */
	.global	aarch64_switch
	.type	aarch64_switch, %function
aarch64_switch:
	sub	sp, sp, #96
	stp	x19, x20, [sp]
	stp	x21, x22, [sp, #16]
	stp	x23, x24, [sp, #32]
	stp	x25, x26, [sp, #48]
	stp	x27, x28, [sp, #64]
	stp	x29, x30, [sp, #80]
	mov	x9, sp
	str	x9, [x0]
	mov	sp, x1
	ldp	x19, x20, [sp]
	ldp	x21, x22, [sp, #16]
	ldp	x23, x24, [sp, #32]
	ldp	x25, x26, [sp, #48]
	ldp	x27, x28, [sp, #64]
	ldp	x29, x30, [sp, #80]
	add	sp, sp, #96
	ret

	/* The first instructions of a context: x19 is its id. */
	.global	aarch64_context_begin
aarch64_context_begin:
	mov	x0, x19
	mov	x29, #0
	mov	x30, #0
	msr	daifclr, #3
	b	aarch64_context_main
