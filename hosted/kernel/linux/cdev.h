/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_CDEV_H
#define HOSTED_LINUX_CDEV_H

#include <linux/device.h>
#include <linux/fs.h>

/**
 * struct cdev - a character device
 * @owner:	the module that must stay while it is open
 * @ops:	its operations
 * @device:	what it is added with
 * @node:	in the list of those that can be opened
 */
struct cdev {
	struct module *owner;
	const struct file_operations *ops;
	struct device *device;
	struct list_head node;
};

void cdev_init(struct cdev *cdev, const struct file_operations *ops);
int cdev_device_add(struct cdev *cdev, struct device *dev);
void cdev_device_del(struct cdev *cdev, struct device *dev);

#endif
