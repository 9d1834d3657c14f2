// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Protected memory: heaps of dma-bufs that only the secure world and chosen
 * devices can access, and memory objects made of such dma-bufs.
 *
 * This core has no such heaps.  It answers as the stock core does in a kernel
 * without CONFIG_TEE_DMABUF_HEAPS, as Debian's is: no heap can be registered, so
 * no dma-buf is one of a heap's.
 */
#include <linux/module.h>

#include "tee_shm_includes.h"

#ifdef TEE_WITH_DMA_BUF

/**
 * tee_shm_register_fd() - make a memory object of a dma-buf
 * @ctx:	context
 * @fd:		descriptor of the dma-buf
 *
 * Return: -EBADF if there is no such file, -EINVAL if it is no dma-buf of a heap
 * of protected memory.
 */
struct tee_shm *tee_shm_register_fd(struct tee_context *ctx, int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);

	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);
	dma_buf_put(dmabuf);

	return ERR_PTR(-EINVAL);
}
EXPORT_SYMBOL_GPL(tee_shm_register_fd);

/**
 * tee_shm_alloc_dma_mem() - allocate memory to be lent to the secure world
 * @ctx:	context
 * @page_count:	pages wanted
 *
 * Return: -EINVAL, as there are no heaps for which it could be.
 */
struct tee_shm *tee_shm_alloc_dma_mem(struct tee_context *ctx,
				      size_t page_count)
{
	return ERR_PTR(-EINVAL);
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_dma_mem);

/**
 * tee_protmem_static_pool_alloc() - a pool of protected memory at a fixed place
 * @paddr:	where it begins
 * @size:	bytes
 *
 * Return: -EINVAL, as there are no heaps for which it could be.
 */
struct tee_protmem_pool *tee_protmem_static_pool_alloc(phys_addr_t paddr,
						       size_t size)
{
	return ERR_PTR(-EINVAL);
}
EXPORT_SYMBOL_GPL(tee_protmem_static_pool_alloc);

/**
 * tee_device_register_dma_heap() - let user space allocate from a pool
 * @teedev:	device
 * @id:		which heap that is
 * @pool:	protected memory
 *
 * Return: -EINVAL.
 */
int tee_device_register_dma_heap(struct tee_device *teedev,
				 enum tee_dma_heap_id id,
				 struct tee_protmem_pool *pool)
{
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(tee_device_register_dma_heap);

/**
 * tee_device_put_all_dma_heaps() - undo tee_device_register_dma_heap()
 * @teedev:	device
 */
void tee_device_put_all_dma_heaps(struct tee_device *teedev)
{
}
EXPORT_SYMBOL_GPL(tee_device_put_all_dma_heaps);

MODULE_IMPORT_NS("DMA_BUF");

#endif /* TEE_WITH_DMA_BUF */
