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
 *   whoever changes the idr. So an object that has been found may have lost its
 *   last reference; it stays in memory for a grace period, and its count, once
 *   0, never rises again.
 * - To take memory from the secure world is a call, which may have to wait for a
 *   thread. A task that exits leaves that to a worker, and so does one that is
 *   killed while it waits.
 */
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

#include "tee_shm_includes.h"

/**
 * struct tee_core_shm - a memory object and what this core adds to it
 * @shm:	the stock structure, first member
 * @kept:	the secure world has not been asked to give the memory up, because
 *		the task that wanted to was killed
 * @release_work: does it in that task's place
 * @rcu:	to free it
 */
struct tee_core_shm {
	struct tee_shm shm;
	bool kept;
	struct work_struct release_work;
	struct rcu_head rcu;
};

static struct tee_core_shm *to_core_shm(struct tee_shm *shm)
{
	return container_of(shm, struct tee_core_shm, shm);
}

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
	struct tee_core_shm *cs = kzalloc(sizeof(*cs), GFP_KERNEL);

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
 * @shm:	object nobody has a reference on
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

/* Give an id back, whether or not its object could be found. */
void tee_shm_free_id(struct tee_device *teedev, int id)
{
	struct tee_core_device *cd = to_core_device(teedev);

	spin_lock(&cd->lock);
	idr_remove(&teedev->idr, id);
	spin_unlock(&cd->lock);
}

/* Let an object that is complete be found under its id. */
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
	/* Pools round up to whole pages; none has to think of these. */
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
 * tee_shm_free() - drop the caller's reference on an object it allocated
 * @shm:	object
 */
void tee_shm_free(struct tee_shm *shm)
{
	tee_shm_put(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_free);

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

/**
 * tee_shm_keep() - the memory could not be taken from the secure world yet
 * @shm:	object without references, its memory as it was
 */
void tee_shm_keep(struct tee_shm *shm)
{
	to_core_shm(shm)->kept = true;
}

/* False: the task was killed before the secure world was asked. */
static bool release_memory(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	struct tee_core_shm *cs = to_core_shm(shm);

	cs->kept = false;
	if (shm->flags & TEE_SHM_POOL)
		teedev->pool->ops->free(teedev->pool, shm);
	else if (tee_shm_unregister(shm))
		cs->kept = true;
	return !cs->kept;
}

/* No signal reaches a worker, so the secure world is asked this time. */
static void release_work_fn(struct work_struct *work)
{
	struct tee_core_shm *cs = container_of(work, struct tee_core_shm,
					       release_work);

	if (!WARN_ON(!release_memory(&cs->shm)))
		tee_shm_discard(&cs->shm);
}

/**
 * tee_shm_put() - drop a reference on a memory object
 * @shm:	object
 *
 * The last reference frees it, which may sleep.
 */
void tee_shm_put(struct tee_shm *shm)
{
	struct tee_core_shm *cs = to_core_shm(shm);

	if (!refcount_dec_and_test(&shm->refcount))
		return;

	if (shm->id >= 0)
		tee_shm_free_id(shm->ctx->teedev, shm->id);

	if (!(current->flags & PF_EXITING) && release_memory(shm)) {
		tee_shm_discard(shm);
	} else {
		INIT_WORK(&cs->release_work, release_work_fn);
		queue_work(tee_release_wq, &cs->release_work);
	}
}
EXPORT_SYMBOL_GPL(tee_shm_put);
