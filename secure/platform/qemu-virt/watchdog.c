// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The watchdog. The machine has none that only the secure world can reach, so the secure physical
 * timer does the counting and the secure GPIO the reset. The timer's interrupt is a secure one,
 * which EL3 gets whatever the normal world has masked. It does not come while the trusted OS itself
 * has masked interrupts: a trusted OS that hangs then is not reset.
 *
 * Each core has a timer of its own, and only the core itself can set it. Invariant: while any core
 * is on, there is one whose timer expires when the watchdog does, or earlier. The core that moves
 * the deadline sets its timer. A timer that expires too early is set again. A core that goes off
 * has all others set theirs, and a core that comes on sets its own. A core that is suspended with
 * power down counts as off until it comes back. If the normal world switches all cores off, no
 * timer is left, and the machine is not reset.
 */
#include <secure/platform.h>

#include "../../kernel/spin.h"
#include "qemu_virt.h"

#define TIMER_INTID	29	/* PPI of the secure physical timer */
#define TIMER_ENABLE	1
#define WAKE_SGI	8	/* of the secure world's, 8 to 15 */

#define MS_PER_S	1000

/* PL061 (Arm DDI 0190): address bits 9 to 2 select which lines an access to DATA is about. */
#define GPIO_DATA(line)	((1U << (line)) << 2)
#define GPIO_DIR	0x400
#define GPIO_RESET	1	/* line that resets QEMU's machine on its rising edge */

/**
 * struct dog - the watchdog
 * @lock:	of the rest; its holder cannot be moved to another core
 * @deadline:	when the machine is reset, as the timer counts; 0: never
 */
static struct {
	struct secure_lock lock;
	u64 deadline;
} dog;

/* This core's timer, with the lock taken */
static void set_timer(void)
{
	if (dog.deadline)
		write_sysreg(cntps_cval_el1, dog.deadline);
	write_sysreg(cntps_ctl_el1, dog.deadline ? TIMER_ENABLE : 0);
	__asm__ volatile("isb" : : : "memory");
}

/* See platform.h. */
void platform_watchdog_arm(uint32_t ms)
{
	u64 ticks = read_sysreg(cntfrq_el0) * ms / MS_PER_S;

	spin_lock(&dog.lock);
	dog.deadline = ms ? read_sysreg(cntpct_el0) + ticks : 0;
	set_timer();
	spin_unlock(&dog.lock);
}

/* See platform.h. */
void platform_watchdog_reset(void)
{
	platform_log("watchdog: expired, the machine is reset");
	mmio_write32(SECURE_GPIO_BASE + GPIO_DATA(GPIO_RESET), 0);
	mmio_write32(SECURE_GPIO_BASE + GPIO_DIR,
		     mmio_read32(SECURE_GPIO_BASE + GPIO_DIR) | 1U << GPIO_RESET);
	mmio_write32(SECURE_GPIO_BASE + GPIO_DATA(GPIO_RESET), 1U << GPIO_RESET);
}

/**
 * watchdog_interrupt() - handle a secure interrupt if it is the watchdog's
 * @intid:	interrupt
 *
 * Return: was it?
 */
bool watchdog_interrupt(unsigned int intid)
{
	bool expired;

	if (intid != TIMER_INTID && intid != WAKE_SGI)
		return false;
	spin_lock(&dog.lock);
	expired = dog.deadline && read_sysreg(cntpct_el0) >= dog.deadline;
	if (expired)
		dog.deadline = 0; /* the reset takes a while */
	set_timer();
	spin_unlock(&dog.lock);
	if (expired)
		platform_watchdog_reset();
	return true;
}

/* See aarch64.h. */
void platform_set_timer(void)
{
	spin_lock(&dog.lock);
	set_timer();
	spin_unlock(&dog.lock);
}

/* See aarch64.h. EL3 has given this core's part of the interrupt controller its defaults. */
void platform_core_on(void)
{
	gic_enable_private(TIMER_INTID);
	platform_set_timer();
}

/* See aarch64.h. */
void platform_core_off(void)
{
	write_sysreg(cntps_ctl_el1, 0);
	gic_interrupt_others(WAKE_SGI);
}
