// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory objects: which pages they are made of, and access to them.
 *
 * Invariant: every byte of an object that has been described is normal-world
 * memory, and the pages of its extents hold @offset + @size bytes.
 */
#include <secure/platform.h>
#include <secure/pta.h>

#include "arch.h"
#include "shm.h"
#include "thread.h"

#define ADDR_OFFSET(pa)		((pa) & (PAGE_SIZE - 1))
#define LIST_ENTRIES		OPTEE_MSG_NONCONTIG_PAGES_PER_LIST

_Static_assert(SHM_PAGES_MAX - 1 <= (u16)~0U, "an extent holds the number of any page");

static u64 pages_for(u64 size)
{
	return (size + PAGE_SIZE - 1) / PAGE_SIZE;
}

/**
 * shm_describe() - make an object of contiguous memory
 * @shm:	to be filled in
 * @pa:		where it starts
 * @size:	bytes
 *
 * Return: TEEC_SUCCESS, or TEEC_ERROR_BAD_PARAMETERS for memory that is not the normal world's.
 */
u32 shm_describe(struct shm *shm, u64 pa, u64 size)
{
	u32 offset = ADDR_OFFSET(pa);

	*shm = (struct shm){ .offset = offset, .size = size };
	if (!size || size > (u64)SHM_PAGES_MAX * PAGE_SIZE - offset ||
	    !platform_nsec_ptr(pa, size))
		return TEEC_ERROR_BAD_PARAMETERS;
	shm->extent.pa = pa - offset;
	shm->extent.pages = pages_for(offset + size);
	return TEEC_SUCCESS;
}

/* Add page number @n to an object: to its last run if it follows that, otherwise to a new one. */
static u32 add_page(struct shm *shm, u32 n, u64 pa, bool share)
{
	struct extent *e = shm->last ? shm->last : &shm->extent;

	if (ADDR_OFFSET(pa) || !platform_nsec_ptr(pa, PAGE_SIZE))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (e->pages && pa != e->pa + (u64)e->pages * PAGE_SIZE) {
		e = extent_append(shm->last, n, share);
		if (!e)
			return TEEC_ERROR_OUT_OF_MEMORY;
		shm->last = e;
	}
	if (!e->pages)
		e->pa = pa;
	e->pages++;
	return TEEC_SUCCESS;
}

/*
 * Add @num pages from the list at @list. The list may name a page twice, or itself as its
 * successor, so the walk ends after @num pages. Each page of the list is copied, so that the normal
 * world cannot change an entry between its check and its use.
 */
static u32 add_pages(struct shm *shm, u64 list, size_t num, bool share)
{
	struct optee_msg_page_list copy;
	size_t n;
	u32 ret;

	for (n = 0; n < num; n++) {
		if (n && n % LIST_ENTRIES == 0)
			list = copy.next;
		if (n % LIST_ENTRIES == 0 &&
		    (ADDR_OFFSET(list) || nsec_read(&copy, list, sizeof(copy))))
			return TEEC_ERROR_BAD_PARAMETERS;
		ret = add_page(shm, n, copy.page[n % LIST_ENTRIES], share);
		if (ret)
			return ret;
	}
	return TEEC_SUCCESS;
}

/**
 * shm_describe_list() - make an object of the memory that a page list describes
 * @shm:	to be filled in
 * @buf_ptr:	address of the list, and where in the first page the memory starts
 *		(OPTEE_MSG_ATTR_NONCONTIG)
 * @size:	bytes
 * @share:	it may have extents that ordinary calls cannot use for memory they register or name
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_BAD_PARAMETERS for a list or pages that are not the normal
 * world's, or no size; TEEC_ERROR_OUT_OF_MEMORY if it is too large or too scattered.
 */
u32 shm_describe_list(struct shm *shm, u64 buf_ptr, u64 size, bool share)
{
	u32 offset = ADDR_OFFSET(buf_ptr);
	u32 ret;

	*shm = (struct shm){ .offset = offset, .size = size };
	if (!size)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (size > (u64)SHM_PAGES_MAX * PAGE_SIZE - offset)
		return TEEC_ERROR_OUT_OF_MEMORY;
	ret = add_pages(shm, buf_ptr - offset, pages_for(offset + size), share);
	if (ret)
		shm_forget(shm);
	return ret;
}

/**
 * shm_forget() - free the extents of an object
 * @shm:	described, or an attempt to describe it has failed
 */
void shm_forget(struct shm *shm)
{
	extents_free(shm->last);
	shm->last = NULL;
	shm->extent.pages = 0;
	shm->size = 0;
}

/*
 * Find the memory at @offset of the first page: where it is, and how much of @len bytes is
 * contiguous.
 */
static size_t find_run(const struct shm *shm, u64 offset, size_t len, u64 *pa)
{
	u32 page = offset / PAGE_SIZE;
	const struct extent *e = &shm->extent;
	u64 have;

	if (page >= e->pages)
		e = extent_find(shm->last, page);
	offset -= (u64)e->first * PAGE_SIZE;
	have = (u64)e->pages * PAGE_SIZE - offset;
	*pa = e->pa + offset;
	return have < len ? have : len;
}

/*
 * Check that a range is inside of an object, and count @offset from the object's first page. A core
 * that predicts the check wrongly goes on with a range that is outside. For such a core
 * arch_index() replaces offset and length by values that are inside.
 */
static int check_and_mask(const struct shm *shm, u64 *offset, size_t *len)
{
	u64 end;

	if (check_add_overflow(*offset, (u64)*len, &end) || end > shm->size)
		return -1;
	*offset = arch_index(*offset, shm->size + 1);
	*len = arch_index(*len, shm->size - *offset + 1);
	*offset += shm->offset;
	return 0;
}

/**
 * shm_read() - copy out of an object
 * @shm:	object
 * @offset:	where in it
 * @dst:	private memory
 * @len:	bytes
 *
 * Return: 0, or -1 if it is not all inside of the object.
 */
int shm_read(const struct shm *shm, u64 offset, void *dst, size_t len)
{
	size_t part;
	u8 *to = dst;
	u64 pa;

	if (check_and_mask(shm, &offset, &len))
		return -1;
	for (; len; len -= part, offset += part, to += part) {
		part = find_run(shm, offset, len, &pa);
		if (nsec_read(to, pa, part))
			return -1;
	}
	return 0;
}

/**
 * shm_write() - copy into an object
 * @shm:	object
 * @offset:	where in it
 * @src:	private memory
 * @len:	bytes
 *
 * Return: as shm_read().
 */
int shm_write(const struct shm *shm, u64 offset, const void *src, size_t len)
{
	const u8 *from = src;
	size_t part;
	u64 pa;

	if (check_and_mask(shm, &offset, &len))
		return -1;
	for (; len; len -= part, offset += part, from += part) {
		part = find_run(shm, offset, len, &pa);
		if (nsec_write(pa, from, part))
			return -1;
	}
	return 0;
}
