// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory objects made of memory that somebody has already: its pages are
 * held, by pins in user space and by references in the kernel, for as long as
 * the secure world may access them.
 */
#include <linux/overflow.h>

#include "tee_shm_includes.h"

static bool is_user(const struct tee_shm *shm)
{
	return shm->flags & TEE_SHM_USER_MAPPED;
}

static void put_pages(struct tee_shm *shm)
{
	size_t n;

	/* The secure world may have written to each of them. */
	if (is_user(shm))
		unpin_user_pages_dirty_lock(shm->pages, shm->num_pages, true);
	else
		for (n = 0; n < shm->num_pages; n++)
			put_page(shm->pages[n]);
	shm->num_pages = 0;
}

static struct page *kernel_page(unsigned long addr)
{
	void *va = (void *)addr;

	if (is_vmalloc_addr(va))
		return vmalloc_to_page(va);

	return virt_addr_valid(va) ? virt_to_page(va) : NULL;
}

/* Hold @num pages from @start on, all or none of them. */
static int get_pages(struct tee_shm *shm, unsigned long start, size_t num)
{
	struct page *page;
	int rc = 0;

	if (is_user(shm)) {
		/* For long: pages that must be movable are moved first. */
		rc = pin_user_pages_fast(start, num,
					 FOLL_WRITE | FOLL_LONGTERM,
					 shm->pages);
		if (rc >= 0) {
			shm->num_pages = rc;
			rc = rc == num ? 0 : -ENOMEM;
		}
	} else {
		for (; !rc && shm->num_pages < num; start += PAGE_SIZE) {
			page = kernel_page(start);
			if (page) {
				get_page(page);
				shm->pages[shm->num_pages++] = page;
			} else {
				rc = -EINVAL;
			}
		}
	}

	if (rc)
		put_pages(shm);
	return rc;
}

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
	if (num > INT_MAX)
		return -ENOMEM;

	shm->offset = addr - start;
	shm->size = length;
	shm->pages = kvcalloc(num, sizeof(*shm->pages),
			      GFP_KERNEL | __GFP_NOWARN);
	if (!shm->pages)
		return -ENOMEM;

	rc = get_pages(shm, start, num);
	if (rc)
		goto err_free;

	rc = ctx->teedev->desc->ops->shm_register(ctx, shm, shm->pages,
						  shm->num_pages, start);
	if (rc)
		goto err_put;

	return 0;

err_put:
	put_pages(shm);
err_free:
	kvfree(shm->pages);
	return rc;
}

static struct tee_shm *shm_register(struct tee_context *ctx,
				    unsigned long addr, size_t length,
				    u32 flags, int id)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_shm *shm;
	int rc;

	if (!ops->shm_register || !ops->shm_unregister)
		return ERR_PTR(-EOPNOTSUPP);
	if (!length || length > SIZE_MAX - PAGE_SIZE)
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
 * -EINVAL if it is empty, -ENOMEM also if only a part of it is there,
 * -EOPNOTSUPP if the driver cannot register memory, or the driver's error.
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

	shm = shm_register(ctx, addr, length,
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
 * The memory stays the caller's, who must not free it before the object.  To
 * be freed with tee_shm_free().  Process context, may sleep.
 *
 * Return: the object, or -EINVAL if the range is empty or not such memory,
 * -EOPNOTSUPP if the driver cannot register memory, -ENOMEM, or the driver's
 * error.
 */
struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length)
{
	return shm_register(ctx, (unsigned long)addr, length, TEE_SHM_DYNAMIC,
			    -1);
}
EXPORT_SYMBOL_GPL(tee_shm_register_kernel_buf);

/**
 * tee_shm_unregister() - take registered memory from the secure world
 * @shm:	object of tee_shm_register_*(), without references
 *
 * Pages the secure world did not give up are never used for anything else:
 * it may still write to them.
 *
 * Return: 0, or -EINTR if the task was killed before the secure world could be
 * asked: nothing has changed.
 */
int tee_shm_unregister(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	int rc;

	rc = teedev->desc->ops->shm_unregister(shm->ctx, shm);
	if (rc == -EINTR)
		return rc;
	if (rc)
		dev_err(&teedev->dev,
			"shared memory not given up, %zu pages lost: error %d\n",
			shm->num_pages, rc);
	else
		put_pages(shm);
	kvfree(shm->pages);
	return 0;
}
