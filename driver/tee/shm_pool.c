// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory from a range reserved at boot, which the secure world knows as a
 * whole.
 *
 * Its includes are those that make the symbol version of its export the stock
 * one, and differ from those of the other files for shared memory.
 */
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/genalloc.h>
#include <linux/slab.h>

#include "tee_private.h"

/* A range of the pool in whole units, each aligned as the caller wants it. */
static int reserved_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			  size_t size, size_t align)
{
	struct gen_pool *range = pool->private_data;
	struct genpool_data_align want = {
		.align = max(align, (size_t)1 << range->min_alloc_order),
	};

	shm->size = roundup(size, (size_t)want.align);
	shm->kaddr = (void *)gen_pool_alloc_algo(range, shm->size,
						 gen_pool_first_fit_align,
						 &want);
	if (!shm->kaddr)
		return -ENOMEM;

	memset(shm->kaddr, 0, shm->size);
	shm->paddr = gen_pool_virt_to_phys(range, (unsigned long)shm->kaddr);
	/* The secure world knows the range: nothing to register. */
	shm->flags &= ~TEE_SHM_DYNAMIC;

	return 0;
}

static void reserved_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	unsigned long addr = (unsigned long)shm->kaddr;

	shm->kaddr = NULL;
	gen_pool_free(pool->private_data, addr, shm->size);
}

static void reserved_destroy(struct tee_shm_pool *pool)
{
	struct gen_pool *range = pool->private_data;

	kfree(pool);
	gen_pool_destroy(range);
}

static const struct tee_shm_pool_ops reserved_ops = {
	.alloc = reserved_alloc,
	.free = reserved_free,
	.destroy_pool = reserved_destroy,
};

/* The allocator of the range, with the whole range in it, or NULL. */
static struct gen_pool *range_create(unsigned long vaddr, phys_addr_t paddr,
				     size_t size, int min_alloc_order)
{
	struct gen_pool *range = gen_pool_create(min_alloc_order, NUMA_NO_NODE);

	if (range && gen_pool_add_virt(range, vaddr, paddr, size,
				       NUMA_NO_NODE)) {
		gen_pool_destroy(range);
		range = NULL;
	}

	return range;
}

/**
 * tee_shm_pool_alloc_res_mem() - a pool of reserved memory
 * @vaddr:	where it is mapped
 * @paddr:	physical address
 * @size:	bytes
 * @min_alloc_order: binary logarithm of the smallest allocation, in bytes
 *
 * All three must be multiples of the page size.  The mapping stays the
 * caller's.  To be freed with tee_shm_pool_free().  Process context.
 *
 * Return: the pool, or -EINVAL or -ENOMEM.
 */
struct tee_shm_pool *tee_shm_pool_alloc_res_mem(unsigned long vaddr,
						phys_addr_t paddr, size_t size,
						int min_alloc_order)
{
	struct tee_shm_pool *pool;

	if (!IS_ALIGNED(vaddr | paddr | size, PAGE_SIZE))
		return ERR_PTR(-EINVAL);

	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);

	pool->ops = &reserved_ops;
	pool->private_data = range_create(vaddr, paddr, size, min_alloc_order);
	if (!pool->private_data) {
		kfree(pool);
		return ERR_PTR(-ENOMEM);
	}

	return pool;
}
EXPORT_SYMBOL_GPL(tee_shm_pool_alloc_res_mem);
