// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Supplies, clocks and the reset line of the eMMC and of the I2C buses.
 *
 * The platform_* functions are called by the trusted OS, in an SMC and on one of
 * its small stacks: they only set what the MMC path looks at (board/mmc.c).
 */
#include <stdatomic.h>
#include <stddef.h>

#include <secure/platform.h>

#include "supply.h"

#define NUM_VOLTAGES	2
#define NUM_CLOCKS	2
#define NUM_RESETS	1

static const struct platform_gate gates[SUPPLY_GATES] = {
	{ SUPPLY_PLUGIN_UUID, SUPPLY_GATE_EMMC_CLOCK },
	{ SUPPLY_PLUGIN_UUID, SUPPLY_GATE_BUS0_VOLTAGE },
};

/* Which of these have a gate in a chip is set by supply_init(). */
static struct platform_supply voltage_desc[NUM_VOLTAGES] = {
	{ "vmmc", 2700000, 3600000, 100000, NULL },
	{ "vi2c0", 1800000, 1800000, 0, NULL },
};

static struct platform_clock clock_desc[NUM_CLOCKS] = {
	{ "mmc", 400000, 200000000, 0, NULL },
	{ "i2c1", 100000, 400000, 0, NULL },
};

static const struct platform_reset reset_desc[NUM_RESETS] = { { "mmc" } };

static struct {
	_Atomic int32_t microvolt;
	atomic_bool on;
} voltages[NUM_VOLTAGES];

static struct {
	_Atomic uint64_t hz;
	atomic_bool on;
} clocks[NUM_CLOCKS];

static atomic_bool gate_on[SUPPLY_GATES];
static atomic_bool reset_asserted;
static atomic_uint losses;

/**
 * supply_init() - everything is off
 * @gated:	the eMMC's clock and the supply of I2C bus 0 have their gates; else they have
 *		none, and nobody needs the buses
 */
void supply_init(bool gated)
{
	unsigned int n;

	for (n = 0; n < NUM_VOLTAGES; n++) {
		voltages[n].on = false;
		voltages[n].microvolt = voltage_desc[n].max_uv;
	}
	for (n = 0; n < NUM_CLOCKS; n++) {
		clocks[n].on = false;
		clocks[n].hz = clock_desc[n].min_hz;
	}
	for (n = 0; n < SUPPLY_GATES; n++)
		gate_on[n] = false;
	clock_desc[SUPPLY_EMMC_CLOCK].gate = gated ? &gates[SUPPLY_GATE_EMMC_CLOCK] : NULL;
	voltage_desc[SUPPLY_BUS0_VOLTAGE].gate = gated ? &gates[SUPPLY_GATE_BUS0_VOLTAGE] : NULL;
	reset_asserted = false;
	losses = 0;
}

static bool lets_through(const struct platform_gate *gate)
{
	return !gate || gate_on[gate->id];
}

static bool voltage_is_there(unsigned int id)
{
	return voltages[id].on && lets_through(voltage_desc[id].gate);
}

static bool clock_runs(unsigned int id)
{
	return clocks[id].on && lets_through(clock_desc[id].gate);
}

/**
 * supply_emmc_is_on() - has the eMMC its supply and its clock, and is it not held in reset?
 */
bool supply_emmc_is_on(void)
{
	return voltage_is_there(SUPPLY_EMMC_VOLTAGE) && clock_runs(SUPPLY_EMMC_CLOCK) &&
	       !reset_asserted;
}

/**
 * supply_emmc_losses() - how often the eMMC has lost its supply, or has been reset
 */
unsigned int supply_emmc_losses(void)
{
	return losses;
}

/**
 * supply_bus_is_on() - has an I2C bus what it needs?
 * @bus:		0 or 1
 */
bool supply_bus_is_on(unsigned int bus)
{
	return bus ? clock_runs(SUPPLY_BUS1_CLOCK) : voltage_is_there(SUPPLY_BUS0_VOLTAGE);
}

/**
 * supply_gate_write() - write to the register of a chip
 * @gate:		which gate the chip switches
 * @on:		on or off
 *
 * The bus of the chip is on.
 */
void supply_gate_write(enum supply_gate gate, bool on)
{
	gate_on[gate] = on;
}

unsigned int platform_supply_count(void)
{
	return NUM_VOLTAGES;
}

const struct platform_supply *platform_supply_desc(unsigned int id)
{
	return id < NUM_VOLTAGES ? &voltage_desc[id] : NULL;
}

int platform_supply_set(unsigned int id, bool on, int32_t uv)
{
	if (id >= NUM_VOLTAGES || uv < voltage_desc[id].min_uv || uv > voltage_desc[id].max_uv)
		return -1;
	voltages[id].microvolt = uv;
	if (atomic_exchange(&voltages[id].on, on) && !on && id == SUPPLY_EMMC_VOLTAGE)
		losses++;
	return 0;
}

void platform_supply_get(unsigned int id, bool *on, int32_t *uv)
{
	*on = id < NUM_VOLTAGES && voltages[id].on;
	*uv = id < NUM_VOLTAGES ? voltages[id].microvolt : 0;
}

unsigned int platform_clock_count(void)
{
	return NUM_CLOCKS;
}

const struct platform_clock *platform_clock_desc(unsigned int id)
{
	return id < NUM_CLOCKS ? &clock_desc[id] : NULL;
}

int platform_clock_set(unsigned int id, bool on, uint64_t hz)
{
	if (id >= NUM_CLOCKS || (hz != clock_desc[id].min_hz && hz != clock_desc[id].max_hz))
		return -1;
	clocks[id].hz = hz;
	clocks[id].on = on;
	return 0;
}

void platform_clock_get(unsigned int id, bool *on, uint64_t *hz)
{
	*on = id < NUM_CLOCKS && clocks[id].on;
	*hz = id < NUM_CLOCKS ? clocks[id].hz : 0;
}

unsigned int platform_reset_count(void)
{
	return NUM_RESETS;
}

const struct platform_reset *platform_reset_desc(unsigned int id)
{
	return id < NUM_RESETS ? &reset_desc[id] : NULL;
}

int platform_reset_set(unsigned int id, bool asserted)
{
	if (id >= NUM_RESETS)
		return -1;
	if (!atomic_exchange(&reset_asserted, asserted) && asserted)
		losses++;
	return 0;
}

void platform_reset_get(unsigned int id, bool *asserted)
{
	*asserted = id < NUM_RESETS && reset_asserted;
}
