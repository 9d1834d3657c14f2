// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory of processes: what is mapped where, copies from and to it, pins.
 *
 * A page of a process is mapped at an address of its own, so that user addresses are
 * not kernel addresses, and both show the same bytes.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <hosted/user.h>

#include "internal.h"
#include "mm.h"

/**
 * hosted_mm_create() - make a process without threads that run
 *
 * Return: a process with one reference, or NULL.
 */
struct mm_struct *hosted_mm_create(void)
{
	struct mm_struct *mm = hosted_host_alloc(sizeof(*mm));

	if (!mm)
		return NULL;
	memset(mm, 0, sizeof(*mm));
	refcount_set(&mm->threads, 1);
	INIT_LIST_HEAD(&mm->vmas);
	mm->may_reserve = true;
	mm->exit = hosted_mm_exit;
	return mm;
}

/**
 * hosted_mm_get() - take a reference on a process, for one more thread
 * @mm:	the process
 */
void hosted_mm_get(struct mm_struct *mm)
{
	refcount_inc(&mm->threads);
}

static void free_vma(struct vma *vma)
{
	size_t n;

	if (!vma->host)
		hosted_host_unmap((void *)vma->start, vma->size);
	for (n = 0; vma->pages && n < vma->size >> PAGE_SHIFT; n++)
		if (vma->pages[n])
			put_page(vma->pages[n]);
	hosted_host_free(vma->pages);
	if (vma->file)
		hosted_file_put(vma->file);
	hosted_host_free(vma);
}

static struct vma *take_first(struct mm_struct *mm)
{
	struct vma *vma;

	spin_lock(&mm->lock);
	vma = list_first_entry_or_null(&mm->vmas, struct vma, node);
	if (vma)
		list_del(&vma->node);
	spin_unlock(&mm->lock);
	return vma;
}

/**
 * hosted_mm_exit() - a thread of a process has ended
 * @mm:	the process; the last thread frees its memory and closes its files
 */
void hosted_mm_exit(struct mm_struct *mm)
{
	struct vma *vma;

	if (!refcount_dec_and_test(&mm->threads))
		return;
	while ((vma = take_first(mm)))
		free_vma(vma);
	hosted_files_close(mm);
	hosted_host_free(mm);
}

static void add_vma(struct mm_struct *mm, struct vma *vma)
{
	spin_lock(&mm->lock);
	list_add(&vma->node, &mm->vmas);
	spin_unlock(&mm->lock);
}

static struct vma *new_vma(unsigned long start, size_t size)
{
	struct vma *vma = hosted_host_alloc(sizeof(*vma));

	if (vma)
		*vma = (struct vma){ .start = start, .size = size };
	return vma;
}

/* Called with the lock held. */
static struct vma *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vma *vma;

	list_for_each_entry(vma, &mm->vmas, node)
		if (addr - vma->start < vma->size)
			return vma;
	return NULL;
}

static bool in_hole(const struct vma *vma, unsigned long addr)
{
	return vma->hole && (addr & PAGE_MASK) == vma->hole;
}

/* How many of @n bytes from @addr on can be accessed, at most up to the end of the page? */
static size_t reachable_bytes(struct mm_struct *mm, unsigned long addr, size_t n)
{
	struct task_struct *task = current;
	struct vma *vma;

	if (addr - task->user_stack < task->user_stack_size)
		return min_t(size_t, n, task->user_stack + task->user_stack_size - addr);
	vma = find_vma(mm, addr);
	if (!vma || in_hole(vma, addr))
		return 0;
	n = min_t(size_t, n, vma->start + vma->size - addr);
	return min_t(size_t, n, PAGE_SIZE - offset_in_page(addr));
}

/*
 * User space may change memory while it is copied. That is no bug of the kernel, so the thread
 * sanitizer must not see it as a race.
 */
__attribute__((no_sanitize("thread")))
static void copy_bytes(unsigned char *to, const unsigned char *from, size_t n)
{
	for (; n; n--, to++, from++)
		WRITE_ONCE(*to, READ_ONCE(*from));
}

/* Return: bytes that could not be copied. */
static size_t copy_user(unsigned long to, unsigned long from, unsigned long user, size_t n)
{
	struct mm_struct *mm = current->mm;
	size_t done = 0;
	size_t part;

	hosted_might_sleep("copy_user");
	if (!mm)
		return n;
	while (done < n) {
		/* The lock keeps the memory mapped. */
		spin_lock(&mm->lock);
		part = reachable_bytes(mm, user + done, n - done);
		copy_bytes((void *)(to + done), (const void *)(from + done), part);
		spin_unlock(&mm->lock);
		if (!part)
			break;
		done += part;
	}
	return n - done;
}

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n)
{
	size_t left = copy_user((unsigned long)to, (unsigned long)from, (unsigned long)from, n);

	memset((char *)to + (n - left), 0, left);
	return left;
}

unsigned long copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return copy_user((unsigned long)to, (unsigned long)from, (unsigned long)to, n);
}

/* User addresses are those of the lower half, as on arm64. */
bool access_ok(const void __user *ptr, unsigned long size)
{
	return size <= 1UL << 47 && (unsigned long)ptr <= (1UL << 47) - size;
}

static struct page *pin_page(struct mm_struct *mm, unsigned long addr)
{
	struct page *page = NULL;
	struct vma *vma;

	spin_lock(&mm->lock);
	vma = find_vma(mm, addr);
	if (vma && vma->pages && !in_hole(vma, addr)) {
		page = vma->pages[(addr - vma->start) >> PAGE_SHIFT];
		get_page(page);
		atomic_inc(&page->pins);
	}
	spin_unlock(&mm->lock);
	return page;
}

/* Return: how many pages could be pinned; -EFAULT if the first could not. */
int pin_user_pages_fast(unsigned long start, int num, unsigned int flags, struct page **pages)
{
	struct mm_struct *mm = current->mm;
	int n;

	might_sleep();
	for (n = 0; mm && n < num; n++) {
		pages[n] = pin_page(mm, start + n * PAGE_SIZE);
		if (!pages[n])
			break;
	}
	return n ? n : -EFAULT;
}

void unpin_user_pages_dirty_lock(struct page **pages, unsigned long num, bool dirty)
{
	unsigned long n;

	might_sleep();
	for (n = 0; n < num; n++) {
		FATAL_IF(atomic_dec_return(&pages[n]->pins) < 0);
		put_page(pages[n]);
	}
}

int remap_pfn_range(struct vm_area_struct *area, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	return hosted_host_map((void *)addr, size, hosted_ram_fd(),
			       PFN_PHYS(pfn) - hosted_ram_base);
}

/* <hosted/user.h> */

static int map_file(struct vma *vma, int fd)
{
	struct vm_area_struct area = {
		.vm_start = vma->start,
		.vm_end = vma->start + vma->size,
	};
	struct file *file = hosted_fd_get(fd);

	if (!file)
		return -EBADF;
	/* The mapping has a reference of its own on the file, whether or not it succeeds. */
	vma->file = file;
	return file->f_op->mmap ? file->f_op->mmap(file, &area) : -ENODEV;
}

static int map_pages(struct vma *vma)
{
	size_t num = vma->size >> PAGE_SHIFT;
	size_t n;
	int rc;

	vma->pages = hosted_host_alloc(num * sizeof(*vma->pages));
	if (!vma->pages)
		return -ENOMEM;
	memset(vma->pages, 0, num * sizeof(*vma->pages));
	for (n = 0; n < num; n++) {
		vma->pages[n] = hosted_page_alloc(GFP_KERNEL | __GFP_ZERO);
		if (!vma->pages[n])
			return -ENOMEM;
		rc = hosted_host_map((void *)(vma->start + n * PAGE_SIZE), PAGE_SIZE,
				     hosted_ram_fd(),
				     page_to_phys(vma->pages[n]) - hosted_ram_base);
		if (rc)
			return rc;
	}
	return 0;
}

static int map_shared(int fd, size_t size, void **addr)
{
	struct vma *vma;
	void *at;
	int rc;

	if (!size || size > 1UL << 40)
		return -EINVAL;
	size = PAGE_ALIGN(size);
	at = hosted_host_reserve(size);
	if (!at)
		return -ENOMEM;
	vma = new_vma((unsigned long)at, size);
	if (!vma) {
		hosted_host_unmap(at, size);
		return -ENOMEM;
	}
	rc = fd < 0 ? map_pages(vma) : map_file(vma, fd);
	if (rc) {
		free_vma(vma);
		return rc;
	}
	add_vma(current->mm, vma);
	*addr = at;
	return 0;
}

static int unmap_range(unsigned long start, bool host)
{
	struct mm_struct *mm = current->mm;
	struct vma *vma;

	spin_lock(&mm->lock);
	vma = find_vma(mm, start);
	if (vma && (vma->start != start || vma->host != host))
		vma = NULL;
	if (vma)
		list_del(&vma->node);
	spin_unlock(&mm->lock);
	if (!vma)
		return -EINVAL;
	free_vma(vma);
	return 0;
}

static int make_hole(unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	struct vma *vma;
	int rc = -EINVAL;

	spin_lock(&mm->lock);
	vma = find_vma(mm, addr);
	if (vma && !vma->host && !vma->hole) {
		vma->hole = addr & PAGE_MASK;
		rc = hosted_host_protect_none((void *)vma->hole, PAGE_SIZE);
	}
	spin_unlock(&mm->lock);
	return rc;
}

int hosted_mmap(int fd, size_t size, void **addr)
{
	int rc;

	hosted_syscall_enter();
	rc = map_shared(fd, size, addr);
	hosted_syscall_exit();
	return rc;
}

int hosted_munmap(void *addr)
{
	int rc;

	hosted_syscall_enter();
	rc = unmap_range((unsigned long)addr, false);
	hosted_syscall_exit();
	return rc;
}

int hosted_mprotect_none(void *addr)
{
	int rc;

	hosted_syscall_enter();
	rc = make_hole((unsigned long)addr);
	hosted_syscall_exit();
	return rc;
}

int hosted_user_map(void *addr, size_t size)
{
	struct vma *vma;

	hosted_syscall_enter();
	vma = new_vma((unsigned long)addr, size);
	if (vma) {
		vma->host = true;
		add_vma(current->mm, vma);
	}
	hosted_syscall_exit();
	return vma ? 0 : -ENOMEM;
}

int hosted_user_unmap(void *addr)
{
	int rc;

	hosted_syscall_enter();
	rc = unmap_range((unsigned long)addr, true);
	hosted_syscall_exit();
	return rc;
}
