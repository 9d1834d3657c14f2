// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Contexts in a POSIX process: a core is whatever host thread makes the call, and
 * a world switch is a change of stacks on it.
 */
#include <sys/mman.h>

#include <secure/secure.h>

#include "../../kernel/arch.h"
#include "arch_posix.h"
#include "fiber.h"

/* Large, because sanitizers make frames large and observers call printf(). */
#define STACK_SIZE	(128 * 1024)
/* Unmapped memory below each stack, so that a stack overflow is a fault */
#define GUARD_SIZE	(64 * 1024)

/**
 * struct context - a context
 * @sp:		where to go to enter it
 * @host_sp:	where to go to leave it
 * @fiber:	its stack
 * @host:	the stack it was entered from
 */
struct context {
	void *sp;
	void *host_sp;
	struct fiber fiber;
	struct fiber host;
};

static struct {
	u8 *stacks;
	void (*main)(unsigned int id);
	struct context context[SECURE_MAX_THREADS];
} arch;

/* The first function that a context executes */
static void begin_context(void)
{
	unsigned int id = arch_get_current();
	struct context *c = &arch.context[id];

	fiber_arrive(&c->fiber, &c->host);
	arch.main(id);
	__builtin_unreachable();
}

static u8 *stack_of(unsigned int id)
{
	return arch.stacks + (size_t)id * (GUARD_SIZE + STACK_SIZE) + GUARD_SIZE;
}

/* The stacks of all contexts there can be. The host gives memory only for pages that are used. */
static int map_stacks(void)
{
	size_t size = (size_t)SECURE_MAX_THREADS * (GUARD_SIZE + STACK_SIZE);
	unsigned int n;
	void *map;

	if (arch.stacks)
		return 0;
	map = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (map == MAP_FAILED)
		return -1;
	arch.stacks = map;
	for (n = 0; n < SECURE_MAX_THREADS; n++) {
		if (mprotect(stack_of(n), STACK_SIZE, PROT_READ | PROT_WRITE)) {
			munmap(map, size);
			arch.stacks = NULL;
			return -1;
		}
	}
	return 0;
}

/* See arch.h. */
int arch_boot(unsigned int num, void (*main)(unsigned int id))
{
	unsigned int n;

	if (map_stacks())
		return -1;
	arch.main = main;
	for (n = 0; n < SECURE_MAX_THREADS; n++) {
		struct context *c = &arch.context[n];

		fiber_destroy(&c->fiber);
		if (n >= num)
			continue;
		fiber_create(&c->fiber, stack_of(n), STACK_SIZE);
		c->sp = arch_first_frame(stack_of(n) + STACK_SIZE, begin_context);
	}
	return 0;
}

/* See arch.h. */
void arch_enter(unsigned int id)
{
	struct context *c = &arch.context[id];

	fiber_this(&c->host);
	arch_set_current(id);
	fiber_leave(&c->host, &c->fiber);
	arch_switch(&c->host_sp, c->sp);
	fiber_arrive(&c->host, &c->fiber);
	arch_set_current(ARCH_NO_CONTEXT);
}

/* See arch.h. */
void arch_leave(void)
{
	struct context *c = &arch.context[arch_get_current()];

	fiber_leave(&c->fiber, &c->host);
	arch_switch(&c->sp, c->host_sp);
	fiber_arrive(&c->fiber, &c->host);
}

/* See arch.h. */
unsigned int arch_current(void)
{
	return arch_get_current();
}

/*
 * See arch.h. The normal world is in the same process and can read all memory anyway, so a wrong
 * prediction discloses nothing, and a comparison is enough.
 */
size_t arch_index(size_t index, size_t size)
{
	return index < size ? index : 0;
}

/* See arch.h. A process has no interrupts. */
unsigned long arch_mask_interrupts(void)
{
	return 0;
}

/* See arch.h. */
void arch_restore_interrupts(unsigned long before)
{
	(void)before;
}
