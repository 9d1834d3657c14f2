// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory objects made of memory that a client has already.
 */
#include <linux/overflow.h>

#include "tee_shm_includes.h"

static int register_pages(struct tee_shm *shm, unsigned long addr,
			  size_t length)
{
	struct tee_context *ctx = shm->ctx;
	unsigned long start = addr & PAGE_MASK;
	unsigned long end;
	size_t num;
	int rc;

	if (check_add_overflow(addr, length + PAGE_SIZE - 1, &end))
		return -EINVAL;
	num = ((end & PAGE_MASK) - start) / PAGE_SIZE;

	shm->offset = addr - start;
	shm->size = length;
	rc = tee_shm_hold_pages(shm, start, num);
	if (rc)
		return rc;

	rc = ctx->teedev->desc->ops->shm_register(ctx, shm, shm->pages,
						  shm->num_pages, start);
	if (rc)
		tee_shm_drop_pages(shm);

	return rc;
}

static struct tee_shm *register_memory(struct tee_context *ctx,
				       unsigned long addr, size_t length,
				       u32 flags, int id)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_shm *shm;
	int rc;

	if (!ops->shm_register || !ops->shm_unregister)
		return ERR_PTR(-ENOTSUPP);
	if (!length)
		return ERR_PTR(-ENOMEM);
	if (length > SIZE_MAX - PAGE_SIZE)
		return ERR_PTR(-EINVAL);

	shm = tee_shm_new(ctx, flags, id);
	if (!shm)
		return ERR_PTR(-ENOMEM);

	rc = register_pages(shm, untagged_addr(addr), length);
	if (rc) {
		tee_shm_discard(shm);
		return ERR_PTR(rc);
	}

	return shm;
}

/**
 * tee_shm_register_user_buf() - make a memory object of the caller's memory
 * @ctx:	context of the open file
 * @addr:	user address, of any alignment
 * @length:	bytes
 *
 * The memory must be writable.  Process context of the caller, may sleep.
 *
 * Return: an object with an id, or -EFAULT if the range is not the caller's,
 * -ENOMEM also if it is empty, or if only a part of it is there, -ENOTSUPP if
 * the driver cannot register memory, or the driver's error.
 */
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_shm *shm;
	int id;

	if (!access_ok((void __user *)addr, length))
		return ERR_PTR(-EFAULT);

	id = tee_shm_new_id(teedev);
	if (id < 0)
		return ERR_PTR(id);

	shm = register_memory(ctx, addr, length,
			      TEE_SHM_USER_MAPPED | TEE_SHM_DYNAMIC, id);
	if (IS_ERR(shm))
		tee_shm_free_id(teedev, id);
	else
		tee_shm_publish(shm);

	return shm;
}

/**
 * tee_shm_register_kernel_buf() - make a memory object of kernel memory
 * @ctx:	context
 * @addr:	address of memory from kmalloc(), vmalloc() or the page allocator
 * @length:	bytes
 *
 * The memory stays the caller's, who must not free it before the object: no
 * reference is taken on it.  To be freed with tee_shm_free().  Process context,
 * may sleep.
 *
 * Return: the object, or -EINVAL if the range is not such memory, -ENOMEM also
 * if it is empty, -ENOTSUPP if the driver cannot register memory, or the
 * driver's error.
 */
struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length)
{
	return register_memory(ctx, (unsigned long)addr, length,
			       TEE_SHM_DYNAMIC, -1);
}
EXPORT_SYMBOL_GPL(tee_shm_register_kernel_buf);

/**
 * tee_shm_unregister() - unregister registered memory with the secure world
 * @shm:	object of tee_shm_register_*(), without references
 *
 * The secure world may still write to pages that it refuses to give up, so pages
 * of a process stay pinned then, and are never used for anything else.  For
 * memory of a kernel client there is only the message in the kernel log.
 *
 * Return: 0, or an error of tee_shm_may_retry(): nothing has changed.
 */
int tee_shm_unregister(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	int rc;

	rc = teedev->desc->ops->shm_unregister(shm->ctx, shm);
	if (tee_shm_may_retry(rc))
		return rc;
	if (rc) {
		dev_err(&teedev->dev,
			"shared memory not given up, %zu pages lost: error %d\n",
			shm->num_pages, rc);
		tee_shm_lose_pages(shm);
	} else {
		tee_shm_drop_pages(shm);
	}

	return 0;
}
