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

#include "i2c.h"
#include "scmi_config.h"

#define MACHINE_CORES	64

enum machine_enforce {
	MACHINE_ENFORCE_SECURE,	/* the trusted OS reserves threads */
	MACHINE_ENFORCE_DRIVER,	/* it tells how many it has, no more */
	MACHINE_ENFORCE_NONE,	/* it does not tell that, either */
};

/**
 * struct machine_agent - an SCMI agent of the kernel's
 * @lane:	how its messages get a thread
 * @smt:	they go through shared memory of its channel; else along with each call
 */
struct machine_agent {
	enum scmi_lane lane;
	bool smt;
};

/**
 * struct machine_config - which machine
 * @threads:	thread contexts of the trusted OS, 1 to 64
 * @cores:	CPUs, 1 to MACHINE_CORES: so many can be in the trusted OS at once
 * @enforce:	who enforces reservations
 * @mmc:	the agent that switches the eMMC's supply and clock
 * @mmc_idle_ms: they go off so long after the last transfer
 * @gated:	the eMMC's clock has its gate on an I2C bus, see i2c.h
 * @i2c:	@gated: the agents of the buses, that switch what these need
 * @supplicant:	its threads; 0: none is started
 * @emmc_path:	file with the eMMC's state; NULL: a blank one
 * @unwatched:	nothing is seen of it (watch.h), so it is as fast as it can be
 * @log_level:	see struct hosted_config
 */
struct machine_config {
	unsigned int threads;
	unsigned int cores;
	enum machine_enforce enforce;
	struct machine_agent mmc;
	unsigned int mmc_idle_ms;
	bool gated;
	struct machine_agent i2c[I2C_BUSES];
	unsigned int supplicant;
	const char *emmc_path;
	bool unwatched;
	int log_level;
};

int machine_on(const struct machine_config *cfg);
int machine_off(void);
bool machine_was_reset(void);

#endif
