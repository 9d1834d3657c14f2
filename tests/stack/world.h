/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What these tests share: the machine, and places to look at it from and to
 * hold it at. They are put between its parts by the linker (--wrap), so the parts
 * are those that everybody else has.
 */
#ifndef TESTS_STACK_WORLD_H
#define TESTS_STACK_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <hosted/task.h>
#include <hosted/user.h>
#include <secure/secure.h>

#include "machine.h"

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

/* How long something may take that should happen at once, ms: for a test that fails */
#define PATIENCE		20000

/**
 * struct world_watch - who looks at the machine, all may be NULL
 * @event:	an event in the trusted OS, see struct secure_trace
 * @returned:	a world switch is over, and the driver does not know it yet: by the task
 *		that made it, which goes on when this returns. It has its core.
 * @asked:	a thread of the supplicant has got a request, OPTEE_RPC_CMD_*, and will
 *		serve it when this returns
 * @preempted:	a task runs when this returns: it was woken, or is in the middle of something
 */
struct world_watch {
	void (*event)(const struct secure_event_info *info);
	void (*returned)(const struct smc_regs *regs);
	void (*asked)(uint32_t cmd);
	void (*preempted)(void);
};

/* Switch it on, or fail; then off, with nothing left. @watch must live as long, or is NULL. */
void world_on(const struct machine_config *cfg, const struct world_watch *watch);
void world_off(void);

/* A machine that is on has a limited time, which begins anew here: it gets on. */
void world_goes_on(void);

/* Threads that the trusted OS has set aside for system calls, as it says itself */
unsigned int world_reserved(void);

/* How often threads of it were suspended so far, and system calls let in */
unsigned int world_suspended(void);
unsigned int world_system_calls(void);

/* A counter of the driver's, below /sys/class/tee/tee0/lanes/ */
unsigned int world_lanes(const char *counter);

/* Sleep until @cond holds; it must, in the end. */
#define until(cond)							\
do {									\
	int ms_ = 0;							\
	bool ok_;							\
									\
	while (!(ok_ = (cond)) && ms_++ < PATIENCE)			\
		hosted_msleep(1);					\
	_assert_true(ok_, #cond, __FILE__, __LINE__);			\
} while (0)

extern const struct CMUnitTest call_tests[], freeze_tests[], alloc_tests[], rpc_tests[];
extern const struct CMUnitTest kill_tests[], load_tests[];
extern const unsigned int num_call_tests, num_freeze_tests, num_alloc_tests, num_rpc_tests;
extern const unsigned int num_kill_tests, num_load_tests;

#endif
