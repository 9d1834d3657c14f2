// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI messages, byte for byte.
 */
#include "fake.h"
#include "scmi_msg.h"
#include "tests.h"

/* The words of a message or an answer */
struct words {
	const u32 *at;
	size_t len;
};

#define WORDS(...) \
	((struct words) { (const u32[]) { __VA_ARGS__ }, sizeof((const u32[]) { __VA_ARGS__ }) })
#define NOTHING		((struct words) { NULL, 0 })
/* The 16 octets of a name as words, little endian */
#define W(a, b, c, d)	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

static void is(u8 protocol, u8 message, struct words in, struct words want)
{
	u8 *copy = malloc(in.len + 1);
	u8 *out = malloc(SCMI_PAYLOAD_MAX);
	size_t len;

	if (in.len)
		memcpy(copy, in.at, in.len);
	len = scmi_serve(SCMI_HDR(protocol, message, 77), copy, in.len, out);
	assert_int_equal(len, want.len);
	assert_memory_equal(out, want.at, want.len);
	free(out);
	free(copy);
}

#define STATUS(s)	WORDS((u32)(s))

static void base(void **state)
{
	(void)state;
	is(0x10, 0x0, NOTHING, WORDS(0, 0x20000));
	is(0x10, 0x1, NOTHING, WORDS(0, 3 | 1 << 8));
	is(0x10, 0x2, WORDS(6), WORDS(0, 0));
	is(0x10, 0x2, WORDS(8), STATUS(-4));
	is(0x10, 0x2, WORDS(0xffffffff), STATUS(-4));
	is(0x10, 0x3, NOTHING, WORDS(0, W('t', 'e', 'e', 'l'), W('a', 'n', 'e', 0), 0, 0));
	is(0x10, 0x4, NOTHING, WORDS(0, W('s', 'e', 'c', 'u'), W('r', 'e', 0, 0), 0, 0));
	is(0x10, 0x5, NOTHING, WORDS(0, 0x10000));
	is(0x10, 0x6, WORDS(0), WORDS(0, 3, W(0x14, 0x16, 0x17, 0)));
	is(0x10, 0x6, WORDS(2), WORDS(0, 1, W(0x17, 0, 0, 0)));
	is(0x10, 0x6, WORDS(3), WORDS(0, 0));
	is(0x10, 0x6, WORDS(0xffffffff), WORDS(0, 0));
	is(0x10, 0x7, WORDS(0),
	   WORDS(0, 0, W('p', 'l', 'a', 't'), W('f', 'o', 'r', 'm'), 0, 0));
	is(0x10, 0x7, WORDS(0xffffffff),
	   WORDS(0, 1, W('n', 'o', 'r', 'm'), W('a', 'l', '-', 'w'), W('o', 'r', 'l', 'd'), 0));
	is(0x10, 0x7, WORDS(2), STATUS(-4));
	is(0x10, 0x8, WORDS(1), STATUS(-1));
}

static void clocks(void **state)
{
	(void)state;
	is(0x14, 0x0, NOTHING, WORDS(0, 0x10000));
	is(0x14, 0x1, NOTHING, WORDS(0, NUM_CLOCKS));
	is(0x14, 0x2, WORDS(5), WORDS(0, 0));
	is(0x14, 0x3, WORDS(0), WORDS(0, 0, W('m', 'm', 'c', 0), 0, 0, 0));
	is(0x14, 0x3, WORDS(2), WORDS(0, 0, W('a', '-', 'n', 'a'), W('m', 'e', '-', 'o'),
				      W('f', '-', '1', '5'), W('-', 'c', 'h', 0)));
	is(0x14, 0x3, WORDS(NUM_CLOCKS), STATUS(-4));
	is(0x14, 0x4, WORDS(0, 0), WORDS(0, 3 | 1 << 12, 400000, 0, 200000000, 0, 100000, 0));
	is(0x14, 0x4, WORDS(0, 1), STATUS(-5));
	is(0x14, 0x4, WORDS(1, 0), WORDS(0, 2, 24000000, 0, 48000000, 0));
	is(0x14, 0x4, WORDS(1, 1), WORDS(0, 1, 48000000, 0));
	is(0x14, 0x4, WORDS(1, 2), STATUS(-5));
	is(0x14, 0x4, WORDS(2, 0), WORDS(0, 1, 32768, 0));
	is(0x14, 0x4, WORDS(3, 0), STATUS(-4));

	is(0x14, 0x7, WORDS(0, 1), STATUS(0));
	assert_true(machine.clock[0].on);
	assert_int_equal(machine.clock[0].hz, 400000);
	is(0x14, 0x3, WORDS(0), WORDS(0, 1, W('m', 'm', 'c', 0), 0, 0, 0));
	is(0x14, 0x5, WORDS(0, 0, 52000000, 0), STATUS(0));
	assert_true(machine.clock[0].on);
	is(0x14, 0x6, WORDS(0), WORDS(0, 52000000, 0));
	is(0x14, 0x7, WORDS(0, 0), STATUS(0));
	assert_false(machine.clock[0].on);
	assert_int_equal(machine.clock[0].hz, 52000000);
	is(0x14, 0x7, WORDS(0, 2), STATUS(-2));
	is(0x14, 0x7, WORDS(3, 1), STATUS(-4));
	is(0x14, 0x6, WORDS(3), STATUS(-4));
	is(0x14, 0x5, WORDS(0, 3, 52000000, 0), STATUS(-4));
}

static void rounding(void **state)
{
	(void)state;
	/* The rate is rounded down, up, and to the nearest. */
	is(0x14, 0x5, WORDS(0, 0, 52060000, 0), STATUS(0));
	assert_int_equal(machine.clock[0].hz, 52000000);
	is(0x14, 0x5, WORDS(4, 0, 52010000, 0), STATUS(0));
	assert_int_equal(machine.clock[0].hz, 52100000);
	is(0x14, 0x5, WORDS(8, 0, 52049999, 0), STATUS(0));
	assert_int_equal(machine.clock[0].hz, 52000000);
	is(0x14, 0x5, WORDS(8, 0, 52050000, 0), STATUS(0));
	assert_int_equal(machine.clock[0].hz, 52100000);
	is(0x14, 0x5, WORDS(4, 1, 24000001, 0), STATUS(0));
	assert_int_equal(machine.clock[1].hz, 48000000);
	is(0x14, 0x5, WORDS(0, 1, 47999999, 0), STATUS(0));
	assert_int_equal(machine.clock[1].hz, 24000000);
	is(0x14, 0x5, WORDS(0, 2, 32768, 0), STATUS(0));
	/* The rate is out of range, has more than 32 bits, or is to be set asynchronously. */
	is(0x14, 0x5, WORDS(0, 0, 399999, 0), STATUS(-2));
	is(0x14, 0x5, WORDS(4, 0, 200000001, 0), STATUS(-2));
	is(0x14, 0x5, WORDS(0, 0, 52000000, 1), STATUS(-2));
	is(0x14, 0x5, WORDS(1, 0, 52000000, 0), STATUS(-1));
	is(0x14, 0x5, WORDS(2, 0, 52000000, 0), STATUS(-1));
}

static void voltages(void **state)
{
	(void)state;
	is(0x17, 0x0, NOTHING, WORDS(0, 0x10000));
	is(0x17, 0x1, NOTHING, WORDS(0, NUM_SUPPLIES));
	is(0x17, 0x3, WORDS(0), WORDS(0, 0, W('v', 'm', 'm', 'c'), 0, 0, 0));
	is(0x17, 0x3, WORDS(NUM_SUPPLIES), STATUS(-4));
	is(0x17, 0x4, WORDS(0, 0), WORDS(0, 3 | 1 << 12, 1800000, 3300000, 100000));
	is(0x17, 0x4, WORDS(1, 0), WORDS(0, 1, 1200000));
	is(0x17, 0x4, WORDS(0, 1), STATUS(-5));
	is(0x17, 0x4, WORDS(2, 0), STATUS(-4));

	is(0x17, 0x6, WORDS(0), WORDS(0, 0));
	is(0x17, 0x5, WORDS(0, 7), STATUS(0));
	assert_true(machine.supply[0].on);
	is(0x17, 0x6, WORDS(0), WORDS(0, 7));
	is(0x17, 0x7, WORDS(0, 0, 3300000), STATUS(0));
	is(0x17, 0x8, WORDS(0), WORDS(0, 3300000));
	assert_true(machine.supply[0].on);
	is(0x17, 0x5, WORDS(0, 0), STATUS(0));
	assert_false(machine.supply[0].on);
	assert_int_equal(machine.supply[0].uv, 3300000);
	is(0x17, 0x5, WORDS(0, 8), STATUS(-2));
	is(0x17, 0x5, WORDS(0, 0x10), STATUS(-2));
	is(0x17, 0x5, WORDS(2, 7), STATUS(-4));
	is(0x17, 0x6, WORDS(2), STATUS(-4));
	is(0x17, 0x7, WORDS(0, 0, 3300001), STATUS(-5));
	is(0x17, 0x7, WORDS(0, 0, 1850000), STATUS(-5));
	is(0x17, 0x7, WORDS(0, 0, 0x80000000), STATUS(-5));
	is(0x17, 0x7, WORDS(1, 0, 1200000), STATUS(0));
	is(0x17, 0x7, WORDS(1, 0, 1200001), STATUS(-5));
	is(0x17, 0x7, WORDS(0, 1, 1800000), STATUS(-2));
	is(0x17, 0x8, WORDS(2), STATUS(-4));
}

static void resets(void **state)
{
	(void)state;
	is(0x16, 0x0, NOTHING, WORDS(0, 0x10000));
	is(0x16, 0x1, NOTHING, WORDS(0, NUM_RESETS));
	is(0x16, 0x3, WORDS(1), WORDS(0, 0, 0xffffffff, W('p', 'c', 'i', 'e'), 0, 0, 0));
	is(0x16, 0x3, WORDS(2), STATUS(-4));
	is(0x16, 0x4, WORDS(1, 2, 0), STATUS(0));
	assert_true(machine.reset[1]);
	is(0x16, 0x4, WORDS(1, 0, 0), STATUS(0));
	assert_false(machine.reset[1]);
	assert_int_equal(machine.reset_edges, 2);
	is(0x16, 0x4, WORDS(1, 1, 0), STATUS(0));
	assert_false(machine.reset[1]);
	assert_int_equal(machine.reset_edges, 4);
	is(0x16, 0x4, WORDS(1, 4, 0), STATUS(-2));
	is(0x16, 0x4, WORDS(1, 3, 0), STATUS(-2));
	is(0x16, 0x4, WORDS(2, 0, 0), STATUS(-4));
	is(0x16, 0x5, WORDS(1, 1), STATUS(-1));
}

static void malformed(void **state)
{
	static const u8 protocols[] = { 0x10, 0x14, 0x16, 0x17 };
	u8 in[SCMI_PAYLOAD_MAX] = { 0 };
	u8 out[SCMI_PAYLOAD_MAX];
	unsigned int i;
	int32_t status;

	(void)state;
	is(0x11, 0x0, NOTHING, STATUS(-1));
	is(0xff, 0x0, NOTHING, STATUS(-1));
	for (i = 0; i < sizeof(protocols); i++) {
		is(protocols[i], 0x0, WORDS(0), STATUS(-10));
		is(protocols[i], 0x1, WORDS(0), STATUS(-10));
		is(protocols[i], 0x2, NOTHING, STATUS(-10));
		is(protocols[i], 0x2, WORDS(0, 0), STATUS(-10));
		is(protocols[i], 0x3, WORDS(0, 0, 0, 0, 0), STATUS(-10));
		is(protocols[i], 0xff, NOTHING, STATUS(-1));
		/* This is not a command, or its length is not a multiple of a word. */
		assert_int_equal(scmi_serve(SCMI_HDR(protocols[i], 0, 0) | 2 << 8, in, 0, out), 4);
		memcpy(&status, out, sizeof(status));
		assert_int_equal(status, SCMI_PROTOCOL_ERROR);
		assert_int_equal(scmi_serve(SCMI_HDR(protocols[i], 2, 0), in, 3, out), 4);
		memcpy(&status, out, sizeof(status));
		assert_int_equal(status, SCMI_PROTOCOL_ERROR);
	}
}

int test_scmi_messages(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(base, fake_setup),
		cmocka_unit_test_setup(clocks, fake_setup),
		cmocka_unit_test_setup(rounding, fake_setup),
		cmocka_unit_test_setup(voltages, fake_setup),
		cmocka_unit_test_setup(resets, fake_setup),
		cmocka_unit_test_setup(malformed, fake_setup),
	};

	return cmocka_run_group_tests_name("scmi: messages", tests, NULL, NULL);
}
