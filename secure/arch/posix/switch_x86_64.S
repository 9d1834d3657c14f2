/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The world switch on x86-64 (System V ABI, AMD64 supplement, "Registers": a
 * function keeps rbx, rbp, r12 to r15 and the stack).
 */
#ifdef __x86_64__
	.text
	.globl	arch_switch
	.type	arch_switch, @function
/* void arch_switch(void **save, void *load) */
arch_switch:
	.cfi_startproc
	pushq	%r15
	pushq	%r14
	pushq	%r13
	pushq	%r12
	pushq	%rbx
	pushq	%rbp
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%rbp
	popq	%rbx
	popq	%r12
	popq	%r13
	popq	%r14
	popq	%r15
	ret
	.cfi_endproc
	.size	arch_switch, . - arch_switch
#endif
	.section .note.GNU-stack, "", %progbits
