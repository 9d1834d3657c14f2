// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions that the trusted OS calls of its machine (<secure/platform.h>), except those of
 * supplies and clocks, which are in supply.c. They run in an SMC, on small stacks.
 */
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <hosted/hosted.h>
#include <hosted/mem.h>
#include <secure/platform.h>

#include "frame.h"
#include "platform.h"
#include "scmi.h"

/* When the watchdog expires, in ns; 0: it is stopped */
static _Atomic uint64_t watchdog_end;
static atomic_bool was_reset;

/* A page that the kernel does not use, for the shared memory of SCMI channels */
#define SMT_PAGE	4096
#define SMT_CHANNELS	3

static uint64_t smt_page;

/**
 * platform_init() - as it is when the machine is switched on
 */
void platform_init(void)
{
	watchdog_end = 0;
	was_reset = false;
}

/**
 * platform_was_reset() - has the watchdog expired since?
 */
bool platform_was_reset(void)
{
	uint64_t end = watchdog_end;

	return was_reset || (end && hosted_time_ns() >= end);
}

void *platform_nsec_ptr(uint64_t pa, size_t size)
{
	return hosted_phys_ptr(pa, size);
}

uint64_t platform_time_ns(void)
{
	return hosted_time_ns();
}

void platform_random(void *buf, size_t size)
{
	unsigned char *at = buf;
	ssize_t got;

	while (size) {
		got = getrandom(at, size, 0);
		if (got < 0 && errno != EINTR)
			platform_panic("no random numbers");
		if (got > 0) {
			at += got;
			size -= (size_t)got;
		}
	}
}

/* All boards have the same key, so a file with an eMMC's state can be used with each of them. */
void platform_huk(uint8_t key[32])
{
	static const uint8_t huk[32] = "teelane board, not a secret key";

	memcpy(key, huk, sizeof(huk));
}

/*
 * With -DBOARD_PROVISIONING every boot is one in the factory: an eMMC that has no key yet is
 * given ours.
 */
bool platform_provisioning(void)
{
#ifdef BOARD_PROVISIONING
	return true;
#else
	return false;
#endif
}

/**
 * platform_smt_reserve() - set aside the shared memory of SCMI channels
 *
 * After hosted_boot(), before secure_boot(). Where it is, platform_scmi_smt() says.
 *
 * Return: 0 or -ENOMEM.
 */
int platform_smt_reserve(void)
{
	return hosted_phys_reserve(SMT_PAGE, &smt_page);
}

void platform_smt_free(void)
{
	hosted_phys_release(smt_page, SMT_PAGE);
	smt_page = 0;
}

uint64_t platform_scmi_smt(unsigned int channel)
{
	return channel < SMT_CHANNELS ? smt_page + (uint64_t)channel * SCMI_SMT_SIZE : 0;
}

void platform_raise_notif(void)
{
	hosted_irq_raise(PLATFORM_NOTIF_IRQ);
}

void platform_relax(void)
{
	sched_yield();
}

void platform_log(const char *line)
{
	(void)line;
}

_Noreturn void platform_panic(const char *why)
{
	fprintf(stderr, "trusted OS: panic: %s\n", why);
	abort();
}

void platform_watchdog_arm(uint32_t ms)
{
	watchdog_end = ms ? hosted_time_ns() + (uint64_t)ms * 1000000 : 0;
}

void platform_watchdog_reset(void)
{
	was_reset = true;
}
