// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * File descriptors of shared memory. Each holds a reference on the memory object,
 * and so does each mapping of it, by way of the file.
 */
#include "tee_shm_includes.h"

static int shm_file_release(struct inode *inode, struct file *file)
{
	tee_shm_put(file->private_data);
	return 0;
}

static int shm_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tee_shm *shm = file->private_data;
	unsigned long num = shm->size >> PAGE_SHIFT;

	/*
	 * Registered memory of a process is not contiguous, and the process has it mapped already.
	 */
	if (shm->flags & TEE_SHM_USER_MAPPED)
		return -EINVAL;
	if (vma->vm_pgoff > num || vma_pages(vma) > num - vma->vm_pgoff)
		return -EINVAL;

	return remap_pfn_range(vma, vma->vm_start,
			       PHYS_PFN(shm->paddr) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations shm_file_ops = {
	.owner = THIS_MODULE,
	.release = shm_file_release,
	.mmap = shm_file_mmap,
};

/**
 * tee_shm_get_fd() - a new file descriptor for a memory object
 * @shm:	object with an id
 *
 * Process context of the user, may sleep.
 *
 * Return: the descriptor, which holds a reference of its own, or a negative
 * errno.
 */
int tee_shm_get_fd(struct tee_shm *shm)
{
	int fd;

	if (shm->id < 0)
		return -EINVAL;

	refcount_inc(&shm->refcount);
	fd = anon_inode_getfd("tee_shm", &shm_file_ops, shm, O_RDWR);
	if (fd < 0)
		tee_shm_put(shm);

	return fd;
}
