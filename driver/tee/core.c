// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * TEE devices. A TEE driver allocates, registers and unregisters them.
 */
#include "tee_core_includes.h"

/* Ordinary devices have the ids below this, privileged ones those from it. */
#define TEE_FIRST_PRIV_ID	(TEE_NUM_DEVICES / 2)

static DECLARE_BITMAP(used_ids, TEE_NUM_DEVICES);
static DEFINE_SPINLOCK(used_ids_lock); /* protects used_ids */

static int get_device_id(bool privileged)
{
	unsigned int first = privileged ? TEE_FIRST_PRIV_ID : 0;
	unsigned int end = first + TEE_NUM_DEVICES / 2;
	unsigned int id;

	spin_lock(&used_ids_lock);
	id = find_next_zero_bit(used_ids, end, first);
	if (id < end)
		set_bit(id, used_ids);
	spin_unlock(&used_ids_lock);

	return id < end ? id : -ENOMEM;
}

static void put_device_id(int id)
{
	spin_lock(&used_ids_lock);
	clear_bit(id, used_ids);
	spin_unlock(&used_ids_lock);
}

/* The last reference on teedev->dev is gone. */
static void release_tee_device(struct device *dev)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	put_device_id(teedev->id);
	mutex_destroy(&teedev->mutex);
	idr_destroy(&teedev->idr);
	kfree(to_core_device(teedev));
}

/* Return: the name of a part that a TEE driver's description must have and lacks, or NULL. */
static const char *missing_part(const struct tee_desc *desc)
{
	if (!desc)
		return "description";
	if (!desc->name)
		return "name";
	if (!desc->ops)
		return "table of operations";
	if (!desc->ops->get_version)
		return "get_version operation";
	if (!desc->ops->open)
		return "open operation";
	if (!desc->ops->release)
		return "release operation";

	return NULL;
}

/**
 * tee_device_alloc() - allocate a TEE device
 * @teedesc:	description of the driver; must outlive the device
 * @dev:	parent device
 * @pool:	pool for shared memory, or NULL
 * @driver_data: for tee_get_drvdata()
 *
 * Process context, may sleep.  To be undone by tee_device_unregister(), whether
 * or not the device is ever registered.
 *
 * Return: the device, or -EINVAL if @teedesc lacks a name or one of the
 * get_version, open and release operations, -ENOMEM also if all ids are used.
 */
struct tee_device *tee_device_alloc(const struct tee_desc *teedesc,
				    struct device *dev,
				    struct tee_shm_pool *pool,
				    void *driver_data)
{
	struct tee_core_device *cd;
	struct tee_device *teedev;
	const char *missing;
	bool privileged;
	int rc;

	missing = missing_part(teedesc);
	if (missing) {
		pr_err("tee: a driver has no %s\n", missing);
		return ERR_PTR(-EINVAL);
	}
	privileged = teedesc->flags & TEE_DESC_PRIVILEGED;

	cd = kzalloc(sizeof(*cd), GFP_KERNEL);
	if (!cd)
		return ERR_PTR(-ENOMEM);
	teedev = &cd->teedev;

	rc = get_device_id(privileged);
	if (rc < 0) {
		kfree(cd);
		return ERR_PTR(rc);
	}
	teedev->id = rc;
	scnprintf(teedev->name, sizeof(teedev->name), "tee%s%d",
		  privileged ? "priv" : "",
		  teedev->id - (privileged ? TEE_FIRST_PRIV_ID : 0));

	spin_lock_init(&cd->lock);
	mutex_init(&teedev->mutex);
	idr_init(&teedev->idr);
	init_completion(&teedev->c_no_users);
	/* The driver is the first user, until it unregisters the device. */
	teedev->num_users = 1;
	teedev->desc = teedesc;
	teedev->pool = pool;

	teedev->dev.release = release_tee_device;
	rc = tee_chrdev_init(teedev, dev, driver_data);
	if (rc) {
		put_device(&teedev->dev);
		return ERR_PTR(rc);
	}

	return teedev;
}
EXPORT_SYMBOL_GPL(tee_device_alloc);

void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **dev_groups)
{
	teedev->dev.groups = dev_groups;
}
EXPORT_SYMBOL_GPL(tee_device_set_dev_groups);

void tee_device_set_system_ops(struct tee_device *teedev,
			       const struct tee_system_ops *ops)
{
	to_core_device(teedev)->system_ops = ops;
}
EXPORT_SYMBOL_GPL(tee_device_set_system_ops);

/**
 * tee_device_register() - let clients find a TEE device
 * @teedev:	device from tee_device_alloc()
 *
 * Process context, may sleep.  After an error the device still has to be given
 * to tee_device_unregister().
 *
 * Return: 0, -EINVAL if it is registered, or what stopped the device node.
 */
int tee_device_register(struct tee_device *teedev)
{
	int rc;

	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED) {
		dev_err(&teedev->dev, "is registered already\n");
		return -EINVAL;
	}

	rc = tee_chrdev_add(teedev);
	if (rc) {
		dev_err(&teedev->dev, "no device node: error %d\n", rc);
		return rc;
	}
	teedev->flags |= TEE_DEVICE_FLAG_REGISTERED;

	return 0;
}
EXPORT_SYMBOL_GPL(tee_device_register);

/**
 * tee_device_unregister() - take a TEE device away
 * @teedev:	device from tee_device_alloc(), or NULL
 *
 * Process context.  Waits until every context and every memory object of the
 * device is gone, so the caller must not hold one itself.
 */
void tee_device_unregister(struct tee_device *teedev)
{
	if (!teedev)
		return;

	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED)
		tee_chrdev_del(teedev);
	tee_device_end_use(teedev);
	/*
	 * A file that is still open keeps the device. It must not find the pool, which is the
	 * driver's and goes with it.
	 */
	teedev->pool = NULL;
	put_device(&teedev->dev);
}
EXPORT_SYMBOL_GPL(tee_device_unregister);

/**
 * tee_get_drvdata() - the driver_data given to tee_device_alloc()
 * @teedev:	device
 *
 * Any context.
 *
 * Return: the pointer.
 */
void *tee_get_drvdata(struct tee_device *teedev)
{
	return dev_get_drvdata(&teedev->dev);
}
EXPORT_SYMBOL_GPL(tee_get_drvdata);
