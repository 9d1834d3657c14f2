// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The machine below the trusted OS: memory, interrupts, a clock.
 */
#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "world.h"

static _Alignas(4096) uint8_t nsec[NSEC_PAGES * 4096];
static atomic_uint next_page;
static atomic_uint notifs;

void (*machine_on_access)(uint64_t pa, size_t size);

static __thread uint64_t blocks;

void __sanitizer_cov_trace_pc(void)
{
	blocks++;
}

uint64_t machine_work(void)
{
	return blocks;
}

void *pa_ptr(uint64_t pa)
{
	return &nsec[pa - NSEC_BASE];
}

/*
 * Returns zeroed pages from below the hole. Pages are never freed, so the memory of each boot
 * begins anew.
 */
uint64_t pages_alloc(unsigned int num)
{
	uint64_t pa = NSEC_BASE + 4096ULL * atomic_fetch_add(&next_page, num);

	assert_true(pa + num * 4096ULL <= NSEC_HOLE);
	memset(pa_ptr(pa), 0, num * 4096);
	return pa;
}

static void forget_pages(void)
{
	atomic_store(&next_page, 0);
	atomic_store(&notifs, 0);
	machine_on_access = NULL;
}

void boot_config(const struct secure_config *cfg)
{
	forget_pages();
	assert_int_equal(secure_boot(cfg), 0);
}

unsigned int machine_notifs(void)
{
	return atomic_load(&notifs);
}

void *platform_nsec_ptr(uint64_t pa, size_t size)
{
	const uint64_t hole_end = NSEC_HOLE + NSEC_HOLE_PAGES * 4096;
	uint64_t end;

	assert_true(size > 0);
	if (__builtin_add_overflow(pa, size, &end) || pa < NSEC_BASE || end > NSEC_END ||
	    (pa < hole_end && end > NSEC_HOLE))
		return NULL;
	if (machine_on_access)
		machine_on_access(pa, size);
	return pa_ptr(pa);
}

uint64_t platform_time_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/*
 * A process has no interrupts, so its architecture masks none. What it is asked to mask is counted
 * here, which the linker's --wrap sees to. A lock is never held while a thread changes cores.
 */
static __thread unsigned long masked;

unsigned long __wrap_arch_mask_interrupts(void)
{
	return masked++;
}

void __wrap_arch_restore_interrupts(unsigned long before)
{
	masked = before;
}

bool machine_masks_interrupts(void)
{
	return masked;
}

void platform_raise_notif(void)
{
	atomic_fetch_add(&notifs, 1);
}

void platform_relax(void)
{
	sched_yield();
}

_Noreturn void platform_panic(const char *why)
{
	fprintf(stderr, "panic: %s\n", why);
	_exit(42);
}
