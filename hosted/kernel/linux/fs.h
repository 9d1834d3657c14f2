/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Files, as far as character devices and anonymous files need them.
 */
#ifndef HOSTED_LINUX_FS_H
#define HOSTED_LINUX_FS_H

#include <linux/refcount.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/types.h>

#ifndef O_RDWR
#define O_RDWR	02
#endif

struct cdev;
struct file;

struct inode {
	struct cdev *i_cdev;
	void *i_private;
};

struct file_operations {
	struct module *owner;
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
};

/**
 * struct file - an open file
 * @f_op:	its operations
 * @private_data: of the driver
 * @owner:	module of @f_op
 * @refs:	descriptors, mappings, and system calls under way
 * @inode:	what was opened
 * @dev:	held while a device is open
 */
struct file {
	const struct file_operations *f_op;
	void *private_data;
	struct module *owner;
	refcount_t refs;
	struct inode inode;
	struct device *dev;
};

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#define MKDEV(major, minor)	((dev_t)(((major) << 20) | (minor)))
#define MAJOR(dev)		((unsigned int)((dev) >> 20))
#define MINOR(dev)		((unsigned int)((dev) & 0xfffff))

int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t dev, unsigned int count);

#endif
