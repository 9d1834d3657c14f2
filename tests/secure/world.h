/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The trusted OS under test: a machine below it, a normal world above it, and
 * services in it.
 */
#ifndef TESTS_SECURE_WORLD_H
#define TESTS_SECURE_WORLD_H

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

#include "optee_smc.h"

/* ---- the machine (machine.c) ---- */

/* The memory of the normal world, which has a hole in the middle. */
#define NSEC_BASE	0x80000000ULL
#define NSEC_PAGES	2048
#define NSEC_HOLE	(NSEC_BASE + 1024 * 4096ULL)
#define NSEC_HOLE_PAGES	1
#define NSEC_END	(NSEC_BASE + NSEC_PAGES * 4096ULL)

/* Memory that is not the normal world's, filled with this value */
#define SECRET_BASE	0x10000000ULL

/* Called whenever the trusted OS is about to touch the normal world's memory. */
extern void (*machine_on_access)(uint64_t pa, size_t size);

unsigned int machine_notifs(void);
/* Has the trusted OS masked interrupts on this core? */
bool machine_masks_interrupts(void);
/* The linker puts these in the place of the architecture's, see arch.h. */
unsigned long __wrap_arch_mask_interrupts(void);
void __wrap_arch_restore_interrupts(unsigned long before);
/*
 * Returns how many basic blocks of the trusted OS this Linux thread has executed: a measure of its
 * work that does not depend on time
 */
uint64_t machine_work(void);
/* The compiler calls this function at each block, to count them. No header declares it. */
void __sanitizer_cov_trace_pc(void);

void *pa_ptr(uint64_t pa);
uint64_t pages_alloc(unsigned int num);

/* ---- the normal world (world.c) ---- */

/**
 * struct call - a yielding call
 * @regs:	registers of the call
 * @id:		call id
 * @guest:	who makes the call: the hypervisor sets a7, which says which guest it is
 * @msg:	message, in a page of its own
 * @pa:		address of that page
 * @cookie:	cookie of that page, if it is registered
 * @rpcs:	RPCs that have been served
 */
struct call {
	struct smc_regs regs;
	uint32_t id;
	uint32_t guest;
	struct optee_msg_arg *msg;
	uint64_t pa;
	uint64_t cookie;
	unsigned int rpcs;
};

void boot(unsigned int threads);
void boot_config(const struct secure_config *cfg);
void boot_hiding(unsigned int threads, uint32_t caps);

struct smc_regs smc(uint32_t id, uint32_t a1, uint32_t a2, uint32_t a3);
uint32_t fast(uint32_t id);
uint32_t fast_as(uint32_t guest, uint32_t id);

void call_init(struct call *c, uint32_t cmd, unsigned int num_params);
void call_register(struct call *c, uint64_t cookie);
void call_set(struct call *c, uint32_t cmd, unsigned int num_params);
uint32_t call_enter(struct call *c);
uint32_t call_resume(struct call *c);
struct optee_msg_arg *call_rpc(struct call *c);
uint32_t call_serve(struct call *c);
uint32_t call_to_end(struct call *c);

uint32_t open_session(struct call *c, const struct pta *pta);
void set_open(struct call *c, const struct pta *pta, unsigned int num_params);
void set_invoke(struct call *c, uint32_t session, uint32_t func, unsigned int num_params);
uint32_t invoke(struct call *c, uint32_t session, uint32_t func);
void set_value(struct call *c, unsigned int n, uint64_t attr, uint64_t a, uint64_t b);
void set_rmem(struct call *c, unsigned int n, uint64_t attr, uint64_t cookie, uint64_t offs,
	      uint64_t size);
void set_tmem(struct call *c, unsigned int n, uint64_t attr, uint64_t pa, uint64_t size,
	      uint64_t cookie);

uint64_t list_of(const uint64_t *pages, unsigned int num);
uint32_t register_list(struct call *c, uint64_t buf_ptr, uint64_t size, uint64_t cookie);
uint64_t register_pages(struct call *c, unsigned int num, uint64_t cookie);
uint32_t unregister(struct call *c, uint64_t cookie);

/* ---- services (services.c) ---- */

enum test_cmd {
	TEST_NOP,
	TEST_ADD,	/* value inout 0: a += b, b++ */
	TEST_COPY,	/* mem in 0 -> mem out 1; TEEC_ERROR_SHORT_BUFFER and the size */
	TEST_RPC,	/* value inout 0: RPC command a with value inout b; b comes back */
	TEST_PREEMPT,	/* value in 0: a times */
	TEST_SLEEP,	/* value in 0: a ms */
	TEST_WAIT,	/* value in 0: notification a, timeout b */
	TEST_TURN,	/* value in 0: keep a turn for a suspensions; value out 1: order */
	TEST_LEND,	/* value in 0: borrow a bytes as type b, hand over, give back */
	TEST_UNTIL_CANCEL, /* value in 0: preempt until cancelled, a times at most */
	TEST_HOLD,	/* mem inout 0, value out 1: read byte 0, suspend, write it to byte 1 */
	TEST_LOCKED,	/* suspend with a lock held */
	TEST_TURN_TWICE, /* take a turn that one has */
	TEST_STACK,	/* value in 0: use a KiB of stack */
	TEST_BOTTOM_HALF, /* ask for one */
	TEST_RPC_MANY,	/* one parameter more than there may be */
};

extern const struct pta test_pta;	/* all of the above */
extern const struct pta system_pta;	/* PTA_SYSTEM */
extern const struct pta picky_pta;	/* refuses to open unless value in 0.a is 1; may suspend */

unsigned int services_bottom_halves(void);
unsigned int services_closed(void);
unsigned int services_boots(void);

/* ---- what tests have in common (fixture.c) ---- */

/*
 * first_session() is what most tests start with after the boot: it prepares a call and opens a
 * session with test_pta. nothing_lost() is the cmocka teardown: it checks that both still work and
 * that nothing is lost.
 */
uint32_t first_session(struct call *c);
int nothing_lost(void **state);

#endif /* TESTS_SECURE_WORLD_H */
