// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Page lists: how memory that is not contiguous is described to the secure
 * world (OP-TEE, core/include/optee_msg.h, OPTEE_MSG_ATTR_NONCONTIG).
 */
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "optee_msg.h"

#include "shm.h"

#define LIST_PAGE	OPTEE_MSG_NONCONTIG_PAGE_SIZE
#define LIST_ENTRIES	OPTEE_MSG_NONCONTIG_PAGES_PER_LIST

/*
 * The secure world's pages are of 4 KiB. The kernel's may be larger; so many are in one of those.
 */
#define PARTS		(PAGE_SIZE / LIST_PAGE)

/**
 * optee_page_list_alloc() - describe pages to the secure world
 * @pages:	the pages
 * @num_pages:	how many
 * @offset:	where in the first page the memory starts, bytes
 * @size:	size of the list, for optee_page_list_free()
 *
 * Pages of the secure world that lie wholly before @offset are left out.
 *
 * Return: the list, or NULL when memory is short.
 */
u64 *optee_page_list_alloc(struct page **pages, size_t num_pages, size_t offset, size_t *size)
{
	struct optee_msg_page_list *list, *part;
	size_t first = offset / LIST_PAGE;
	size_t num, n;

	if (check_mul_overflow(num_pages, (size_t)PARTS, &num) || num <= first)
		return NULL;
	num -= first;
	*size = DIV_ROUND_UP(num, LIST_ENTRIES) * sizeof(*list);
	/* A client chooses the length, so a list that is too long must not cause a backtrace. */
	list = alloc_pages_exact(*size, GFP_KERNEL | __GFP_NOWARN);
	if (!list)
		return NULL;

	for (n = 0, part = list; n < num; n++) {
		size_t at = n % LIST_ENTRIES;

		if (n && !at) {
			part->next = virt_to_phys(part + 1);
			part++;
		}
		part->page[at] = page_to_phys(pages[(first + n) / PARTS]) +
				 (first + n) % PARTS * LIST_PAGE;
	}
	memset(&part->page[(num - 1) % LIST_ENTRIES + 1], 0,
	       sizeof(*part) - ((num - 1) % LIST_ENTRIES + 1) * sizeof(part->page[0]));
	return (u64 *)list;
}

/**
 * optee_page_list_free() - free a page list
 * @list:	from optee_page_list_alloc(), or NULL
 * @size:	its size
 */
void optee_page_list_free(u64 *list, size_t size)
{
	if (list)
		free_pages_exact(list, size);
}

/**
 * optee_page_list_addr() - compute the buf_ptr of a NONCONTIG parameter
 * @list:	from optee_page_list_alloc()
 * @offset:	where in the first page the memory starts, bytes
 *
 * Return: the address of the list, its low bits telling where in the secure
 * world's first page the memory starts.
 */
u64 optee_page_list_addr(const u64 *list, size_t offset)
{
	return virt_to_phys(list) | (offset & (LIST_PAGE - 1));
}
