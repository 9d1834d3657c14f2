// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Supplies, clocks and reset lines. The machine has none: they are state, and the secure
 * console says what becomes of it. SCMI (scmi_voltage.c, scmi_clock.c) checks ids and values and
 * serializes the setters.
 */
#include <secure/platform.h>

#include "qemu_virt.h"

static const struct platform_supply supply = {
	.name = "vmmc",
	.min_uv = 1800000,
	.max_uv = 3300000,
	.step_uv = 100000,
};

static const struct platform_clock clock = {
	.name = "mmc",
	.min_hz = 400000,
	.max_hz = 200000000,
	.step_hz = 100000,
};

static const struct platform_reset reset = { .name = "mmc" };

static struct {
	bool supply_on;
	int32_t supply_uv;
	bool clock_on;
	uint64_t clock_hz;
	bool reset_asserted;
} power = {
	.supply_uv = 1800000,
	.clock_hz = 400000,
};

unsigned int platform_supply_count(void)
{
	return 1;
}

const struct platform_supply *platform_supply_desc(unsigned int id)
{
	(void)id;
	return &supply;
}

/*
 * The services call platform_*_set() with a lock held, under which no core takes an interrupt.
 * These functions log all the same, because QEMU's UART takes a character at once. On a board whose
 * UART takes its time they must not.
 */
int platform_supply_set(unsigned int id, bool on, int32_t microvolt)
{
	if (id)
		return -1;
	if (power.supply_on != on)
		platform_log(on ? "supply vmmc: on" : "supply vmmc: off");
	if (power.supply_uv != microvolt)
		console_log_number("supply vmmc:", (u64)microvolt, "uV");
	power.supply_on = on;
	power.supply_uv = microvolt;
	return 0;
}

void platform_supply_get(unsigned int id, bool *on, int32_t *microvolt)
{
	(void)id;
	*on = power.supply_on;
	*microvolt = power.supply_uv;
}

unsigned int platform_clock_count(void)
{
	return 1;
}

const struct platform_clock *platform_clock_desc(unsigned int id)
{
	(void)id;
	return &clock;
}

int platform_clock_set(unsigned int id, bool on, uint64_t hz)
{
	if (id)
		return -1;
	if (power.clock_on != on)
		platform_log(on ? "clock mmc: on" : "clock mmc: off");
	if (power.clock_hz != hz)
		console_log_number("clock mmc:", hz, "Hz");
	power.clock_on = on;
	power.clock_hz = hz;
	return 0;
}

void platform_clock_get(unsigned int id, bool *on, uint64_t *hz)
{
	(void)id;
	*on = power.clock_on;
	*hz = power.clock_hz;
}

unsigned int platform_reset_count(void)
{
	return 1;
}

const struct platform_reset *platform_reset_desc(unsigned int id)
{
	(void)id;
	return &reset;
}

int platform_reset_set(unsigned int id, bool asserted)
{
	if (id)
		return -1;
	if (power.reset_asserted != asserted)
		platform_log(asserted ? "reset mmc: asserted" : "reset mmc: released");
	power.reset_asserted = asserted;
	return 0;
}

void platform_reset_get(unsigned int id, bool *asserted)
{
	(void)id;
	*asserted = power.reset_asserted;
}
