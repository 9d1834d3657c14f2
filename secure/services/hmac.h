/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * SHA-256 and HMAC-SHA-256. All state is in the structures that are passed in, so several threads
 * can compute at once, and none waits for another.
 */
#ifndef SERVICES_HMAC_H
#define SERVICES_HMAC_H

#include <secure/types.h>

#define SHA256_SIZE		32
#define SHA256_BLOCK_SIZE	64

/**
 * struct sha256 - a hash being computed
 * @state:	the library's; hmac.c sees that it is large enough
 */
struct sha256 {
	u64 state[16];
};

/**
 * struct hmac - a MAC being computed
 * @inner:	hash of what is to be authenticated, behind the inner key
 * @key:	outer key
 */
struct hmac {
	struct sha256 inner;
	u8 key[SHA256_BLOCK_SIZE];
};

void sha256_start(struct sha256 *hash);
void sha256_update(struct sha256 *hash, const void *data, size_t len);
void sha256_finish(struct sha256 *hash, u8 digest[SHA256_SIZE]);

void hmac_start(struct hmac *mac, const void *key, size_t key_len);
void hmac_update(struct hmac *mac, const void *data, size_t len);
void hmac_finish(struct hmac *mac, u8 digest[SHA256_SIZE]);

bool secret_equal(const void *a, const void *b, size_t len);

#endif /* SERVICES_HMAC_H */
