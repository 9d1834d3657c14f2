// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory: making pages known to the secure world, and a pool of them.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "optee_private.h"

static bool is_supp_context(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);

	return ctx->teedev == optee->supp_teedev;
}

static int register_shm(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
			size_t num_pages)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	u64 cookie;
	int rc;

	rc = optee_cookie_alloc(optee, shm, false, &cookie);
	if (rc)
		return rc;
	rc = optee_call_register(ctx, cookie, pages, num_pages, tee_shm_get_page_offset(shm),
				 tee_shm_get_size(shm));
	if (rc)
		optee_cookie_forget(optee, cookie);
	else
		shm->sec_world_id = cookie;
	return rc;
}

/**
 * optee_shm_register() - operation of /dev/teeN: register memory
 * @ctx:	the context it is registered for
 * @shm:	describes the memory, its pages are pinned
 * @pages:	its pages
 * @num_pages:	how many
 * @start:	where it is mapped, for the kernel or for the calling process
 *
 * A context with lanes allocates in a NOIO scope.
 *
 * Return: as optee_call_register(); -EINVAL also for memory that is not mapped
 * as ordinary memory is.
 */
int optee_shm_register(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
		       size_t num_pages, unsigned long start)
{
	struct optee_context *ctxdata = ctx->data;
	unsigned int flags;
	int rc;

	if (!num_pages)
		return -EINVAL;
	rc = optee_check_mem_type(start, num_pages);
	if (rc)
		return rc;
	if (!atomic_read(&ctxdata->lanes))
		return register_shm(ctx, shm, pages, num_pages);
	flags = memalloc_noio_save();
	rc = register_shm(ctx, shm, pages, num_pages);
	memalloc_noio_restore(flags);
	return rc;
}

/**
 * optee_shm_unregister() - operation of /dev/teeN: unregister memory
 * @ctx:	the context it was registered for
 * @shm:	the memory, which is freed unless it is to be kept
 *
 * Return: 0; -EINTR when killed before the secure world was asked, -ENOMEM or -EBUSY when it could
 * not be: the memory is still shared and must be kept, ask again. Any other error says that the
 * secure world does not give the memory up: its pages must never be used for anything else.
 */
int optee_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	int rc;

	/* The shutdown of the driver has done it. */
	if (!shm->sec_world_id)
		return 0;
	rc = optee_call_unregister(ctx, shm->sec_world_id, false);
	if (!rc)
		optee_cookie_forget(optee, shm->sec_world_id);
	else if (rc != -EINTR && rc != -ENOMEM && rc != -EBUSY)
		optee_cookie_bury(optee, shm->sec_world_id);
	return rc;
}

/**
 * optee_shm_register_supp() - operation of /dev/teeprivN: register memory
 * @ctx:	the supplicant's context
 * @shm:	the memory
 * @pages:	its pages
 * @num_pages:	how many
 * @start:	where the supplicant has it mapped
 *
 * The secure world learns of the supplicant's memory by the RPC it was
 * allocated for. Nothing else is to be done; above all no yielding call, which
 * might wait for the very call that made the RPC.
 *
 * Return: 0, or -EINVAL for memory that is not mapped as ordinary memory is.
 */
int optee_shm_register_supp(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
			    size_t num_pages, unsigned long start)
{
	return optee_check_mem_type(start, num_pages);
}

/**
 * optee_shm_unregister_supp() - operation of /dev/teeprivN: unregister memory
 * @ctx:	the supplicant's context
 * @shm:	the memory
 *
 * Return: 0.
 */
int optee_shm_unregister_supp(struct tee_context *ctx, struct tee_shm *shm)
{
	return 0;
}

/*
 * The pool: pages of the kernel's own, registered when a client is to use them.
 * What is private to the driver is described where it is used.
 */

static bool needs_registration(const struct tee_shm *shm)
{
	return !(shm->flags & TEE_SHM_PRIV) && !is_supp_context(shm->ctx);
}

static int pool_alloc(struct tee_shm_pool *pool, struct tee_shm *shm, size_t size, size_t align)
{
	return tee_dyn_shm_alloc_helper(shm, size, align,
					needs_registration(shm) ? optee_shm_register : NULL);
}

static void pool_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	tee_dyn_shm_free_helper(shm, needs_registration(shm) ? optee_shm_unregister : NULL);
}

static void pool_destroy(struct tee_shm_pool *pool)
{
	kfree(pool);
}

static const struct tee_shm_pool_ops dynamic_pool_ops = {
	.alloc = pool_alloc,
	.free = pool_free,
	.destroy_pool = pool_destroy,
};

/**
 * optee_shm_pool_dynamic() - a pool of the kernel's own pages
 *
 * Return: the pool, or ERR_PTR(-ENOMEM).
 */
struct tee_shm_pool *optee_shm_pool_dynamic(void)
{
	struct tee_shm_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return ERR_PTR(-ENOMEM);
	pool->ops = &dynamic_pool_ops;
	return pool;
}
