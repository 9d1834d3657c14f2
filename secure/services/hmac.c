// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SHA-256 of Mbed TLS (2.28 or 3), and HMAC over it (RFC 2104). The library's own HMAC allocates
 * for each MAC, which nothing does here after boot.
 */
/*
 * The default configuration wants a C library. Nothing of what we use depends on it; a machine
 * that has one of its own says so.
 */
#if !__STDC_HOSTED__ && !defined(MBEDTLS_CONFIG_FILE)
#define MBEDTLS_CONFIG_FILE	"stddef.h"
#endif
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#include <secure/platform.h>

#include "hmac.h"

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define mbedtls_sha256_starts	mbedtls_sha256_starts_ret
#define mbedtls_sha256_update	mbedtls_sha256_update_ret
#define mbedtls_sha256_finish	mbedtls_sha256_finish_ret
#endif

_Static_assert(sizeof(mbedtls_sha256_context) <= sizeof(struct sha256), "state of a hash");
_Static_assert(_Alignof(mbedtls_sha256_context) <= _Alignof(struct sha256), "state of a hash");

static mbedtls_sha256_context *sha256_context(struct sha256 *hash)
{
	return (mbedtls_sha256_context *)hash->state;
}

/*
 * The library fails only if a hardware accelerator does. To go on would mean to trust a MAC that
 * may be wrong, so that is a panic.
 */
static void must_succeed(int rc)
{
	if (rc)
		platform_panic("SHA-256 failed");
}

/**
 * sha256_start() - begin a hash
 * @hash:	to be used for it
 */
void sha256_start(struct sha256 *hash)
{
	mbedtls_sha256_init(sha256_context(hash));
	must_succeed(mbedtls_sha256_starts(sha256_context(hash), 0));
}

/**
 * sha256_update() - go on with a hash
 * @hash:	begun
 * @data:	what is to be hashed; private, it may be read twice
 * @len:	bytes
 */
void sha256_update(struct sha256 *hash, const void *data, size_t len)
{
	must_succeed(mbedtls_sha256_update(sha256_context(hash), data, len));
}

/**
 * sha256_finish() - end a hash
 * @hash:	begun; wiped
 * @digest:	where to
 */
void sha256_finish(struct sha256 *hash, u8 digest[SHA256_SIZE])
{
	must_succeed(mbedtls_sha256_finish(sha256_context(hash), digest));
	mbedtls_sha256_free(sha256_context(hash));
}

/**
 * hmac_start() - begin a MAC
 * @mac:	to be used for it
 * @key:	key
 * @key_len:	bytes
 */
void hmac_start(struct hmac *mac, const void *key, size_t key_len)
{
	unsigned int i;

	memset(mac->key, 0, sizeof(mac->key));
	if (key_len > sizeof(mac->key)) {
		sha256_start(&mac->inner);
		sha256_update(&mac->inner, key, key_len);
		sha256_finish(&mac->inner, mac->key);
	} else {
		memcpy(mac->key, key, key_len);
	}
	for (i = 0; i < sizeof(mac->key); i++)
		mac->key[i] ^= 0x36;
	sha256_start(&mac->inner);
	sha256_update(&mac->inner, mac->key, sizeof(mac->key));
	for (i = 0; i < sizeof(mac->key); i++)
		mac->key[i] ^= 0x36 ^ 0x5c;
}

/**
 * hmac_update() - go on with a MAC
 * @mac:	begun
 * @data:	what is to be authenticated; private, it may be read twice
 * @len:	bytes
 */
void hmac_update(struct hmac *mac, const void *data, size_t len)
{
	sha256_update(&mac->inner, data, len);
}

/**
 * hmac_finish() - end a MAC
 * @mac:	begun; wiped
 * @digest:	where to
 */
void hmac_finish(struct hmac *mac, u8 digest[SHA256_SIZE])
{
	sha256_finish(&mac->inner, digest);
	sha256_start(&mac->inner);
	sha256_update(&mac->inner, mac->key, sizeof(mac->key));
	sha256_update(&mac->inner, digest, SHA256_SIZE);
	sha256_finish(&mac->inner, digest);
	memset(mac->key, 0, sizeof(mac->key));
	__asm__ volatile("" ::"r"(mac) : "memory");
}

/**
 * secret_equal() - compare in a time that does not depend on the contents
 * @a:		one
 * @b:		other
 * @len:	bytes of each
 */
bool secret_equal(const void *a, const void *b, size_t len)
{
	const u8 *x = a;
	const u8 *y = b;
	u8 differ = 0;

	while (len--) {
		differ |= *x++ ^ *y++;
		/*
		 * This hides the value from the compiler, which could otherwise end the loop early.
		 */
		__asm__ volatile("" : "+r"(differ));
	}
	return !differ;
}
