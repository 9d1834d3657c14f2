// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Compares the HMAC-SHA-256 of secure/ with that of a library, for keys and texts of all lengths
 * around a block.
 */
#include <mbedtls/md.h>

#include "fake.h"
#include "hmac.h"
#include "tests.h"

static void as_the_library(void **state)
{
	const mbedtls_md_info_t *info = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	u8 want[SHA256_SIZE];
	u8 got[SHA256_SIZE];
	struct hmac mac;
	u8 text[300];
	u8 key[150];
	size_t k;
	size_t t;

	(void)state;
	platform_random(key, sizeof(key));
	platform_random(text, sizeof(text));
	for (k = 0; k <= sizeof(key); k += 1 + k / 70) {
		for (t = 0; t <= sizeof(text); t += 1 + t / 50) {
			mbedtls_md_hmac(info, key, k, text, t, want);
			hmac_start(&mac, key, k);
			hmac_update(&mac, text, t / 3);
			hmac_update(&mac, text + t / 3, t - t / 3);
			hmac_finish(&mac, got);
			assert_memory_equal(got, want, sizeof(want));
		}
	}
}

/* The HMAC agrees with RFC 4231, test cases 1 and 6. */
static void as_the_rfc(void **state)
{
	static const u8 want1[] = { 0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53 };
	static const u8 want6[] = { 0x60, 0xe4, 0x31, 0x59, 0x1e, 0xe0, 0xb6, 0x7f };
	static const char text6[] = "Test Using Larger Than Block-Size Key - Hash Key First";
	u8 got[SHA256_SIZE];
	struct hmac mac;
	u8 key[131];

	(void)state;
	memset(key, 0x0b, 20);
	hmac_start(&mac, key, 20);
	hmac_update(&mac, "Hi There", 8);
	hmac_finish(&mac, got);
	assert_memory_equal(got, want1, sizeof(want1));

	memset(key, 0xaa, sizeof(key));
	hmac_start(&mac, key, sizeof(key));
	hmac_update(&mac, text6, sizeof(text6) - 1);
	hmac_finish(&mac, got);
	assert_memory_equal(got, want6, sizeof(want6));
}

static void equal_or_not(void **state)
{
	u8 a[32] = { 0 };
	u8 b[32] = { 0 };
	unsigned int bit;

	(void)state;
	assert_true(secret_equal(a, b, sizeof(a)));
	for (bit = 0; bit < 256; bit++) {
		b[bit / 8] ^= 1 << bit % 8;
		assert_false(secret_equal(a, b, sizeof(a)));
		b[bit / 8] ^= 1 << bit % 8;
	}
}

int test_hmac(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(as_the_library, fake_setup),
		cmocka_unit_test_setup(as_the_rfc, fake_setup),
		cmocka_unit_test_setup(equal_or_not, fake_setup),
	};

	return cmocka_run_group_tests_name("hmac", tests, NULL, NULL);
}
