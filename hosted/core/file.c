// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Files and descriptors.
 */
#include <linux/anon_inodes.h>
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "internal.h"
#include "mm.h"

/**
 * hosted_file_new() - make a file
 * @ops:	struct file_operations
 * @data:	what the file stands for
 *
 * Return: a file with one reference, or NULL.
 */
struct file *hosted_file_new(const void *ops, void *data)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	file->f_op = ops;
	file->private_data = data;
	refcount_set(&file->refs, 1);
	file->owner = file->f_op->owner;
	__module_get(file->owner);
	return file;
}

/**
 * hosted_file_get() - take a reference on a file
 * @file:	the file
 */
void hosted_file_get(struct file *file)
{
	refcount_inc(&file->refs);
}

static void release_file(struct file *file)
{
	struct module *owner = NULL;

	if (file->f_op && file->f_op->release)
		file->f_op->release(&file->inode, file);
	if (file->dev)
		owner = file->inode.i_cdev->owner;
	put_device(file->dev);
	module_put(owner);
}

/**
 * hosted_file_put() - drop a reference on a file
 * @file:	the file, which is released with the last reference
 */
void hosted_file_put(struct file *file)
{
	struct module *owner;

	if (!refcount_dec_and_test(&file->refs))
		return;
	owner = file->owner;
	release_file(file);
	kfree(file);
	module_put(owner);
}

/**
 * hosted_fd_get() - find the file of a descriptor of the current process
 * @fd:	descriptor
 *
 * Takes a reference.
 *
 * Return: the file, or NULL.
 */
struct file *hosted_fd_get(int fd)
{
	struct mm_struct *mm = current->mm;
	struct file *file = NULL;

	if (fd < 0 || fd >= MAX_FDS)
		return NULL;
	spin_lock(&mm->lock);
	if (mm->files[fd]) {
		file = mm->files[fd];
		hosted_file_get(file);
	}
	spin_unlock(&mm->lock);
	return file;
}

/**
 * hosted_fd_install() - make a descriptor of the current process
 * @file:	the file; the descriptor takes over the caller's reference
 *
 * Return: the descriptor, or -EMFILE.
 */
int hosted_fd_install(struct file *file)
{
	struct mm_struct *mm = current->mm;
	int fd = -EMFILE;
	int n;

	spin_lock(&mm->lock);
	for (n = 0; n < MAX_FDS && fd < 0; n++) {
		if (mm->files[n])
			continue;
		mm->files[n] = file;
		fd = n;
	}
	spin_unlock(&mm->lock);
	return fd;
}

/**
 * hosted_fd_take() - remove a descriptor of a process
 * @mm:		the process
 * @fd:		descriptor
 *
 * Return: its file with the reference of the descriptor, or NULL.
 */
struct file *hosted_fd_take(struct mm_struct *mm, int fd)
{
	struct file *file;

	if (fd < 0 || fd >= MAX_FDS)
		return NULL;
	spin_lock(&mm->lock);
	file = mm->files[fd];
	mm->files[fd] = NULL;
	spin_unlock(&mm->lock);
	return file;
}

/**
 * hosted_files_close() - close all files of a process
 * @mm:	the process
 */
void hosted_files_close(struct mm_struct *mm)
{
	struct file *file;
	int fd;

	for (fd = 0; fd < MAX_FDS; fd++) {
		file = hosted_fd_take(mm, fd);
		if (file)
			hosted_file_put(file);
	}
}

int anon_inode_getfd(const char *name, const struct file_operations *ops, void *data, int flags)
{
	struct file *file = hosted_file_new(ops, data);
	int fd;

	if (!file)
		return -ENOMEM;
	fd = hosted_fd_install(file);
	if (fd < 0) {
		/* Free a file without releasing what it stands for, which the caller keeps. */
		file->f_op = NULL;
		hosted_file_put(file);
	}
	return fd;
}
