// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The machine's functions.
 */
#include "fake.h"

static const struct platform_supply supplies[NUM_SUPPLIES] = {
	{ "vmmc", 1800000, 3300000, 100000 },
	{ "vfix", 1200000, 1200000, 0 },
};

static const struct platform_clock clocks[NUM_CLOCKS] = {
	{ "mmc", 400000, 200000000, 100000 },
	{ "two", 24000000, 48000000, 0 },
	{ "a-name-of-15-ch", 32768, 32768, 0 },
};

static const struct platform_reset resets[NUM_RESETS] = { { "mmc" }, { "pcie" } };

int fake_setup(void **state)
{
	(void)state;
	free(fake.smt);
	memset(&fake, 0, sizeof(fake));
	fake.random = 1;
	fake.provisioning = true;
	fake.smt = calloc(1, 128);
	fake.time_ns = 1000000;
	fake.supply[0].uv = 1800000;
	fake.supply[1].uv = 1200000;
	fake.clock[0].hz = 400000;
	fake.clock[1].hz = 24000000;
	fake.clock[2].hz = 32768;
	fake_reboot();
	return 0;
}

void *platform_nsec_ptr(uint64_t pa, size_t size)
{
	return pa == SMT_PA && size <= 128 ? fake.smt : NULL;
}

uint64_t platform_scmi_smt(unsigned int channel)
{
	return channel ? 0 : SMT_PA;
}

bool platform_provisioning(void)
{
	return fake.provisioning;
}

uint64_t platform_time_ns(void)
{
	return fake.time_ns;
}

void platform_random(void *buf, size_t size)
{
	u8 *p = buf;

	while (size--)
		*p++ = fake_random64(&fake.random) >> 56;
}

void platform_huk(uint8_t key[32])
{
	memset(key, 0x42, 32);
}

void platform_log(const char *line)
{
	(void)line;
	fake.logs++;
}

void platform_panic(const char *why)
{
	fail_msg("panic: %s", why);
	abort();
}

void platform_watchdog_arm(uint32_t ms)
{
	fake.armed_ms = ms;
}

void platform_watchdog_reset(void)
{
	assert_int_equal(fake.locked, 0);
	fake.resets++;
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
	fake.supply[id].on = on;
	fake.supply[id].uv = microvolt;
	return 0;
}

void platform_supply_get(unsigned int id, bool *on, int32_t *microvolt)
{
	assert_true(id < NUM_SUPPLIES);
	*on = fake.supply[id].on;
	*microvolt = fake.supply[id].uv;
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
	fake.clock[id].on = on;
	fake.clock[id].hz = hz;
	return 0;
}

void platform_clock_get(unsigned int id, bool *on, uint64_t *hz)
{
	assert_true(id < NUM_CLOCKS);
	*on = fake.clock[id].on;
	*hz = fake.clock[id].hz;
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
	fake.reset_edges += fake.reset[id] != asserted;
	fake.reset[id] = asserted;
	return 0;
}
