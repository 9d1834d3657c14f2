// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory objects: their references, their ids, and those that are
 * allocated from the driver's pool.
 *
 * - An object is alive while its reference count is above 0. Each object holds
 *   a reference on its context; it pins the driver's module if user space may
 *   hold on to the object, that is, if it has an id.
 * - Objects of user space have an id, unique on the device, kept in the
 *   device's idr. An id refers to NULL until its object is complete, and to
 *   nothing from the moment the last reference is dropped.
 * - An id is looked up under RCU alone: a call on a lane must not wait for
 *   the task that changes the idr. So an object that has been found may have
 *   lost its last reference; it stays in memory for a grace period, and its
 *   count, once 0, never rises again.
 * - Objects of user space, and the memory in them, are charged to the memory
 *   cgroup of the task that makes them.
 */
#include <linux/rcupdate.h>

#include "tee_shm_includes.h"

/**
 * tee_shm_new() - a memory object without memory yet
 * @ctx:	context it belongs to; gets one more reference
 * @flags:	TEE_SHM_*
 * @id:		id from tee_shm_new_id(), or -1
 *
 * Return: an object with one reference, or NULL.
 */
struct tee_shm *tee_shm_new(struct tee_context *ctx, u32 flags, int id)
{
	struct tee_core_shm *cs = kzalloc(sizeof(*cs), GFP_KERNEL_ACCOUNT);

	if (!cs)
		return NULL;
	refcount_set(&cs->shm.refcount, 1);
	cs->shm.ctx = ctx;
	cs->shm.flags = flags;
	cs->shm.id = id;
	tee_ctx_get(ctx, id >= 0);

	return &cs->shm;
}

/**
 * tee_shm_discard() - free a memory object that has no memory (any more)
 * @shm:	object without references
 */
void tee_shm_discard(struct tee_shm *shm)
{
	struct tee_context *ctx = shm->ctx;
	bool pin = shm->id >= 0;

	kfree_rcu(to_core_shm(shm), rcu);
	tee_ctx_put(ctx, pin);
}

/**
 * tee_shm_new_id() - set an id aside
 * @teedev:	device
 *
 * May sleep, but not with the lock held.
 *
 * Return: the id, or -ENOMEM or -ENOSPC.
 */
int tee_shm_new_id(struct tee_device *teedev)
{
	struct tee_core_device *cd = to_core_device(teedev);
	int id;

	idr_preload(GFP_KERNEL);
	spin_lock(&cd->lock);
	id = idr_alloc(&teedev->idr, NULL, 1, 0, GFP_NOWAIT);
	spin_unlock(&cd->lock);
	idr_preload_end();

	return id;
}

/**
 * tee_shm_free_id() - give an id back
 * @teedev:	device
 * @id:		from tee_shm_new_id(); its object may have been published or not
 */
void tee_shm_free_id(struct tee_device *teedev, int id)
{
	struct tee_core_device *cd = to_core_device(teedev);

	spin_lock(&cd->lock);
	idr_remove(&teedev->idr, id);
	spin_unlock(&cd->lock);
}

/**
 * tee_shm_publish() - let an object be found by its id
 * @shm:	object, complete
 */
void tee_shm_publish(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	struct tee_core_device *cd = to_core_device(teedev);

	spin_lock(&cd->lock);
	idr_replace(&teedev->idr, shm, shm->id);
	spin_unlock(&cd->lock);
}

static struct tee_shm *shm_alloc(struct tee_context *ctx, size_t size,
				 size_t align, u32 flags, int id)
{
	struct tee_shm_pool *pool = ctx->teedev->pool;
	struct tee_shm *shm;
	int rc;

	if (!pool)
		return ERR_PTR(-EINVAL);
	/* A pool rounds up to whole pages, and need not check for size 0 or an overflow. */
	if (!size)
		return ERR_PTR(-EINVAL);
	if (size > SIZE_MAX - PAGE_SIZE)
		return ERR_PTR(-ENOMEM);

	shm = tee_shm_new(ctx, flags, id);
	if (!shm)
		return ERR_PTR(-ENOMEM);

	rc = pool->ops->alloc(pool, shm, size, align);
	if (rc) {
		tee_shm_discard(shm);
		return ERR_PTR(rc);
	}

	return shm;
}

/**
 * tee_shm_alloc_user_buf() - allocate a memory object for user space
 * @ctx:	context of the open file
 * @size:	bytes wanted
 *
 * The object has an id, can be mapped, and is passed as a memref.  Process
 * context, may sleep.
 *
 * Return: the object, or -EINVAL if the device has no pool or @size is 0,
 * -ENOMEM, or the error of the driver.
 */
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_shm *shm;
	int id;

	id = tee_shm_new_id(teedev);
	if (id < 0)
		return ERR_PTR(id);

	shm = shm_alloc(ctx, size, PAGE_SIZE, TEE_SHM_DYNAMIC | TEE_SHM_POOL,
			id);
	if (IS_ERR(shm))
		tee_shm_free_id(teedev, id);
	else
		tee_shm_publish(shm);

	return shm;
}

/**
 * tee_shm_alloc_kernel_buf() - allocate a memory object for a kernel client
 * @ctx:	context
 * @size:	bytes wanted
 *
 * Known to the secure world, to be passed as a memref.  To be freed with
 * tee_shm_free().  Process context, may sleep.
 *
 * Return: the object, or -EINVAL if the device has no pool or @size is 0,
 * -ENOMEM, or the error of the driver.
 */
struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size)
{
	return shm_alloc(ctx, size, PAGE_SIZE, TEE_SHM_DYNAMIC | TEE_SHM_POOL,
			 -1);
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_kernel_buf);

/**
 * tee_shm_alloc_priv_buf() - allocate a memory object for the TEE driver
 * @ctx:	context, commonly the driver's own
 * @size:	bytes wanted
 *
 * For the driver's own exchange with the secure world: the pool need not make
 * it known there as an object.  To be freed with tee_shm_free().  Process
 * context, may sleep.
 *
 * Return: the object, or -EINVAL if the device has no pool or @size is 0,
 * -ENOMEM, or the error of the driver.
 */
struct tee_shm *tee_shm_alloc_priv_buf(struct tee_context *ctx, size_t size)
{
	return shm_alloc(ctx, size, sizeof(long) * 2,
			 TEE_SHM_PRIV | TEE_SHM_POOL, -1);
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_priv_buf);

/**
 * tee_shm_get_va() - kernel address in a memory object
 * @shm:	object
 * @offs:	offset in bytes
 *
 * Return: the address, -EINVAL if it would be outside of the object or the
 * object has no kernel address.
 */
void *tee_shm_get_va(struct tee_shm *shm, size_t offs)
{
	if (!shm->kaddr || offs >= shm->size)
		return ERR_PTR(-EINVAL);

	return shm->kaddr + offs;
}
EXPORT_SYMBOL_GPL(tee_shm_get_va);

/**
 * tee_shm_get_pa() - physical address in a memory object
 * @shm:	object from a pool
 * @offs:	offset in bytes
 * @pa:		NULL, or where to store the address
 *
 * Return: 0, or -EINVAL if it would be outside of the object.
 */
int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa)
{
	if (offs >= shm->size)
		return -EINVAL;

	if (pa)
		*pa = shm->paddr + offs;
	return 0;
}
EXPORT_SYMBOL_GPL(tee_shm_get_pa);

/**
 * tee_shm_get_from_id() - look an id up and take a reference on its object
 * @ctx:	context the object must belong to
 * @id:		id, whatever user space said
 *
 * Any context; takes no lock and does not sleep.
 *
 * Return: the object, to be given to tee_shm_put(), or -EINVAL.
 */
struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id)
{
	struct tee_shm *shm;

	rcu_read_lock();
	shm = idr_find(&ctx->teedev->idr, id);
	if (!shm || shm->ctx != ctx || !refcount_inc_not_zero(&shm->refcount))
		shm = ERR_PTR(-EINVAL);
	rcu_read_unlock();

	return shm;
}
EXPORT_SYMBOL_GPL(tee_shm_get_from_id);
