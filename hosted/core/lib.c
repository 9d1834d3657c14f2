// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Small things from lib/ that the driver uses: UUIDs, SHA-1, an allocator for a range, and
 * numbers that look random.
 */
#include <crypto/sha1.h>
#include <linux/genalloc.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/uuid.h>

const uuid_t uuid_null;

/* Splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) */
u32 get_random_u32(void)
{
	static u64 count;
	u64 x = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) * 0x9e3779b97f4a7c15ULL;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

/* SHA-1: FIPS 180-4, section 6.1 */

void sha1_init(__u32 *state)
{
	static const __u32 start[SHA1_DIGEST_WORDS] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
	};

	memcpy(state, start, sizeof(start));
}

static __u32 rotate_left(__u32 v, unsigned int n)
{
	return v << n | v >> (32 - n);
}

/* f_t and K_t of section 4.1.1 and 4.2.1. */
static __u32 mix_bits(unsigned int t, __u32 b, __u32 c, __u32 d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

void sha1_transform(__u32 *state, const char *data, __u32 *work)
{
	__u32 v[SHA1_DIGEST_WORDS];
	unsigned int t;
	__u32 next;

	memcpy(v, state, sizeof(v));
	memcpy(work, data, SHA1_BLOCK_SIZE);
	for (t = 0; t < 80; t++) {
		if (t < 16)
			work[t] = __builtin_bswap32(work[t]);
		else
			work[t % 16] = rotate_left(work[(t - 3) % 16] ^ work[(t - 8) % 16] ^
					   work[(t - 14) % 16] ^ work[t % 16], 1);
		next = rotate_left(v[0], 5) + mix_bits(t, v[1], v[2], v[3]) + v[4] + work[t % 16];
		v[4] = v[3];
		v[3] = v[2];
		v[2] = rotate_left(v[1], 30);
		v[1] = v[0];
		v[0] = next;
	}
	for (t = 0; t < SHA1_DIGEST_WORDS; t++)
		state[t] += v[t];
}

/* An allocator for a range of memory: first fit, with a byte for each unit */

struct gen_pool *gen_pool_create(int min_alloc_order, int nid)
{
	struct gen_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (pool)
		pool->min_alloc_order = min_alloc_order;
	return pool;
}

int gen_pool_add_virt(struct gen_pool *pool, unsigned long start, phys_addr_t phys, size_t size,
		      int nid)
{
	FATAL_IF(pool->used);
	pool->start = start;
	pool->phys = phys;
	pool->units = size >> pool->min_alloc_order;
	pool->used = kzalloc(pool->units, GFP_KERNEL);
	return pool->used ? 0 : -ENOMEM;
}

void gen_pool_destroy(struct gen_pool *pool)
{
	WARN_ON(pool->used && memchr(pool->used, 1, pool->units));
	kfree(pool->used);
	kfree(pool);
}

void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	size_t step = max_t(size_t, 1, align >> pool->min_alloc_order);
	size_t num = DIV_ROUND_UP(size, 1UL << pool->min_alloc_order);
	void *va = NULL;
	size_t n;

	spin_lock(&pool->lock);
	for (n = 0; n + num <= pool->units; n += step) {
		if (memchr(pool->used + n, 1, num))
			continue;
		memset(pool->used + n, 1, num);
		*dma = pool->phys + (n << pool->min_alloc_order);
		va = (void *)(pool->start + (n << pool->min_alloc_order));
		memset(va, 0, size);
		break;
	}
	spin_unlock(&pool->lock);
	return va;
}

void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size)
{
	size_t num = DIV_ROUND_UP(size, 1UL << pool->min_alloc_order);
	size_t n = (addr - pool->start) >> pool->min_alloc_order;

	spin_lock(&pool->lock);
	FATAL_IF(n + num > pool->units || !pool->used[n]);
	memset(pool->used + n, 0, num);
	spin_unlock(&pool->lock);
}

int match_string(const char *const *array, size_t n, const char *string)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return i;
	return -EINVAL;
}
