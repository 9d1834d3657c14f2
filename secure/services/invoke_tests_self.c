// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Invoke tests: self tests of the trusted OS.
 */
#include <secure/platform.h>

#include "invoke_tests.h"
#include "rpmb_mac.h"
#include "scmi_msg.h"
#include "services.h"

/* RFC 4231, test case 2 */
static bool hmac_works(void)
{
	static const u8 want[SHA256_SIZE] = {
		0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e,
		0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7,
		0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83,
		0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43,
	};
	static const char text[] = "what do ya want for nothing?";
	u8 digest[SHA256_SIZE];
	struct hmac mac;

	hmac_start(&mac, "Jefe", 4);
	hmac_update(&mac, text, sizeof(text) - 1);
	hmac_finish(&mac, digest);
	return secret_equal(digest, want, sizeof(want));
}

/* A frame that we sign passes our check; with one bit turned it does not. */
static bool frames_work(void)
{
	static const u8 key[RPMB_KEY_SIZE] = { 1, 2, 3 };
	struct rpmb_frame frame = { .data = { 4, 5, 6 } };
	struct rpmb_check check;
	unsigned int turned;
	bool good;

	rpmb_put16(frame.type, RPMB_RESP_DATA_READ);
	rpmb_sign(&frame, key);
	for (turned = 0; turned < 2; turned++) {
		frame.data[255] = (u8)turned;
		rpmb_check_start(&check, key, RPMB_RESP_DATA_READ, NULL);
		rpmb_check_frame(&check, &frame);
		good = rpmb_check_finish(&check, &frame);
		if (good != !turned)
			return false;
	}
	return true;
}

static bool scmi_works(void)
{
	static const u32 want[] = { SCMI_SUCCESS, SCMI_VERSION_BASE };
	u8 out[SCMI_PAYLOAD_MAX];
	size_t len;

	len = scmi_serve(SCMI_HDR(SCMI_PROTOCOL_BASE, SCMI_MSG_VERSION, 0), out, 0, out);
	return len == sizeof(want) && !memcmp(out, want, sizeof(want));
}

/* Time goes forward, and random numbers are not all the same. */
static bool machine_works(void)
{
	u64 then = platform_time_ns();
	u64 one = 0;
	u64 other = 0;

	platform_random(&one, sizeof(one));
	platform_random(&other, sizeof(other));
	return platform_time_ns() >= then && one != other;
}

/**
 * test_self() - PTA_INVOKE_TESTS_CMD_SELF_TESTS
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_GENERIC.
 */
u32 test_self(void)
{
	return hmac_works() && frames_work() && scmi_works() && machine_works() ?
	       TEEC_SUCCESS : TEEC_ERROR_GENERIC;
}

/* Is it a name, and short enough for SCMI? */
static bool is_name(const char *name)
{
	unsigned int i;

	if (!name || !name[0])
		return false;
	for (i = 0; name[i]; i++)
		if (i == SCMI_NAME_SIZE - 1)
			return false;
	return true;
}

static bool supply_fits(unsigned int id)
{
	const struct platform_supply *supply = platform_supply_desc(id);
	int32_t microvolt;
	bool on;

	platform_supply_get(id, &on, &microvolt);
	return is_name(supply->name) && supply->min_uv <= microvolt &&
	       microvolt <= supply->max_uv &&
	       (supply->min_uv == supply->max_uv || supply->step_uv > 0);
}

static bool clock_fits(unsigned int id)
{
	const struct platform_clock *clock = platform_clock_desc(id);
	bool on;
	u64 hz;

	platform_clock_get(id, &on, &hz);
	return is_name(clock->name) && clock->min_hz <= hz && hz <= clock->max_hz;
}

/**
 * test_platform() - PTA_INVOKE_TESTS_CMD_DT_DRIVER_TESTS
 *
 * This trusted OS reads no device tree here: its platform code lists the devices. So the test
 * checks that the lists make sense.
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_GENERIC.
 */
u32 test_platform(void)
{
	unsigned int i;

	for (i = 0; i < platform_supply_count(); i++)
		if (!supply_fits(i))
			return TEEC_ERROR_GENERIC;
	for (i = 0; i < platform_clock_count(); i++)
		if (!clock_fits(i))
			return TEEC_ERROR_GENERIC;
	for (i = 0; i < platform_reset_count(); i++)
		if (!is_name(platform_reset_desc(i)->name))
			return TEEC_ERROR_GENERIC;
	return TEEC_SUCCESS;
}
