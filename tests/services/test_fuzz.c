// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fuzzing of every service: each call must end with a result. Seeds are fixed. The fake kernel
 * checks that locks, turns and borrowed memory are given back, that system services make no RPC,
 * and the sanitizers that no memory beyond a parameter's is touched.
 */
#include "emmc.h"
#include "fake.h"
#include "scmi_msg.h"
#include "tests.h"

#define CALLS		60000
#define MESSAGES	300000

/* Returns a value that often makes a difference, or a random one. */
static u32 odd(u64 *r)
{
	static const u32 values[] = {
		0, 1, 2, 3, 4, 7, 16, 63, 64, 0x100, 0x101, 0x103, 0x200, 0x203, 0x7fffffff,
		0x80000000, 0xffffffff,
	};
	u32 pick = fake_random64(r) >> 40;

	return pick % 4 ? values[pick / 4 % ARRAY_SIZE(values)] : (u32)(fake_random64(r) >> 20);
}

static struct pta_param any_param(u64 *r, enum pta_param_type type, struct shm *shm)
{
	static const size_t sizes[] = { 0, 1, 3, 4, 8, 31, 32, 33, 64, 104, 105, 128, 300, 4097 };
	u64 pick = fake_random64(r) >> 33;
	size_t size = sizes[pick % ARRAY_SIZE(sizes)];
	size_t i;
	u8 *buf;

	shm->va = NULL;
	if (type < PTA_MEM_IN)
		return (struct pta_param) {
			.type = type,
			.a = type == PTA_VALUE_OUT ? 0 : odd(r),
			.b = type == PTA_VALUE_OUT ? 0 : odd(r),
		};
	if (pick / 64 % 8 == 0)
		return mem(type, shm, NULL, 0);
	buf = malloc(size ? size : 1);
	for (i = 0; i < size; i++)
		buf[i] = i % 4 ? 0 : odd(r);
	return mem(type, shm, buf, size);
}

/* Returns parameter types that some command has, or any others. */
static u32 any_types(u64 *r)
{
	static const u8 types[] = {
		PTA_NONE, PTA_VALUE_IN, PTA_VALUE_OUT, PTA_VALUE_INOUT, PTA_MEM_IN, PTA_MEM_OUT,
		PTA_MEM_INOUT,
	};
	static const u32 likely[] = {
		PTA_TYPES(PTA_NONE, 0, 0, 0),
		PTA_TYPES(PTA_VALUE_IN, 0, 0, 0),
		PTA_TYPES(PTA_VALUE_OUT, 0, 0, 0),
		PTA_TYPES(PTA_VALUE_INOUT, 0, 0, 0),
		PTA_TYPES(PTA_MEM_IN, 0, 0, 0),
		PTA_TYPES(PTA_MEM_OUT, 0, 0, 0),
		PTA_TYPES(PTA_MEM_INOUT, 0, 0, 0),
		PTA_TYPES(PTA_VALUE_OUT, PTA_VALUE_OUT, 0, 0),
		PTA_TYPES(PTA_VALUE_IN, PTA_MEM_INOUT, 0, 0),
		PTA_TYPES(PTA_VALUE_IN, PTA_MEM_IN, PTA_MEM_OUT, 0),
		PTA_TYPES(PTA_MEM_IN, PTA_MEM_OUT, 0, 0),
		PTA_TYPES(PTA_MEM_IN, PTA_MEM_IN, 0, 0),
	};
	u32 some = 0;
	unsigned int i;

	if (fake_random64(r) >> 62)
		return likely[(fake_random64(r) >> 33) % ARRAY_SIZE(likely)];
	for (i = 0; i < PTA_NUM_PARAMS; i++)
		some |= types[(fake_random64(r) >> 33) % ARRAY_SIZE(types)] << 4 * i;
	return some;
}

static void any_call(void **state)
{
	u64 r = 4711;
	unsigned int served = 0;
	unsigned int n;

	(void)state;
	emmc_new();
	for (n = 0; n < CALLS; n++) {
		const struct pta *pta = secure_ptas[(fake_random64(&r) >> 33) % 6];
		u32 cmd = (fake_random64(&r) >> 33) % 13;
		struct pta_param p[PTA_NUM_PARAMS];
		struct shm shm[PTA_NUM_PARAMS];
		struct pta_session s;
		u32 types = any_types(&r);
		unsigned int i;

		if (pta == &invoke_tests_pta && cmd > 8)
			cmd = PTA_INVOKE_TESTS_CMD_PARK + cmd - 9;
		else if (pta != &invoke_tests_pta)
			cmd %= 6;
		for (i = 0; i < PTA_NUM_PARAMS; i++)
			p[i] = any_param(&r, types >> 4 * i & 0xf, &shm[i]);
		emmc_power(fake_random64(&r) >> 60, EMMC_CUT_TORN);
		fake.cancel_after = 1 + (fake_random64(&r) >> 33) % 30;
		open_session(&s, pta, OPTEE_MSG_LOGIN_REE_KERNEL);
		served += !call(&s, cmd, p);
		if (pta->close)
			pta->close(&s);
		for (i = 0; i < PTA_NUM_PARAMS; i++)
			free(p[i].mem.shm ? p[i].mem.shm->va : NULL);
	}
	print_message("%u of %u calls succeeded\n", served, CALLS);
	assert_true(served > CALLS / 50);
}

static void any_message(void **state)
{
	static const u8 protocols[] = { 0x10, 0x14, 0x16, 0x17 };
	u64 r = 815;
	unsigned int served = 0;
	unsigned int n;

	(void)state;
	for (n = 0; n < MESSAGES; n++) {
		size_t len = (fake_random64(&r) >> 33) % 21;
		u8 *in = malloc(len + 1);
		u8 *out = malloc(SCMI_PAYLOAD_MAX);
		u32 header = (u32)(fake_random64(&r) >> 20);
		int32_t status;
		size_t got;
		size_t i;

		if (n % 8)
			header = SCMI_HDR(protocols[n / 8 % 4], (n / 32) % 10, n % 1024);
		if (n % 4)
			len &= ~3;
		for (i = 0; i + 4 <= len; i += 4) {
			u32 word = odd(&r);

			memcpy(in + i, &word, sizeof(word));
		}
		for (; i < len; i++)
			in[i] = odd(&r);
		got = scmi_serve(header, in, len, out);
		assert_true(got >= sizeof(status) && got <= SCMI_PAYLOAD_MAX && got % 4 == 0);
		memcpy(&status, out, sizeof(status));
		assert_true(status <= 0 && status >= SCMI_PROTOCOL_ERROR);
		assert_true(!status || got == sizeof(status));
		served += !status;
		free(in);
		free(out);
	}
	print_message("%u of %u messages succeeded\n", served, MESSAGES);
	assert_true(served > MESSAGES / 50);
}

int test_fuzz(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(any_call, fake_setup),
		cmocka_unit_test_setup(any_message, fake_setup),
	};

	return cmocka_run_group_tests_name("anything", tests, NULL, NULL);
}
