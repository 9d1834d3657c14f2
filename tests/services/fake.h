/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A kernel and a machine for services under test: what pta.h and platform.h
 * promise, and a check that the service keeps its side.
 */
#ifndef FAKE_H
#define FAKE_H

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
#include <secure/secure.h>

#include "optee_pta.h"
#include "machine.h"
#include "services.h"

/**
 * struct shm - memory of the normal world
 * @va:		it
 * @size:	bytes
 * @seen:	a parameter's: octets that this call has read, for none may be read twice
 */
struct shm {
	u8 *va;
	size_t size;
	u8 *seen;
};

#define NUM_SUPPLIES	2
#define NUM_CLOCKS	3
#define NUM_RESETS	2

/**
 * struct fake - the state of both
 * @time_ns:		what time it is
 * @random:		state of the random numbers
 * @provisioning:	the machine is in the factory
 * @locked:		spinlocks that are taken
 * @turns:		turns that are taken
 * @lent:		pieces of memory for RPCs that are lent
 * @rpcs:		RPCs so far
 * @cancel_after:	RPCs until the call is cancelled; -1: it is not
 * @rpmb:		serves OPTEE_RPC_CMD_RPMB
 * @notif_wait:		what secure_notif_wait() returns, after @notif_hook
 * @notif_hook:		called in it, or NULL
 * @notifs:		a bit for each notification that was posted
 * @armed_ms:		the machine's watchdog
 * @resets:		how often the machine was to be reset
 * @logs:		lines logged
 * @smt:		shared memory of SCMI channel 0
 * @current:		service that is running
 */
struct fake {
	u64 time_ns;
	u64 random;
	bool provisioning;
	int locked;
	int turns;
	int lent;
	unsigned int rpcs;
	int cancel_after;
	u32 (*rpmb)(const u8 *req, size_t req_size, u8 *resp, size_t resp_size);
	u32 notif_wait;
	void (*notif_hook)(void);
	u64 notifs;
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
	const struct pta *current;
};

extern struct fake fake;

/* Physical address of fake.smt */
#define SMT_PA	0x40000000ULL

/* Turn the machine off and on; boots all services. */
void fake_reboot(void);
/* As new */
int fake_setup(void **state);

u64 fake_random64(u64 *state);

/* A call, with what the kernel sees to before and after it */
u32 call(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS]);
u32 open_session(struct pta_session *s, const struct pta *pta, u32 login);

struct pta_param value_in(u32 a, u32 b);
struct pta_param value_out(void);
struct pta_param value_inout(u32 a, u32 b);
/* @buf must be an allocation of its own for the sanitizer to see what is beyond */
struct pta_param mem(enum pta_param_type type, struct shm *shm, void *buf, size_t size);

#endif /* FAKE_H */
