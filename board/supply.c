// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The supply, the clock and the reset line of the eMMC.
 *
 * The platform_* functions are called by the trusted OS, in an SMC and on one of
 * its small stacks: they only set what the MMC path looks at (board/mmc.c).
 */
#include <stdatomic.h>
#include <stddef.h>

#include <secure/platform.h>

#include "supply.h"

static const struct platform_supply voltage_desc = {
	.name = "vmmc", .min_uv = 2700000, .max_uv = 3600000, .step_uv = 100000,
};

static const struct platform_clock clock_desc = {
	.name = "mmc", .min_hz = 400000, .max_hz = 200000000, .step_hz = 0,
};

static const struct platform_reset reset_desc = { .name = "mmc" };

static atomic_bool voltage_on;
static _Atomic int32_t microvolt;
static atomic_bool clock_on;
static _Atomic uint64_t clock_hz;
static atomic_bool reset_asserted;
static atomic_uint losses;

void supply_init(void)
{
	voltage_on = false;
	microvolt = voltage_desc.max_uv;
	clock_on = false;
	clock_hz = clock_desc.min_hz;
	reset_asserted = false;
	losses = 0;
}

bool supply_emmc_is_on(void)
{
	return voltage_on && clock_on && !reset_asserted;
}

unsigned int supply_emmc_losses(void)
{
	return losses;
}

unsigned int platform_supply_count(void)
{
	return 1;
}

const struct platform_supply *platform_supply_desc(unsigned int id)
{
	return id == SUPPLY_EMMC_VOLTAGE ? &voltage_desc : NULL;
}

int platform_supply_set(unsigned int id, bool on, int32_t uv)
{
	if (id != SUPPLY_EMMC_VOLTAGE || uv < voltage_desc.min_uv || uv > voltage_desc.max_uv)
		return -1;
	microvolt = uv;
	if (atomic_exchange(&voltage_on, on) && !on)
		losses++;
	return 0;
}

void platform_supply_get(unsigned int id, bool *on, int32_t *uv)
{
	*on = id == SUPPLY_EMMC_VOLTAGE && voltage_on;
	*uv = id == SUPPLY_EMMC_VOLTAGE ? microvolt : 0;
}

unsigned int platform_clock_count(void)
{
	return 1;
}

const struct platform_clock *platform_clock_desc(unsigned int id)
{
	return id == SUPPLY_EMMC_CLOCK ? &clock_desc : NULL;
}

int platform_clock_set(unsigned int id, bool on, uint64_t hz)
{
	if (id != SUPPLY_EMMC_CLOCK || (hz != clock_desc.min_hz && hz != clock_desc.max_hz))
		return -1;
	clock_hz = hz;
	clock_on = on;
	return 0;
}

void platform_clock_get(unsigned int id, bool *on, uint64_t *hz)
{
	*on = id == SUPPLY_EMMC_CLOCK && clock_on;
	*hz = id == SUPPLY_EMMC_CLOCK ? clock_hz : 0;
}

unsigned int platform_reset_count(void)
{
	return 1;
}

const struct platform_reset *platform_reset_desc(unsigned int id)
{
	return id == SUPPLY_EMMC_RESET ? &reset_desc : NULL;
}

int platform_reset_set(unsigned int id, bool asserted)
{
	if (id != SUPPLY_EMMC_RESET)
		return -1;
	if (!atomic_exchange(&reset_asserted, asserted) && asserted)
		losses++;
	return 0;
}

void platform_reset_get(unsigned int id, bool *asserted)
{
	*asserted = id == SUPPLY_EMMC_RESET && reset_asserted;
}
