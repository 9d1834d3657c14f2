/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * SHA-1 (FIPS 180-4), block by block.
 */
#ifndef HOSTED_CRYPTO_SHA1_H
#define HOSTED_CRYPTO_SHA1_H

#include <linux/types.h>

#define SHA1_DIGEST_SIZE	20
#define SHA1_BLOCK_SIZE		64
#define SHA1_DIGEST_WORDS	(SHA1_DIGEST_SIZE / 4)
#define SHA1_WORKSPACE_WORDS	16

void sha1_init(__u32 *state);
void sha1_transform(__u32 *state, const char *data, __u32 *work);

static inline __be32 cpu_to_be32(u32 v)
{
	return (__be32)__builtin_bswap32(v);
}

#endif
