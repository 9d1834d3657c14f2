// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Random numbers: HMAC_DRBG of Mbed TLS (NIST SP 800-90A) over SHA-256. It is seeded from RNDR
 * where the processor has it, and at each request again; else once, from the device tree. RNDR may
 * fail for a while, because the other cores read it too. Then a request is served from the state of
 * the last seed, which nobody can guess either, and the next one tries again.
 */
#include <mbedtls/hmac_drbg.h>

#include <secure/platform.h>

#include "../../kernel/spin.h"
#include "qemu_virt.h"

/* Largest request of Mbed TLS; a lock is not to be held for longer either. */
#define CHUNK		256
/* Entropy input for a security strength of 256 bits; the clock is the nonce. */
#define SEED_WANTED	32
#define RNDR_TRIES	100
/* Requests in a row without a new seed, at most; SP 800-90A allows 2^48, Mbed TLS an int. */
#define RESEED_AT_LAST	0x7fffffff

static struct {
	struct secure_lock lock;
	mbedtls_hmac_drbg_context drbg;
} rng;

/*
 * Memory for the DRBG, which asks for it once, when it is seeded: the state of a hash and two
 * blocks. mbedtls_config.h names these functions.
 */
void *random_calloc(size_t num, size_t size)
{
	static u64 memory[64];
	static size_t used;
	size_t words;
	void *piece;

	if (check_mul_overflow(num, size, &size))
		return NULL;
	words = DIV_ROUND_UP(size, sizeof(u64));
	if (words > ARRAY_SIZE(memory) - used)
		return NULL;
	piece = memory + used;
	used += words;
	return piece;
}

/* Nothing is given back but after an error, which is a panic. */
void random_free(void *piece)
{
	(void)piece;
}

static bool read_rndr(u64 *value)
{
	unsigned int n, failed;

	for (n = 0; n < RNDR_TRIES; n++) {
		__asm__ volatile("mrs %0, s3_3_c2_c4_0; cset %w1, eq"
				 : "=r" (*value), "=r" (failed) : : "cc");
		if (!failed)
			return true;
	}
	return false;
}

/* Entropy source of the DRBG. */
static int rndr_entropy(void *unused, unsigned char *buf, size_t size)
{
	(void)unused;
	while (size) {
		size_t len = size < sizeof(u64) ? size : sizeof(u64);
		u64 value;

		if (!read_rndr(&value))
			return -1;
		memcpy(buf, &value, len);
		buf += len;
		size -= len;
	}
	return 0;
}

/**
 * random_init() - seed
 * @seed:	from the device tree
 * @size:	bytes
 */
void random_init(const u8 *seed, size_t size)
{
	const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	u64 now[2] = { read_sysreg(cntpct_el0), read_sysreg(pmccntr_el0) };
	u8 all[SEED_MAX + sizeof(now)];
	int err;

	mbedtls_hmac_drbg_init(&rng.drbg);
	if (read_sysreg(id_aa64isar0_el1) >> 60) {
		mbedtls_hmac_drbg_set_prediction_resistance(&rng.drbg, MBEDTLS_HMAC_DRBG_PR_ON);
		mbedtls_hmac_drbg_set_reseed_interval(&rng.drbg, RESEED_AT_LAST);
		err = mbedtls_hmac_drbg_seed(&rng.drbg, sha256, rndr_entropy, NULL, NULL, 0);
	} else {
		platform_log("WARNING: no RNDR: the device tree seeds random numbers, once");
		if (size < SEED_WANTED)
			platform_log("WARNING: and that seed is short: THEY CAN BE GUESSED");
		memcpy(all, seed, size);
		memcpy(all + size, now, sizeof(now));
		err = mbedtls_hmac_drbg_seed_buf(&rng.drbg, sha256, all, size + sizeof(now));
		memset(all, 0, sizeof(all));
	}
	if (err)
		platform_panic("no random numbers");
}

/*
 * With the lock taken. A request for which the generator finds no entropy has changed nothing, and
 * is made again without.
 */
static int draw_numbers(u8 *at, size_t len)
{
	int err = mbedtls_hmac_drbg_random(&rng.drbg, at, len);

	if (err != MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED)
		return err;
	mbedtls_hmac_drbg_set_prediction_resistance(&rng.drbg, MBEDTLS_HMAC_DRBG_PR_OFF);
	err = mbedtls_hmac_drbg_random(&rng.drbg, at, len);
	mbedtls_hmac_drbg_set_prediction_resistance(&rng.drbg, MBEDTLS_HMAC_DRBG_PR_ON);
	return err;
}

/* See platform.h. */
void platform_random(void *buf, size_t size)
{
	u8 *at = buf;
	int err = 0;

	while (size && !err) {
		size_t len = size < CHUNK ? size : CHUNK;

		spin_lock(&rng.lock);
		err = draw_numbers(at, len);
		spin_unlock(&rng.lock);
		at += len;
		size -= len;
	}
	if (err)
		platform_panic("no random numbers");
}
