/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The machine: cores, RAM, the trusted OS, the kernel with the drivers, the
 * eMMC with its supply, a supplicant.
 */
#ifndef BOARD_MACHINE_H
#define BOARD_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "scmi_agent.h"

#define MACHINE_CORES	64

enum machine_enforce {
	MACHINE_ENFORCE_SECURE,	/* the trusted OS reserves threads */
	MACHINE_ENFORCE_DRIVER,	/* it tells how many it has, no more */
	MACHINE_ENFORCE_NONE,	/* it does not tell that, either */
};

/**
 * struct machine_config - which machine
 * @threads:	thread contexts of the trusted OS, 1 to 64
 * @cores:	CPUs, 1 to MACHINE_CORES: so many can be in the trusted OS at once
 * @enforce:	who enforces reservations
 * @mmc_lane:	how the messages that switch the eMMC's supply get a thread
 * @mmc_idle_ms: the supply goes off so long after the last transfer
 * @supplicant:	its threads; 0: none is started
 * @emmc_path:	file with the eMMC's state; NULL: a blank one
 * @unwatched:	nothing is seen of it (watch.h), so it is as fast as it can be
 * @log_level:	see struct hosted_config
 */
struct machine_config {
	unsigned int threads;
	unsigned int cores;
	enum machine_enforce enforce;
	enum scmi_lane mmc_lane;
	unsigned int mmc_idle_ms;
	unsigned int supplicant;
	const char *emmc_path;
	bool unwatched;
	int log_level;
};

/**
 * machine_on() - switch the machine on
 * @cfg:	which
 *
 * The calling thread becomes the kernel's first task. When this returns, both
 * worlds are up, and so is the MMC path. One machine at a time.
 *
 * Return: 0 or a negative errno; all is off then.
 */
int machine_on(const struct machine_config *cfg);

/**
 * machine_off() - shut it down in good order
 *
 * By the thread that switched it on. All other tasks it started were joined.
 *
 * Return: 0, or what hosted_optee_remove() or hosted_shutdown() say: somebody
 * has left something behind.
 */
int machine_off(void);

/* The watchdog has expired: a real machine would have been reset. */
bool machine_was_reset(void);

#endif
