// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Device nodes /dev/tee[0-9]* and /dev/teepriv[0-9]*, and their class in sysfs.
 */
#include "tee_core_includes.h"

static dev_t tee_devt;

static int tee_open(struct inode *inode, struct file *file)
{
	struct tee_context *ctx;

	ctx = tee_context_open(container_of(inode->i_cdev, struct tee_device,
					    cdev), TEE_OPENED_BY_FILE);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);

	file->private_data = ctx;
	return 0;
}

static int tee_release(struct inode *inode, struct file *file)
{
	teedev_close_context(file->private_data);
	return 0;
}

static const struct file_operations tee_fops = {
	.owner = THIS_MODULE,
	.open = tee_open,
	.release = tee_release,
	.unlocked_ioctl = tee_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static ssize_t implementation_id_show(struct device *dev,
				      struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	struct tee_ioctl_version_data vers = { };

	/* The attribute is removed before the driver's description may go. */
	teedev->desc->ops->get_version(teedev, &vers);
	return sysfs_emit(buf, "%u\n", vers.impl_id);
}
static DEVICE_ATTR_RO(implementation_id);

static ssize_t revision_show(struct device *dev,
			     struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	tee_revision_t get_revision = tee_revision_op(teedev->desc->ops);
	char revision[TEE_REVISION_STR_SIZE];
	int rc;

	rc = get_revision(teedev, revision, sizeof(revision));
	return rc ? rc : sysfs_emit(buf, "%s\n", revision);
}
static DEVICE_ATTR_RO(revision);

static struct attribute *tee_dev_attrs[] = {
	&dev_attr_implementation_id.attr,
	&dev_attr_revision.attr,
	NULL
};

/* Only of a driver that tells its revision. */
static umode_t tee_dev_attr_mode(struct kobject *kobj, struct attribute *attr,
				 int n)
{
	struct tee_device *teedev = container_of(kobj_to_dev(kobj),
						 struct tee_device, dev);

	if (attr == &dev_attr_revision.attr &&
	    !tee_revision_op(teedev->desc->ops))
		return 0;

	return attr->mode;
}

static const struct attribute_group tee_dev_group = {
	.attrs = tee_dev_attrs,
	.is_visible = tee_dev_attr_mode,
};
__ATTRIBUTE_GROUPS(tee_dev);

static struct class tee_class = {
	.name = "tee",
	.dev_groups = tee_dev_groups,
};

/**
 * tee_chrdev_init() - initialize the device node of a TEE device
 * @teedev:	device with a name and an id
 * @parent:	parent device
 * @driver_data: for the driver
 *
 * After this the device is freed with put_device(), also if it has failed.
 *
 * Return: 0 or -ENOMEM.
 */
int tee_chrdev_init(struct tee_device *teedev, struct device *parent,
		    void *driver_data)
{
	device_initialize(&teedev->dev);
	teedev->dev.class = &tee_class;
	teedev->dev.parent = parent;
	teedev->dev.devt = MKDEV(MAJOR(tee_devt), MINOR(tee_devt) + teedev->id);
	dev_set_drvdata(&teedev->dev, driver_data);

	cdev_init(&teedev->cdev, &tee_fops);
	teedev->cdev.owner = teedev->desc->owner;

	return dev_set_name(&teedev->dev, "%s", teedev->name);
}

/**
 * tee_chrdev_add() - make a device appear in /dev and sysfs
 * @teedev:	device
 *
 * Return: 0 or the error of cdev_device_add().
 */
int tee_chrdev_add(struct tee_device *teedev)
{
	return cdev_device_add(&teedev->cdev, &teedev->dev);
}

/**
 * tee_chrdev_del() - remove a device from /dev and sysfs
 * @teedev:	device
 *
 * Files that are open stay usable.
 */
void tee_chrdev_del(struct tee_device *teedev)
{
	cdev_device_del(&teedev->cdev, &teedev->dev);
}

struct find_arg {
	int (*match)(struct tee_device *teedev, void *data);
	void *data;
};

static int find_match(struct device *dev, const void *data)
{
	const struct find_arg *f = data;

	return f->match(container_of(dev, struct tee_device, dev), f->data);
}

/**
 * tee_chrdev_find() - look for a registered TEE device
 * @start:	look behind this one, or NULL; must still be registered
 * @match:	tells whether a device is the one
 * @data:	for @match
 *
 * Return: a device with a reference on its struct device, or NULL.
 */
struct tee_device *tee_chrdev_find(struct tee_device *start,
				   int (*match)(struct tee_device *teedev,
						void *data), void *data)
{
	struct find_arg f = { match, data };
	struct device *dev;

	dev = class_find_device(&tee_class, start ? &start->dev : NULL, &f,
				find_match);

	return dev ? container_of(dev, struct tee_device, dev) : NULL;
}

/**
 * tee_chrdev_setup() - make the class and the device numbers of TEE devices
 *
 * Return: 0 or a negative errno.
 */
int tee_chrdev_setup(void)
{
	int rc;

	rc = class_register(&tee_class);
	if (rc)
		return rc;

	rc = alloc_chrdev_region(&tee_devt, 0, TEE_NUM_DEVICES, "tee");
	if (rc)
		class_unregister(&tee_class);

	return rc;
}

/**
 * tee_chrdev_cleanup() - undo tee_chrdev_setup()
 */
void tee_chrdev_cleanup(void)
{
	unregister_chrdev_region(tee_devt, TEE_NUM_DEVICES);
	class_unregister(&tee_class);
}
