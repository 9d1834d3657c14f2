/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory as the secure world sees it, and allocations that fail.
 */
#ifndef HOSTED_MEM_H
#define HOSTED_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct task_struct;

/**
 * hosted_phys_ptr() - normal-world memory by its physical address
 * @pa:		address, any
 * @size:	bytes
 *
 * Any thread. The memory is there until hosted_shutdown().
 *
 * Return: NULL unless all of it is RAM.
 */
void *hosted_phys_ptr(uint64_t pa, size_t size);

/**
 * hosted_phys_reserve() - take RAM from the kernel, for reserved shared memory
 * @size:	bytes, whole pages
 * @pa:		where it is
 */
int hosted_phys_reserve(size_t size, uint64_t *pa);
void hosted_phys_release(uint64_t pa, size_t size);

/* Pages of RAM that are in use, and memory from kmalloc(). */
size_t hosted_pages_used(void);
size_t hosted_slab_used(void);

/**
 * hosted_fail_nth() - let an allocation of a task fail
 * @task:	NULL: allocations of all tasks count, and fail
 * @n:		the @n-th from now on fails, once; 0: none
 *
 * Return: after how many more allocations the failure that was requested before would have come; 0
 * if it has come, or if none was requested.
 */
unsigned int hosted_fail_nth(struct task_struct *task, unsigned int n);

/**
 * hosted_fail_all() - let all allocations of a task fail
 * @task:	NULL: of all tasks
 * @fail:	begin, or end
 */
void hosted_fail_all(struct task_struct *task, bool fail);

/* Allocations (attempted) by @task so far; NULL: by all tasks. */
unsigned long hosted_alloc_count(const struct task_struct *task);

/**
 * hosted_alloc_hook() - see every allocation
 * @fn:		called by the allocating task before it allocates: @bytes, whether
 *		it may sleep, and whether it may wait for I/O; true lets it fail.
 *		NULL: no longer.
 */
void hosted_alloc_hook(bool (*fn)(size_t bytes, bool may_sleep, bool may_io));

#endif
