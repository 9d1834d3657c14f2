// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RAM: one range of pages, allocated first fit. A page is free when its reference count is 0. Pages
 * are filled with a pattern when they are allocated and when they are freed.
 */
#include <linux/kernel.h>
#include <linux/mm.h>

#include <hosted/mem.h>

#include "internal.h"

#define FRESH	0xa5
#define FREED	0x6b

char *hosted_ram;
struct page *hosted_pages;
phys_addr_t hosted_ram_base;
size_t hosted_ram_size;

static spinlock_t pages_lock; /* protects what is free, and the next two */
static size_t next_fit;
static size_t used;
static int ram_fd;
/* For the first page of each span from alloc_pages_exact(), its pages. */
static unsigned int *spans;

static size_t num_pages(void)
{
	return hosted_ram_size >> PAGE_SHIFT;
}

/**
 * hosted_pages_init() - make the RAM
 * @base:	physical address
 * @size:	bytes
 *
 * Return: 0 or -ENOMEM.
 */
int hosted_pages_init(phys_addr_t base, size_t size)
{
	int rc = hosted_host_ram(size, &hosted_ram, &ram_fd);

	if (rc)
		return rc;
	hosted_ram_base = base;
	hosted_ram_size = size;
	next_fit = 0;
	used = 0;
	hosted_pages = hosted_host_alloc(num_pages() * sizeof(*hosted_pages));
	spans = hosted_host_alloc(num_pages() * sizeof(*spans));
	if (!hosted_pages || !spans) {
		hosted_pages_exit();
		return -ENOMEM;
	}
	memset(hosted_pages, 0, num_pages() * sizeof(*hosted_pages));
	return 0;
}

/**
 * hosted_pages_exit() - undo hosted_pages_init()
 */
void hosted_pages_exit(void)
{
	hosted_host_free(hosted_pages);
	hosted_host_free(spans);
	hosted_host_ram_free(hosted_ram, hosted_ram_size, ram_fd);
	hosted_pages = NULL;
	spans = NULL;
	hosted_ram = NULL;
	hosted_ram_size = 0;
}

/**
 * hosted_ram_fd() - the file that the RAM consists of
 *
 * Return: its descriptor.
 */
int hosted_ram_fd(void)
{
	return ram_fd;
}

static bool is_free(size_t first, size_t num)
{
	size_t n;

	for (n = 0; n < num; n++)
		if (atomic_read(&hosted_pages[first + n].refs))
			return false;
	return true;
}

/* Called with the lock held; num_pages() if there is none. */
static size_t find_free(size_t num)
{
	size_t all = num_pages();
	size_t n, at;

	if (num > all)
		return all;
	for (n = 0; n < all; n++) {
		at = (next_fit + n) % all;
		if (at + num <= all && is_free(at, num))
			return at;
	}
	return all;
}

static struct page *take_pages(size_t num)
{
	struct page *page = NULL;
	size_t at, n;

	spin_lock(&pages_lock);
	at = find_free(num);
	if (at < num_pages()) {
		for (n = 0; n < num; n++)
			atomic_set(&hosted_pages[at + n].refs, 1);
		spans[at] = num;
		used += num;
		next_fit = at + num;
		page = &hosted_pages[at];
	}
	spin_unlock(&pages_lock);
	return page;
}

void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	size_t num = DIV_ROUND_UP(size, PAGE_SIZE);
	struct page *page;

	if (!num || hosted_should_fail(size, gfp))
		return NULL;
	page = take_pages(num);
	if (!page)
		return NULL;
	memset(page_address(page), gfp & __GFP_ZERO ? 0 : FRESH, num << PAGE_SHIFT);
	return page_address(page);
}

/**
 * hosted_span_size() - size of memory from alloc_pages_exact()
 * @va:	its address
 *
 * Return: bytes.
 */
size_t hosted_span_size(const void *va)
{
	return (size_t)spans[virt_to_page(va) - hosted_pages] << PAGE_SHIFT;
}

void free_pages_exact(void *va, size_t size)
{
	struct page *page = virt_to_page(va);
	size_t num = DIV_ROUND_UP(size, PAGE_SIZE);

	while (num--)
		put_page(page++);
}

/**
 * hosted_page_alloc() - allocate one page
 * @gfp:	GFP_*
 *
 * Return: the page, or NULL.
 */
struct page *hosted_page_alloc(gfp_t gfp)
{
	void *va = alloc_pages_exact(PAGE_SIZE, gfp);

	return va ? virt_to_page(va) : NULL;
}

void get_page(struct page *page)
{
	FATAL_IF(__atomic_fetch_add(&page->refs.counter, 1, __ATOMIC_RELAXED) <= 0);
}

void put_page(struct page *page)
{
	int refs = atomic_read(&page->refs);

	/* The last reference is dropped under the lock, after the page was overwritten. */
	while (refs > 1)
		if (__atomic_compare_exchange_n(&page->refs.counter, &refs, refs - 1, false,
						__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			return;
	FATAL_IF(refs != 1 || atomic_read(&page->pins));
	memset(page_address(page), FREED, PAGE_SIZE);
	spin_lock(&pages_lock);
	used--;
	atomic_set(&page->refs, 0);
	spin_unlock(&pages_lock);
}

/* There is no vmalloc(), so no address is of that kind. */
struct page *vmalloc_to_page(const void *va)
{
	hosted_bug("there is no vmalloc()", __FILE__, __LINE__);
}

/* <hosted/mem.h> */

size_t hosted_pages_used(void)
{
	size_t n;

	spin_lock(&pages_lock);
	n = used;
	spin_unlock(&pages_lock);
	return n;
}

void *hosted_phys_ptr(uint64_t pa, size_t size)
{
	if (pa < hosted_ram_base || pa - hosted_ram_base > hosted_ram_size ||
	    size > hosted_ram_size - (pa - hosted_ram_base))
		return NULL;
	return phys_to_virt(pa);
}

int hosted_phys_reserve(size_t size, uint64_t *pa)
{
	void *va = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO);

	if (!va)
		return -ENOMEM;
	*pa = virt_to_phys(va);
	return 0;
}

void hosted_phys_release(uint64_t pa, size_t size)
{
	free_pages_exact(phys_to_virt(pa), size);
}
