// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Character devices: opened by the name of the device they are added with.
 */
#include <linux/cdev.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "internal.h"

#define TEE_MAJOR	240

static LIST_HEAD(cdevs);
static spinlock_t cdevs_lock; /* protects the list */

int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name)
{
	*dev = MKDEV(TEE_MAJOR, first);
	return 0;
}

void unregister_chrdev_region(dev_t dev, unsigned int count)
{
}

void cdev_init(struct cdev *cdev, const struct file_operations *ops)
{
	memset(cdev, 0, sizeof(*cdev));
	cdev->ops = ops;
}

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int rc;

	cdev->device = dev;
	rc = device_add(dev);
	if (rc)
		return rc;
	spin_lock(&cdevs_lock);
	list_add_tail(&cdev->node, &cdevs);
	spin_unlock(&cdevs_lock);
	return 0;
}

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	spin_lock(&cdevs_lock);
	list_del(&cdev->node);
	spin_unlock(&cdevs_lock);
	device_del(dev);
}

/* The caller gets a reference on the device and one on its module. */
static struct cdev *find_chrdev(const char *name)
{
	struct cdev *cdev;

	spin_lock(&cdevs_lock);
	list_for_each_entry(cdev, &cdevs, node) {
		if (strcmp(dev_name(cdev->device), name))
			continue;
		if (!try_module_get(cdev->owner))
			break;
		get_device(cdev->device);
		spin_unlock(&cdevs_lock);
		return cdev;
	}
	spin_unlock(&cdevs_lock);
	return NULL;
}

/**
 * hosted_chrdev_open() - open a character device
 * @name:	of the device that the character device belongs to
 * @result:	the open file
 *
 * Return: 0, -ENOENT if there is no such device, or the error of opening it.
 */
int hosted_chrdev_open(const char *name, struct file **result)
{
	struct cdev *cdev = find_chrdev(name);
	struct file *file;
	int rc;

	if (!cdev)
		return -ENOENT;
	file = hosted_file_new(cdev->ops, NULL);
	if (!file) {
		rc = -ENOMEM;
		goto err;
	}
	file->inode.i_cdev = cdev;
	rc = cdev->ops->open(&file->inode, file);
	if (rc) {
		file->f_op = NULL;
		hosted_file_put(file);
		goto err;
	}
	/* From here on the file holds both references, see hosted_file_put(). */
	file->dev = cdev->device;
	*result = file;
	return 0;
err:
	put_device(cdev->device);
	module_put(cdev->owner);
	return rc;
}

/* Linux has 32-bit processes. */
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return file->f_op->unlocked_ioctl(file, cmd, arg);
}
