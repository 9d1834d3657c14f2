/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Processes: their memory, files and ids.
 */
#ifndef HOSTED_MM_H
#define HOSTED_MM_H

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/refcount.h>

#define MAX_FDS		256

/**
 * struct vma - memory of a process
 * @node:	in the process
 * @start:	user address
 * @size:	bytes
 * @pages:	of memory of its own, for each page; NULL: none can be pinned
 * @file:	a mapping of this, or NULL
 * @host:	host memory that was announced: nothing is mapped
 * @hole:	page that is inaccessible, as an address; 0: none
 */
struct vma {
	struct list_head node;
	unsigned long start;
	unsigned long size;
	struct page **pages;
	struct file *file;
	bool host;
	unsigned long hole;
};

/**
 * struct mm_struct - a process
 * @threads:	that have not ended
 * @lock:	protects the rest
 * @vmas:	its memory
 * @files:	its files
 * @uid:	its user
 * @gid:	its group
 * @may_reserve: has CAP_SYS_RESOURCE
 * @exit:	hosted_mm_exit(). Each thread calls it through this pointer when it ends, because
 *		mm.c and file.c use task.c, and task.c must not use them
 */
struct mm_struct {
	refcount_t threads;
	spinlock_t lock; /* see above */
	struct list_head vmas;
	struct file *files[MAX_FDS];
	unsigned int uid;
	unsigned int gid;
	bool may_reserve;
	void (*exit)(struct mm_struct *mm);
};

#endif
