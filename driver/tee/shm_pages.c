// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The pages of memory that a client has already and wants to share.
 *
 * Pages of user space are pinned for as long as the secure world may access
 * them. Pages of the kernel are not held at all: they are the client's until
 * it has freed the memory object. A reference on them would do harm. The tail
 * pages of a higher-order block that was allocated without __GFP_COMP have a
 * count of 0, so that dropping a reference frees them under their owner; and
 * slab pages are not counted by references at all.
 */
#include <linux/sched/signal.h>

#include "tee_shm_includes.h"

/* The array of page pointers has at most so many entries at first. */
#define FIRST_PAGES	512

#define ARRAY_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static bool is_user(const struct tee_shm *shm)
{
	return shm->flags & TEE_SHM_USER_MAPPED;
}

/*
 * The page behind an address of the kernel, or NULL. What ioremap() has mapped
 * has page table entries, but not always a struct page.
 */
static struct page *kernel_page(unsigned long addr)
{
	void *va = (void *)addr;
	struct page *page;

	if (!is_vmalloc_addr(va))
		return virt_addr_valid(va) ? virt_to_page(va) : NULL;

	page = vmalloc_to_page(va);
	return page && pfn_valid(page_to_pfn(page)) ? page : NULL;
}

static int find_kernel_pages(struct tee_shm *shm, unsigned long start,
			     size_t num)
{
	struct page *page;
	size_t n;

	shm->pages = kvmalloc_array(num, sizeof(*shm->pages), ARRAY_GFP);
	if (!shm->pages)
		return -ENOMEM;

	for (n = 0; n < num; n++) {
		page = kernel_page(start + n * PAGE_SIZE);
		if (!page)
			return -EINVAL;
		shm->pages[n] = page;
	}
	shm->num_pages = num;

	return 0;
}

/* Make room for more page pointers than the object has. */
static int grow_array(struct tee_shm *shm, size_t room)
{
	struct page **pages;

	pages = kvmalloc_array(room, sizeof(*pages), ARRAY_GFP);
	if (!pages)
		return -ENOMEM;

	if (shm->num_pages)
		memcpy(pages, shm->pages, shm->num_pages * sizeof(*pages));
	kvfree(shm->pages);
	shm->pages = pages;

	return 0;
}

/*
 * The array grows as pages are pinned. So its size is in proportion to the memory
 * that the process has, and not to the length that it claims.
 */
static int pin_user_pages_growing(struct tee_shm *shm, unsigned long start,
				  size_t num)
{
	size_t room = 0;
	int rc;

	while (shm->num_pages < num) {
		if (shm->num_pages == room) {
			room = min_t(size_t, num,
				     max_t(size_t, FIRST_PAGES, 2 * room));
			rc = grow_array(shm, room);
			if (rc)
				return rc;
		}
		/* FOLL_LONGTERM first moves pages out of memory that must stay movable. */
		rc = pin_user_pages_fast(start + shm->num_pages * PAGE_SIZE,
					 room - shm->num_pages,
					 FOLL_WRITE | FOLL_LONGTERM,
					 shm->pages + shm->num_pages);
		/* If only the first part of the memory can be pinned, the error is -ENOMEM. */
		if (rc <= 0)
			return shm->num_pages || !rc ? -ENOMEM : rc;
		shm->num_pages += rc;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}

	return 0;
}

/**
 * tee_shm_hold_pages() - find the pages of an object, and hold those of a user
 * @shm:	object without pages, its flags set
 * @start:	address of the first page, of the kernel or the current process
 * @num:	how many pages, more than 0
 *
 * All pages or none.  Process context, may sleep.
 *
 * Return: 0; -EINVAL for kernel memory that has no pages; -EFAULT for memory
 * that the process does not have, -ENOMEM also if it has only a part of it, or
 * for more than the machine has; -EINTR if killed meanwhile.
 */
int tee_shm_hold_pages(struct tee_shm *shm, unsigned long start, size_t num)
{
	int rc;

	if (num > totalram_pages())
		return -ENOMEM;

	if (is_user(shm))
		rc = pin_user_pages_growing(shm, start, num);
	else
		rc = find_kernel_pages(shm, start, num);
	if (rc)
		tee_shm_drop_pages(shm);

	return rc;
}

/**
 * tee_shm_drop_pages() - undo tee_shm_hold_pages()
 * @shm:	object that the secure world does not know (any more)
 */
void tee_shm_drop_pages(struct tee_shm *shm)
{
	/* The secure world may have written to each page. */
	if (is_user(shm) && shm->num_pages)
		unpin_user_pages_dirty_lock(shm->pages, shm->num_pages, true);
	tee_shm_lose_pages(shm);
}

/**
 * tee_shm_lose_pages() - forget pages that the secure world did not give up
 * @shm:	object
 *
 * Pages of a process stay pinned for ever: the secure world may still write to
 * them, so they must not be used for anything else.
 */
void tee_shm_lose_pages(struct tee_shm *shm)
{
	kvfree(shm->pages);
	shm->pages = NULL;
	shm->num_pages = 0;
}
