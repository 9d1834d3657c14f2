/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A fake machine for services under test.
 */
#ifndef FAKE_PLATFORM_H
#define FAKE_PLATFORM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <secure/platform.h>
#include <secure/pta.h>

#define NUM_SUPPLIES	2
#define NUM_CLOCKS	3
#define NUM_RESETS	2
#define NUM_GATES	2

/**
 * struct machine - state of the fake machine
 * @random:		state of the random number generator
 * @provisioning:	the machine is in the factory
 * @locked:		spinlocks that are taken, where the kernel is a fake, too
 * @rpmb:		serves OPTEE_RPC_CMD_RPMB
 * @plugin:		serves OPTEE_RPC_CMD_SUPP_PLUGIN; NULL: there is none
 * @armed_ms:		timeout of the watchdog
 * @resets:		how often the machine was to be reset
 * @logs:		lines logged
 * @smt:		shared memory of SCMI channel 0, or NULL
 * @supply:		supplies
 * @clock:		clocks
 * @reset:		reset lines
 * @reset_edges:	how often a reset line changed
 */
struct machine {
	u64 random;
	bool provisioning;
	int locked;
	u32 (*rpmb)(const u8 *req, size_t req_size, u8 *resp, size_t resp_size);
	u32 (*plugin)(struct optee_msg_param params[4]);
	u32 armed_ms;
	unsigned int resets;
	unsigned int logs;
	u8 *smt;
	struct {
		bool on;
		int32_t uv;
	} supply[NUM_SUPPLIES];
	struct {
		bool on;
		u64 hz;
	} clock[NUM_CLOCKS];
	bool reset[NUM_RESETS];
	unsigned int reset_edges;
};

extern struct machine machine;

/* Physical address of machine.smt */
#define SMT_PA	0x40000000ULL

/* Make a new machine. */
void machine_new(void);

u64 fake_random64(u64 *state);

#endif /* FAKE_PLATFORM_H */
