// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory of clients: registering it, and a pool of registered pages.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "call.h"
#include "optee.h"
#include "session.h"
#include "shm.h"

static bool is_supp_context(struct tee_context *ctx)
{
	struct optee *optee = tee_drvdata(ctx->teedev);

	return ctx->teedev == optee->supp_teedev;
}

static int register_client_memory(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
				  size_t num_pages)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	u64 cookie;
	int rc;

	rc = optee_cookie_alloc(optee, &cookie);
	if (rc)
		return rc;
	rc = optee_call_register(ctx, cookie, pages, num_pages, tee_shm_get_page_offset(shm),
				 tee_shm_get_size(shm));
	if (rc) {
		optee_cookie_forget(optee, cookie);
		return rc;
	}
	/* The shutdown of the driver looks for memory that has its cookie here. */
	shm->sec_world_id = cookie;
	optee_cookie_publish(optee, cookie, shm, false);
	return 0;
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
		return register_client_memory(ctx, shm, pages, num_pages);
	flags = memalloc_noio_save();
	rc = register_client_memory(ctx, shm, pages, num_pages);
	memalloc_noio_restore(flags);
	return rc;
}

/**
 * optee_shm_unregister() - operation of /dev/teeN: unregister memory
 * @ctx:	the context it was registered for
 * @shm:	the memory, which is freed unless it is to be kept
 *
 * Return: 0; -EINTR when killed before the secure world was asked, -ENOMEM or -EBUSY when it could
 * not be asked: the memory is still shared and must be kept, and the function is to be called
 * again. Any other error: the secure world does not give the memory up, so its pages must never be
 * used for anything else.
 */
int optee_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	int rc;

	/* The shutdown of the driver has unregistered it already. */
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
 * The secure world learns of the supplicant's memory by the answer to the RPC for which it was
 * allocated. A yielding call must not be made here: it could wait for a thread which the call keeps
 * that made the RPC.
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
 * The pool: pages that the kernel allocates. They are registered if clients use them. Memory that
 * is private to the driver is described to the secure world where it is used.
 */

static bool needs_registration(const struct tee_shm *shm)
{
	return !(shm->flags & TEE_SHM_PRIV) && !is_supp_context(shm->ctx);
}

static int dyn_pool_alloc(struct tee_shm_pool *pool, struct tee_shm *shm, size_t size, size_t align)
{
	return tee_dyn_shm_alloc_helper(shm, size, align,
					needs_registration(shm) ? optee_shm_register : NULL);
}

static void dyn_pool_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	tee_dyn_shm_free_helper(shm, needs_registration(shm) ? optee_shm_unregister : NULL);
}

static void dyn_pool_destroy(struct tee_shm_pool *pool)
{
	kfree(pool);
}

static const struct tee_shm_pool_ops dynamic_pool_ops = {
	.alloc = dyn_pool_alloc,
	.free = dyn_pool_free,
	.destroy_pool = dyn_pool_destroy,
};

/**
 * optee_shm_pool_dynamic() - make a pool of pages that the kernel allocates
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
