// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * TEE devices and contexts: who holds what alive.
 *
 * - A context is alive while its reference count is above 0. References are
 *   held by the opener until it closes the context, by each memory object of
 *   the context, and by calls that outlive their caller.
 * - A context counts as a user of its device from open until its last
 *   reference is gone. tee_device_unregister() waits until there is no user.
 * - Of a context that was not opened by the driver itself ("client context"),
 *   each reference pins the driver's module, too: a driver cannot be unloaded
 *   while anything of a client is left. Only memory objects without an id do
 *   not pin, because the driver makes some of them for itself, as a cache of
 *   message buffers, in the name of whichever client comes along, and frees
 *   them when it is unloaded.
 * - The driver's release operation closes sessions, so it may wait for a thread
 *   of the trusted OS, for as long as other clients like. A client context is
 *   released by a worker: its last user waits only until it is killed, or for a
 *   moment if it is exiting and cannot be killed any more.
 */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>

#include "tee_core_includes.h"

/* Ordinary devices have the ids below this, privileged ones those from it. */
#define TEE_FIRST_PRIV_ID	(TEE_NUM_DEVICES / 2)

static DECLARE_BITMAP(used_ids, TEE_NUM_DEVICES);
static DEFINE_SPINLOCK(used_ids_lock); /* protects used_ids */

/*
 * Long enough for sessions to be closed where nobody is in the way, so that they
 * are closed when the parent sees its child exit; short for whoever kills.
 */
#define TEE_EXIT_WAIT_MS	100

/**
 * struct tee_core_context - a context and what this core adds to it
 * @ctx:	the stock structure, first member
 * @client:	opened from user space or by a client driver
 * @release_work: releases it
 * @released:	completed then
 * @holders:	the worker and the one who waits for it, the last frees this
 */
struct tee_core_context {
	struct tee_context ctx;
	bool client;
	struct work_struct release_work;
	struct completion released;
	refcount_t holders;
};

static struct tee_core_context *to_core_context(struct tee_context *ctx)
{
	return container_of(ctx, struct tee_core_context, ctx);
}

/**
 * tee_device_get() - become a user of a TEE device
 * @teedev:	device the caller holds a reference on (struct device)
 *
 * Any context, does not sleep.
 *
 * Return: false if the device is gone.
 */
bool tee_device_get(struct tee_device *teedev)
{
	struct tee_core_device *cd = to_core_device(teedev);
	bool alive;

	spin_lock(&cd->lock);
	alive = teedev->desc;
	if (alive)
		teedev->num_users++;
	spin_unlock(&cd->lock);

	return alive;
}

/**
 * tee_device_put() - no longer be a user of a TEE device
 * @teedev:	device; may be freed when this returns
 *
 * Any context, does not sleep.
 */
void tee_device_put(struct tee_device *teedev)
{
	struct tee_core_device *cd = to_core_device(teedev);
	bool last;

	spin_lock(&cd->lock);
	last = !--teedev->num_users;
	if (last)
		teedev->desc = NULL;
	spin_unlock(&cd->lock);

	/*
	 * The waiter frees the device: the lock must have been left for good,
	 * and complete() is the last access.
	 */
	if (last)
		complete(&teedev->c_no_users);
}

static struct tee_context *context_open(struct tee_device *teedev, bool client)
{
	struct tee_core_context *cc;
	struct module *owner;
	int rc;

	if (!tee_device_get(teedev))
		return ERR_PTR(-EINVAL);

	owner = client ? teedev->desc->owner : NULL;
	if (!try_module_get(owner)) {
		rc = -ENODEV;
		goto err_device;
	}

	cc = kzalloc(sizeof(*cc), GFP_KERNEL);
	if (!cc) {
		rc = -ENOMEM;
		goto err_module;
	}
	kref_init(&cc->ctx.refcount);
	cc->ctx.teedev = teedev;
	cc->client = client;

	rc = teedev->desc->ops->open(&cc->ctx);
	if (rc)
		goto err_free;

	return &cc->ctx;

err_free:
	kfree(cc);
err_module:
	module_put(owner);
err_device:
	tee_device_put(teedev);
	return ERR_PTR(rc);
}

/**
 * teedev_open() - open a context on a TEE device
 * @teedev:	device
 *
 * For a driver on its own device: takes no reference on the driver's module,
 * which could otherwise never be unloaded.  Process context, may sleep.
 *
 * Return: a context to be closed with teedev_close_context(), or -EINVAL if the
 * device is gone, -ENOMEM, or the error of the driver's open operation.
 */
struct tee_context *teedev_open(struct tee_device *teedev)
{
	return context_open(teedev, false);
}
EXPORT_SYMBOL_GPL(teedev_open);

/**
 * tee_client_context_open() - open a context for a client of the TEE driver
 * @teedev:	device
 *
 * As teedev_open(), but the driver's module stays loaded until the last
 * reference on the context is gone.
 *
 * Return: as teedev_open(), or -ENODEV if the module is being unloaded.
 */
struct tee_context *tee_client_context_open(struct tee_device *teedev)
{
	return context_open(teedev, true);
}

static void context_put_holder(struct tee_core_context *cc)
{
	if (refcount_dec_and_test(&cc->holders))
		kfree(cc);
}

static void release_context(struct tee_core_context *cc)
{
	struct tee_device *teedev = cc->ctx.teedev;

	teedev->desc->ops->release(&cc->ctx);
	complete(&cc->released);
	context_put_holder(cc);
	tee_device_put(teedev);
}

static void release_work_fn(struct work_struct *work)
{
	struct tee_core_context *cc =
		container_of(work, struct tee_core_context, release_work);
	struct module *owner = cc->ctx.teedev->desc->owner;

	release_context(cc);
	module_put(owner);
}

static void wait_until_released(struct tee_core_context *cc)
{
	if (current->flags & PF_EXITING)
		wait_for_completion_timeout(&cc->released,
					    msecs_to_jiffies(TEE_EXIT_WAIT_MS));
	else
		wait_for_completion_state(&cc->released,
					  TASK_KILLABLE | TASK_FREEZABLE);
}

static void context_release(struct kref *ref)
{
	struct tee_context *ctx = container_of(ref, struct tee_context,
					       refcount);
	struct tee_core_context *cc = to_core_context(ctx);

	/*
	 * The driver may free memory objects of this context now. They drop
	 * references the context no longer counts.
	 */
	ctx->releasing = true;
	init_completion(&cc->released);
	if (!cc->client || current->flags & PF_KTHREAD) {
		refcount_set(&cc->holders, 1);
		release_context(cc);
		return;
	}

	/* The reference that goes now pins the module, but not long enough. */
	__module_get(ctx->teedev->desc->owner);
	refcount_set(&cc->holders, 2);
	INIT_WORK(&cc->release_work, release_work_fn);
	queue_work(tee_release_wq, &cc->release_work);
	wait_until_released(cc);
	context_put_holder(cc);
}

/* The module a reference on a context pins, or NULL. */
static struct module *pinned_module(struct tee_context *ctx, bool pin)
{
	return pin && to_core_context(ctx)->client ? ctx->teedev->desc->owner :
						     NULL;
}

/**
 * tee_ctx_get() - take a reference on a context
 * @ctx:	context on which the caller is sure that a reference is held, one
 *		that pins if @pin
 * @pin:	pin the driver's module, if the context is a client's
 */
void tee_ctx_get(struct tee_context *ctx, bool pin)
{
	if (ctx->releasing)
		return;

	__module_get(pinned_module(ctx, pin));
	kref_get(&ctx->refcount);
}

/**
 * tee_ctx_put() - drop a reference on a context
 * @ctx:	context
 * @pin:	as the reference was taken
 */
void tee_ctx_put(struct tee_context *ctx, bool pin)
{
	struct module *owner;

	if (ctx->releasing)
		return;

	owner = pinned_module(ctx, pin);
	kref_put(&ctx->refcount, context_release);
	module_put(owner);
}

void teedev_ctx_get(struct tee_context *ctx)
{
	tee_ctx_get(ctx, true);
}
EXPORT_SYMBOL_GPL(teedev_ctx_get);

void teedev_ctx_put(struct tee_context *ctx)
{
	tee_ctx_put(ctx, true);
}
EXPORT_SYMBOL_GPL(teedev_ctx_put);

/**
 * teedev_close_context() - close a context
 * @ctx:	context from any of the open functions, not to be used any more
 *
 * Process context, may sleep.
 */
void teedev_close_context(struct tee_context *ctx)
{
	const struct tee_system_ops *sys = tee_ctx_system_ops(ctx);

	if (to_core_context(ctx)->client && sys && sys->close_context)
		sys->close_context(ctx);
	teedev_ctx_put(ctx);
}
EXPORT_SYMBOL_GPL(teedev_close_context);

static int get_id(bool privileged)
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

static void put_id(int id)
{
	spin_lock(&used_ids_lock);
	clear_bit(id, used_ids);
	spin_unlock(&used_ids_lock);
}

/* The last reference on teedev->dev is gone. */
void tee_device_free(struct tee_device *teedev)
{
	put_id(teedev->id);
	mutex_destroy(&teedev->mutex);
	idr_destroy(&teedev->idr);
	kfree(to_core_device(teedev));
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
	bool privileged;
	int rc;

	if (!teedesc || !teedesc->name || !teedesc->ops ||
	    !teedesc->ops->get_version || !teedesc->ops->open ||
	    !teedesc->ops->release)
		return ERR_PTR(-EINVAL);
	privileged = teedesc->flags & TEE_DESC_PRIVILEGED;

	cd = kzalloc(sizeof(*cd), GFP_KERNEL);
	if (!cd)
		return ERR_PTR(-ENOMEM);
	teedev = &cd->teedev;

	rc = get_id(privileged);
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
	/* The driver is a user until it unregisters the device. */
	teedev->num_users = 1;
	teedev->desc = teedesc;
	teedev->pool = pool;

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
 * device is gone: nobody may hold one for the caller's sake.
 */
void tee_device_unregister(struct tee_device *teedev)
{
	if (!teedev)
		return;

	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED)
		tee_chrdev_del(teedev);

	tee_device_put(teedev);
	wait_for_completion(&teedev->c_no_users);
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
