// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory from a range reserved at boot, which the secure world knows as a
 * whole.
 *
 * The includes of this file differ from those of the other files for shared memory: with these the
 * symbol version of its exported function is the stock one.
 */
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/genalloc.h>
#include <linux/slab.h>

#include "tee_private.h"

/**
 * struct reserved_pool - a pool of reserved memory
 * @pool:	what the TEE core knows of it
 * @range:	which parts of the memory are free
 * @unit:	bytes that every part is a multiple of
 */
struct reserved_pool {
	struct tee_shm_pool pool;
	struct gen_pool *range;
	size_t unit;
};

static struct reserved_pool *to_reserved_pool(struct tee_shm_pool *pool)
{
	return container_of(pool, struct reserved_pool, pool);
}

/*
 * A part that begins at a multiple of @align also ends at one: user space maps whole pages, and
 * must not see anybody else's memory behind its own.
 */
static int reserved_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			  size_t size, size_t align)
{
	struct reserved_pool *rp = to_reserved_pool(pool);
	size_t step = max(align, rp->unit);
	size_t len = DIV_ROUND_UP(size, step) * step;
	dma_addr_t where;
	void *va;

	va = gen_pool_dma_zalloc_align(rp->range, len, &where, step);
	if (!va)
		return -ENOMEM;

	shm->kaddr = va;
	shm->paddr = where;
	shm->size = len;
	/* The secure world knows all of the range, so nothing is registered. */
	shm->flags &= ~TEE_SHM_DYNAMIC;

	return 0;
}

static void reserved_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	gen_pool_free(to_reserved_pool(pool)->range, (unsigned long)shm->kaddr, shm->size);
	shm->kaddr = NULL;
}

static void reserved_destroy(struct tee_shm_pool *pool)
{
	struct reserved_pool *rp = to_reserved_pool(pool);

	gen_pool_destroy(rp->range);
	kfree(rp);
}

static const struct tee_shm_pool_ops reserved_ops = {
	.alloc = reserved_alloc,
	.free = reserved_free,
	.destroy_pool = reserved_destroy,
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
	struct reserved_pool *rp;

	if (!IS_ALIGNED(vaddr | paddr | size, PAGE_SIZE))
		return ERR_PTR(-EINVAL);

	rp = kzalloc(sizeof(*rp), GFP_KERNEL);
	if (!rp)
		return ERR_PTR(-ENOMEM);
	rp->pool.ops = &reserved_ops;
	rp->unit = (size_t)1 << min_alloc_order;
	rp->range = gen_pool_create(min_alloc_order, NUMA_NO_NODE);
	if (!rp->range)
		goto err_pool;
	if (gen_pool_add_virt(rp->range, vaddr, paddr, size, NUMA_NO_NODE))
		goto err_range;

	return &rp->pool;

err_range:
	gen_pool_destroy(rp->range);
err_pool:
	kfree(rp);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_alloc_res_mem);
