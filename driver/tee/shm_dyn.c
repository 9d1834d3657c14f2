// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory made of pages from the page allocator. Each object is registered
 * with the secure world.
 */
#include "tee_shm_includes.h"

int tee_dyn_shm_alloc_helper(struct tee_shm *shm, size_t size, size_t align,
			     int (*shm_register)(struct tee_context *ctx,
						 struct tee_shm *shm,
						 struct page **pages,
						 size_t num_pages,
						 unsigned long start))
{
	/* Memory that user space asks for is charged to its memory cgroup. */
	gfp_t gfp = shm->id >= 0 ? GFP_KERNEL_ACCOUNT : GFP_KERNEL;
	size_t num;
	size_t n;
	int rc;

	if (!size)
		return -EINVAL;
	if (size > SIZE_MAX - PAGE_SIZE)
		return -ENOMEM;

	num = DIV_ROUND_UP(size, PAGE_SIZE);
	shm->size = num * PAGE_SIZE;
	shm->kaddr = alloc_pages_exact(shm->size,
				       gfp | __GFP_ZERO | __GFP_NOWARN);
	if (!shm->kaddr)
		return -ENOMEM;
	shm->paddr = virt_to_phys(shm->kaddr);

	shm->pages = kcalloc(num, sizeof(*shm->pages), gfp);
	if (!shm->pages) {
		rc = -ENOMEM;
		goto err_mem;
	}
	for (n = 0; n < num; n++)
		shm->pages[n] = virt_to_page(shm->kaddr + n * PAGE_SIZE);
	shm->num_pages = num;

	if (shm_register) {
		rc = shm_register(shm->ctx, shm, shm->pages, num,
				  (unsigned long)shm->kaddr);
		if (rc)
			goto err_pages;
	}

	return 0;

err_pages:
	kfree(shm->pages);
	shm->pages = NULL;
err_mem:
	free_pages_exact(shm->kaddr, shm->size);
	shm->kaddr = NULL;
	return rc;
}
EXPORT_SYMBOL_GPL(tee_dyn_shm_alloc_helper);

void tee_dyn_shm_free_helper(struct tee_shm *shm,
			     int (*shm_unregister)(struct tee_context *ctx,
						   struct tee_shm *shm))
{
	int rc = shm_unregister ? shm_unregister(shm->ctx, shm) : 0;

	if (tee_shm_may_retry(rc)) {
		to_core_shm(shm)->kept = true;
		return;
	}

	/* Pages that the secure world has not given up must not be used for anything else. */
	if (rc)
		dev_err(&shm->ctx->teedev->dev,
			"shared memory not given up, %zu pages lost: error %d\n",
			shm->num_pages, rc);
	else
		free_pages_exact(shm->kaddr, shm->size);
	kfree(shm->pages);
	shm->kaddr = NULL;
	shm->pages = NULL;
}
EXPORT_SYMBOL_GPL(tee_dyn_shm_free_helper);
