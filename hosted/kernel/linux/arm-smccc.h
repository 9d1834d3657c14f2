/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The conduit into the secure world: what hosted_optee_probe() was given.
 */
#ifndef HOSTED_LINUX_ARM_SMCCC_H
#define HOSTED_LINUX_ARM_SMCCC_H

#include <linux/types.h>

struct arm_smccc_res {
	unsigned long a0;
	unsigned long a1;
	unsigned long a2;
	unsigned long a3;
};

void hosted_smccc(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3,
		  unsigned long a4, unsigned long a5, unsigned long a6, unsigned long a7,
		  struct arm_smccc_res *res);

#define arm_smccc_smc(...)	hosted_smccc(__VA_ARGS__)
#define arm_smccc_hvc(...)	hosted_smccc(__VA_ARGS__)

#endif
