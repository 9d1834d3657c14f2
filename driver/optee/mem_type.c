// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Check of the memory type of shared memory. The secure world maps shared memory as normal cached
 * memory. The architecture does not define what happens if the same memory is also mapped with
 * other attributes (Arm ARM, "Mismatched memory attributes"), so memory that a process wants to
 * share must be mapped as normal cached memory already.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "shm.h"

#if defined(CONFIG_ARM64)
static bool is_normal_memory(pgprot_t prot)
{
	unsigned long type = pgprot_val(prot) & PTE_ATTRINDX_MASK;

	return type == PTE_ATTRINDX(MT_NORMAL) || type == PTE_ATTRINDX(MT_NORMAL_TAGGED);
}
#elif defined(CONFIG_ARM)
static bool is_normal_memory(pgprot_t prot)
{
	return (pgprot_val(prot) & L_PTE_MT_MASK) == L_PTE_MT_WRITEALLOC ||
	       (pgprot_val(prot) & L_PTE_MT_MASK) == L_PTE_MT_WRITEBACK;
}
#else
#error "memory types of this architecture are not known"
#endif

/**
 * optee_check_mem_type() - check that memory may be shared
 * @start:	where it is mapped: an address of the kernel, or of the current
 *		process
 * @num_pages:	how many pages
 *
 * May sleep.
 *
 * Return: 0, or -EINVAL.
 */
int optee_check_mem_type(unsigned long start, size_t num_pages)
{
	unsigned long end = start + num_pages * PAGE_SIZE;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int rc = 0;

	/* The kernel's own memory is mapped as normal memory, always. */
	if (virt_addr_valid((void *)start) || is_vmalloc_addr((void *)start))
		return 0;
	if (!mm)
		return -EINVAL;

	mmap_read_lock(mm);
	VMA_ITERATOR(vmi, mm, start);
	for_each_vma_range(vmi, vma, end) {
		if (!is_normal_memory(vma->vm_page_prot)) {
			rc = -EINVAL;
			break;
		}
	}
	mmap_read_unlock(mm);
	return rc;
}
