// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel's two I2C buses. A task that transfers holds the lock of the bus, as in Linux, also
 * while it waits for the supply or the clock that the bus needs.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "i2c.h"
#include "scmi_agent.h"
#include "watch.h"

/**
 * struct bus - a bus
 * @lock:	serialises those who use it; protects the rest
 * @there:	i2c_start() was called
 * @agent:	switches what it needs
 */
static struct bus {
	struct mutex lock; /* see above */
	bool there;
	struct scmi_agent agent;
} buses[I2C_BUSES];

static const struct chip {
	unsigned int bus;
	const char *note[2];
} chips[SUPPLY_GATES] = {
	[SUPPLY_GATE_EMMC_CLOCK] = { 0, { "I2C 0: eMMC clock off", "I2C 0: eMMC clock on" } },
	[SUPPLY_GATE_BUS0_VOLTAGE] = { 1, { "I2C 1: supply of I2C 0 off",
					    "I2C 1: supply of I2C 0 on" } },
};

static int power_bus(unsigned int n, bool on)
{
	return n ? scmi_clock(&buses[n].agent, SUPPLY_BUS1_CLOCK, on) :
		   scmi_voltage(&buses[n].agent, SUPPLY_BUS0_VOLTAGE, on);
}

static int write_chip(unsigned int gate, bool on)
{
	/* A chip on a bus that has no supply or clock does not acknowledge. */
	if (!supply_bus_is_on(chips[gate].bus))
		return -ENXIO;
	supply_gate_write(gate, on);
	watch_note(chips[gate].note[on]);
	return 0;
}

/**
 * i2c_switch_gate() - switch a gate in a chip
 * @gate:	which
 * @on:		on or off
 *
 * By any task; sleeps for the bus, and for what the bus needs.
 *
 * Return: 0; -ENODEV: there is no such chip; -EINTR: the caller was killed; -ENXIO: the chip does
 * not answer; what scmi_voltage() says.
 */
int i2c_switch_gate(unsigned int gate, bool on)
{
	struct bus *bus;
	int rc, off;

	if (gate >= SUPPLY_GATES)
		return -ENODEV;
	bus = &buses[chips[gate].bus];
	if (!bus->there)
		return -ENODEV;
	if (mutex_lock_killable(&bus->lock))
		return -EINTR;
	rc = power_bus(chips[gate].bus, true);
	if (!rc) {
		rc = write_chip(gate, on);
		off = power_bus(chips[gate].bus, false);
		rc = rc ?: off;
	}
	mutex_unlock(&bus->lock);
	return rc;
}

/**
 * i2c_start() - there are two buses
 * @cfg:	how each reaches the SCMI server
 *
 * By a task of the kernel, after the TEE driver was loaded.
 *
 * Return: 0, or what scmi_open() says.
 */
int i2c_start(const struct scmi_config cfg[I2C_BUSES])
{
	unsigned int n;
	int rc;

	for (n = 0; n < I2C_BUSES; n++) {
		rc = scmi_open(&buses[n].agent, &cfg[n]);
		if (rc) {
			i2c_stop();
			return rc;
		}
		mutex_init(&buses[n].lock);
		buses[n].there = true;
	}
	return 0;
}

/**
 * i2c_stop() - nobody uses them any more
 */
void i2c_stop(void)
{
	unsigned int n;

	for (n = 0; n < I2C_BUSES; n++) {
		if (!buses[n].there)
			continue;
		buses[n].there = false;
		scmi_close(&buses[n].agent);
		mutex_destroy(&buses[n].lock);
	}
}
