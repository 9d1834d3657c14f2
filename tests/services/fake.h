/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A fake kernel for services under test. It does what pta.h promises, and checks that the services
 * follow the rules of pta.h.
 */
#ifndef FAKE_H
#define FAKE_H

#include "fake_platform.h"

#include <secure/secure.h>

#include "optee_pta.h"
#include "services.h"

/**
 * struct shm - memory of the normal world
 * @va:		address
 * @size:	size in bytes
 * @seen:	for a parameter: octets that this call has read, because none may be read twice
 */
struct shm {
	u8 *va;
	size_t size;
	u8 *seen;
};

/**
 * struct fake - state of the fake kernel
 * @time_ns:		time
 * @turns:		turns that are taken
 * @lent:		pieces of memory for RPCs that are lent
 * @no_memory:		the normal world has no memory to lend
 * @rpcs:		RPCs so far
 * @cancel_after:	RPCs until the call is cancelled; -1: never
 * @notif_wait:		what secure_notif_wait() returns, after @notif_hook
 * @notif_hook:		function that secure_notif_wait() calls, or NULL
 * @notifs:		a bit for each notification that was posted
 * @current:		service that is running
 */
struct fake {
	u64 time_ns;
	int turns;
	int lent;
	bool no_memory;
	unsigned int rpcs;
	int cancel_after;
	u32 notif_wait;
	void (*notif_hook)(void);
	u64 notifs;
	const struct pta *current;
};

extern struct fake fake;

/* Turn the machine off and on; boots all services. */
void fake_reboot(void);
/* A cmocka setup: make a new kernel and a new machine. */
int fake_setup(void **state);

/* Make a call of a service, with the checks of the kernel before and after it. */
u32 call(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS]);
u32 open_session(struct pta_session *s, const struct pta *pta, u32 login);

struct pta_param value_in(u32 a, u32 b);
struct pta_param value_out(void);
struct pta_param value_inout(u32 a, u32 b);
/*
 * Make a parameter. @buf must be an allocation of its own, so that the sanitizer finds accesses
 * beyond it.
 */
struct pta_param mem(enum pta_param_type type, struct shm *shm, void *buf, size_t size);

#endif /* FAKE_H */
