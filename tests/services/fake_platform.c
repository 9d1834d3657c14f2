// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The functions of the fake machine.
 */
#include "fake_platform.h"

struct machine machine;

/* Each gate has a plugin of its own. */
static const struct platform_gate gates[NUM_GATES] = {
	{ { [0] = 0x10, [15] = 0x1f }, 3 },
	{ { [0] = 0x20, [15] = 0x2f }, 31 },
};

static const struct platform_supply supplies[NUM_SUPPLIES] = {
	{ "vmmc", 1800000, 3300000, 100000, NULL },
	{ "vfix", 1200000, 1200000, 0, &gates[0] },
};

static const struct platform_clock clocks[NUM_CLOCKS] = {
	{ "mmc", 400000, 200000000, 100000, NULL },
	{ "two", 24000000, 48000000, 0, &gates[1] },
	{ "a-name-of-15-ch", 32768, 32768, 0, NULL },
};

static const struct platform_reset resets[NUM_RESETS] = { { "mmc" }, { "pcie" } };

void machine_new(void)
{
	free(machine.smt);
	memset(&machine, 0, sizeof(machine));
	machine.random = 1;
	machine.provisioning = true;
	machine.smt = calloc(1, 128);
	machine.supply[0].uv = 1800000;
	machine.supply[1].uv = 1200000;
	machine.clock[0].hz = 400000;
	machine.clock[1].hz = 24000000;
	machine.clock[2].hz = 32768;
}

/* The generator is xorshift64*: the same seed gives the same numbers. */
u64 fake_random64(u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dULL;
}

uint64_t platform_scmi_smt(unsigned int channel)
{
	return channel ? 0 : SMT_PA;
}

bool platform_provisioning(void)
{
	return machine.provisioning;
}

void platform_random(void *buf, size_t size)
{
	u8 *p = buf;

	while (size--)
		*p++ = fake_random64(&machine.random) >> 56;
}

void platform_huk(uint8_t key[32])
{
	memset(key, 0x42, 32);
}

void platform_log(const char *line)
{
	(void)line;
	machine.logs++;
}

void platform_watchdog_arm(uint32_t ms)
{
	machine.armed_ms = ms;
}

void platform_watchdog_reset(void)
{
	assert_int_equal(machine.locked, 0);
	machine.resets++;
}

unsigned int platform_supply_count(void)
{
	return NUM_SUPPLIES;
}

const struct platform_supply *platform_supply_desc(unsigned int id)
{
	assert_true(id < NUM_SUPPLIES);
	return &supplies[id];
}

int platform_supply_set(unsigned int id, bool on, int32_t microvolt)
{
	assert_true(id < NUM_SUPPLIES);
	assert_true(microvolt >= supplies[id].min_uv && microvolt <= supplies[id].max_uv);
	machine.supply[id].on = on;
	machine.supply[id].uv = microvolt;
	return 0;
}

void platform_supply_get(unsigned int id, bool *on, int32_t *microvolt)
{
	assert_true(id < NUM_SUPPLIES);
	*on = machine.supply[id].on;
	*microvolt = machine.supply[id].uv;
}

unsigned int platform_clock_count(void)
{
	return NUM_CLOCKS;
}

const struct platform_clock *platform_clock_desc(unsigned int id)
{
	assert_true(id < NUM_CLOCKS);
	return &clocks[id];
}

int platform_clock_set(unsigned int id, bool on, uint64_t hz)
{
	assert_true(id < NUM_CLOCKS);
	assert_true(hz >= clocks[id].min_hz && hz <= clocks[id].max_hz);
	if (clocks[id].step_hz)
		assert_int_equal((hz - clocks[id].min_hz) % clocks[id].step_hz, 0);
	else
		assert_true(hz == clocks[id].min_hz || hz == clocks[id].max_hz);
	machine.clock[id].on = on;
	machine.clock[id].hz = hz;
	return 0;
}

void platform_clock_get(unsigned int id, bool *on, uint64_t *hz)
{
	assert_true(id < NUM_CLOCKS);
	*on = machine.clock[id].on;
	*hz = machine.clock[id].hz;
}

unsigned int platform_reset_count(void)
{
	return NUM_RESETS;
}

const struct platform_reset *platform_reset_desc(unsigned int id)
{
	assert_true(id < NUM_RESETS);
	return &resets[id];
}

int platform_reset_set(unsigned int id, bool asserted)
{
	assert_true(id < NUM_RESETS);
	machine.reset_edges += machine.reset[id] != asserted;
	machine.reset[id] = asserted;
	return 0;
}
