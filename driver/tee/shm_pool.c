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

static int res_mem_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			 size_t size, size_t align)
{
	struct gen_pool *gen = pool->private_data;
	size_t a = max_t(size_t, align, BIT(gen->min_alloc_order));
	struct genpool_data_align data = { .align = a };
	size_t s = roundup(size, a);
	unsigned long va;

	va = gen_pool_alloc_algo(gen, s, gen_pool_first_fit_align, &data);
	if (!va)
		return -ENOMEM;

	memset((void *)va, 0, s);
	shm->kaddr = (void *)va;
	shm->paddr = gen_pool_virt_to_phys(gen, va);
	shm->size = s;
	/* The secure world knows the range: nothing to register. */
	shm->flags &= ~TEE_SHM_DYNAMIC;

	return 0;
}

static void res_mem_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	gen_pool_free(pool->private_data, (unsigned long)shm->kaddr,
		      shm->size);
	shm->kaddr = NULL;
}

static void res_mem_destroy(struct tee_shm_pool *pool)
{
	gen_pool_destroy(pool->private_data);
	kfree(pool);
}

static const struct tee_shm_pool_ops res_mem_ops = {
	.alloc = res_mem_alloc,
	.free = res_mem_free,
	.destroy_pool = res_mem_destroy,
};

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
	struct gen_pool *gen;
	int rc;

	if (!IS_ALIGNED(vaddr | paddr | size, PAGE_SIZE))
		return ERR_PTR(-EINVAL);

	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);

	gen = gen_pool_create(min_alloc_order, -1);
	if (!gen) {
		rc = -ENOMEM;
		goto err_pool;
	}
	rc = gen_pool_add_virt(gen, vaddr, paddr, size, -1);
	if (rc)
		goto err_gen;

	pool->ops = &res_mem_ops;
	pool->private_data = gen;
	return pool;

err_gen:
	gen_pool_destroy(gen);
err_pool:
	kfree(pool);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_alloc_res_mem);
