/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Pages. RAM is one range of physical addresses, mapped as a whole into the kernel, and
 * once more, page by page, into the processes that use it.
 */
#ifndef HOSTED_LINUX_MM_H
#define HOSTED_LINUX_MM_H

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/math.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x)	round_up(x, PAGE_SIZE)
#define PHYS_PFN(pa)	((unsigned long)((pa) >> PAGE_SHIFT))
#define PFN_PHYS(pfn)	((phys_addr_t)(pfn) << PAGE_SHIFT)
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)

/**
 * struct page - a page of RAM
 * @refs:	references; 0: free
 * @pins:	of these, pins of user pages
 */
struct page {
	atomic_t refs;
	atomic_t pins;
};

extern char *hosted_ram;
extern struct page *hosted_pages;
extern phys_addr_t hosted_ram_base;
extern size_t hosted_ram_size;

static inline bool virt_addr_valid(const volatile void *va)
{
	return (unsigned long)va - (unsigned long)hosted_ram < hosted_ram_size;
}

static inline struct page *virt_to_page(const void *va)
{
	return &hosted_pages[((unsigned long)va - (unsigned long)hosted_ram) >> PAGE_SHIFT];
}

static inline void *page_address(const struct page *page)
{
	return hosted_ram + ((page - hosted_pages) << PAGE_SHIFT);
}

static inline phys_addr_t page_to_phys(const struct page *page)
{
	return hosted_ram_base + ((phys_addr_t)(page - hosted_pages) << PAGE_SHIFT);
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return PHYS_PFN(page_to_phys(page));
}

static inline bool pfn_valid(unsigned long pfn)
{
	return pfn - PHYS_PFN(hosted_ram_base) < hosted_ram_size >> PAGE_SHIFT;
}

static inline unsigned long totalram_pages(void)
{
	return hosted_ram_size >> PAGE_SHIFT;
}

static inline phys_addr_t virt_to_phys(const volatile void *va)
{
	return hosted_ram_base + ((unsigned long)va - (unsigned long)hosted_ram);
}

static inline void *phys_to_virt(phys_addr_t pa)
{
	return hosted_ram + (pa - hosted_ram_base);
}

/* There is no vmalloc() here. */
static inline bool is_vmalloc_addr(const void *va)
{
	return false;
}

struct page *vmalloc_to_page(const void *va);

void *alloc_pages_exact(size_t size, gfp_t gfp);
void free_pages_exact(void *va, size_t size);

void get_page(struct page *page);
void put_page(struct page *page);

#define FOLL_WRITE	0x01
#define FOLL_LONGTERM	0x100

int pin_user_pages_fast(unsigned long start, int num, unsigned int flags, struct page **pages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long num, bool dirty);

#define untagged_addr(addr)	(addr)

typedef struct {
	unsigned long pgprot;
} pgprot_t;

/* A mapping that is being made: what a file's mmap operation fills. */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_pgoff;
	pgprot_t vm_page_prot;
	struct file *vm_file;
};

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot);

#endif
