/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Signed return addresses (FEAT_PAuth), in an image that is compiled with them.
 *
 * A thread may go on on another core than it was preempted on, with signed addresses on its stack,
 * so all cores have the same key. EL3 must keep the keys of the two worlds apart.
 */
#ifdef __ARM_FEATURE_PAC_DEFAULT

#define SCTLR_EN_IA	(1 << 31)

/* Fields of ID_AA64ISAR1_EL1 (API, APA) and of ID_AA64ISAR2_EL1 (APA3): none of them is 0 */
#define ISAR1_PAUTH	0xff0
#define ISAR2_PAUTH	0xf000

	.text

	/*
	 * void aarch64_pauth_enable(void): from here on functions sign, where the processor can.
	 * No C function may be left that was entered before.
	 */
	.global	aarch64_pauth_enable
	.type	aarch64_pauth_enable, %function
aarch64_pauth_enable:
	mrs	x0, id_aa64isar1_el1
	mrs	x1, s3_0_c0_c6_2	/* ID_AA64ISAR2_EL1 */
	and	x0, x0, #ISAR1_PAUTH
	and	x1, x1, #ISAR2_PAUTH
	orr	x0, x0, x1
	cbz	x0, 1f
	adrp	x0, aarch64_pauth_key
	add	x0, x0, :lo12:aarch64_pauth_key
	ldp	x0, x1, [x0]
	msr	s3_0_c2_c1_0, x0	/* APIAKeyLo_EL1 */
	msr	s3_0_c2_c1_1, x1	/* APIAKeyHi_EL1 */
	mrs	x0, sctlr_el1
	orr	x0, x0, #SCTLR_EN_IA
	msr	sctlr_el1, x0
	isb
1:	ret

#endif
