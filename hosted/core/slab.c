// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory from kmalloc(), and allocations that are made to fail.
 */
#include <stdlib.h>

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <hosted/mem.h>

#include "internal.h"

static atomic64_t live;
static unsigned long all_allocs;
static unsigned int all_fail_nth;
static bool all_fail;
static bool (*hook)(size_t bytes, bool may_sleep, bool may_io);

/* Count down to 0. True for the one caller that reaches 0. */
static bool counts_down(unsigned int *nth)
{
	unsigned int n = READ_ONCE(*nth);

	while (n && !__atomic_compare_exchange_n(nth, &n, n - 1, false, __ATOMIC_RELAXED,
						 __ATOMIC_RELAXED))
		;
	return n == 1;
}

/**
 * hosted_should_fail() - must an allocation fail?
 * @size:	bytes
 * @gfp:	GFP_*
 *
 * Every allocation that can fail in Linux asks here first. This also reports an allocation that may
 * sleep where sleeping is not allowed.
 *
 * Return: true if it must fail.
 */
bool hosted_should_fail(size_t size, gfp_t gfp)
{
	struct task_struct *task = current;
	bool (*fn)(size_t bytes, bool may_sleep, bool may_io);
	bool fail;

	fn = __atomic_load_n(&hook, __ATOMIC_ACQUIRE);
	if (gfp & __GFP_SLEEP)
		hosted_might_sleep("kmalloc");
	__atomic_fetch_add(&task->allocs, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&all_allocs, 1, __ATOMIC_RELAXED);
	fail = fn && fn(size, gfp & __GFP_SLEEP,
			gfp & __GFP_IO && !(task->flags & PF_MEMALLOC_NOIO));
	fail |= counts_down(&task->fail_nth);
	fail |= counts_down(&all_fail_nth);
	return fail || READ_ONCE(task->fail_all) || READ_ONCE(all_fail);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	void *ptr;

	if (size >= PAGE_SIZE)
		return size > LONG_MAX ? NULL : alloc_pages_exact(size, gfp);
	if (hosted_should_fail(size, gfp))
		return NULL;
	ptr = gfp & __GFP_ZERO ? calloc(1, size) : malloc(size);
	if (ptr)
		__atomic_fetch_add(&live.counter, 1, __ATOMIC_RELAXED);
	return ptr;
}

void kfree(const void *ptr)
{
	if (IS_ERR_OR_NULL(ptr))
		return;
	if (virt_addr_valid(ptr)) {
		free_pages_exact((void *)ptr, hosted_span_size(ptr));
		return;
	}
	__atomic_fetch_sub(&live.counter, 1, __ATOMIC_RELAXED);
	free((void *)ptr);
}

char *kstrdup(const char *s, gfp_t gfp)
{
	size_t size = strlen(s) + 1;
	char *copy = kmalloc(size, gfp);

	return copy ? memcpy(copy, s, size) : NULL;
}

/* <hosted/mem.h> */

/**
 * hosted_slab_used() - memory from kmalloc() that is not freed
 *
 * Return: bytes.
 */
size_t hosted_slab_used(void)
{
	return atomic64_read(&live);
}

unsigned int hosted_fail_nth(struct task_struct *task, unsigned int n)
{
	return __atomic_exchange_n(task ? &task->fail_nth : &all_fail_nth, n, __ATOMIC_RELAXED);
}

void hosted_fail_all(struct task_struct *task, bool fail)
{
	WRITE_ONCE(*(task ? &task->fail_all : &all_fail), fail);
}

unsigned long hosted_alloc_count(const struct task_struct *task)
{
	return READ_ONCE(*(task ? &task->allocs : &all_allocs));
}

void hosted_alloc_hook(bool (*fn)(size_t bytes, bool may_sleep, bool may_io))
{
	__atomic_store_n(&hook, fn, __ATOMIC_RELEASE);
}
