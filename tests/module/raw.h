/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Raw calls to a trusted OS that reserves threads, as a kernel makes them that keeps to no
 * rules. No driver may be loaded: what a call finds must depend on nobody else.
 */
#ifndef TEELANE_RAW_H
#define TEELANE_RAW_H

#include <linux/arm-smccc.h>

#include "../../abi/optee_smc.h"
#include "suite.h"

/**
 * struct raw - a test
 * @verdict:	whether the test has passed, or why not
 * @threads:	thread contexts of the trusted OS
 */
struct raw {
	struct suite_verdict verdict;
	unsigned int threads;
};

/**
 * struct held - a call that is suspended in an RPC and keeps its thread
 * @arg:	its message, a page
 * @rpc:	the registers that it returned with
 */
struct held {
	void *arg;
	struct arm_smccc_1_2_regs rpc;
};

enum raw_call { ORDINARY, SYSTEM };

u32 raw_fast(struct raw *t, u32 func);
u32 raw_yielding(struct raw *t, u32 func);
u32 raw_call(struct raw *t, enum raw_call kind);
bool raw_hold(struct raw *t, struct held *held);
void raw_release(struct raw *t, struct held *held);
unsigned int raw_thread_count(void);

void raw_two_cpus(struct raw *t);

#endif
