// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Contexts: who holds what alive.
 *
 * - A context is alive while its reference count is above 0. References are
 *   held by the opener until it closes the context, by each memory object of
 *   the context, and by calls that outlive their caller.
 * - Of a context that was not opened by the driver itself ("client context"),
 *   each reference pins the driver's module, too: a driver cannot be unloaded
 *   while anything of a client is left. Only memory objects without an id do
 *   not pin, because the driver makes some of them for itself, as a cache of
 *   message buffers, in the name of whichever client comes along, and frees
 *   them when it is unloaded.
 * - The driver's release operation closes sessions, so it may wait for a thread
 *   of the trusted OS, for as long as other clients like. A client context is
 *   released by a worker: its last user waits only until it is killed, or for a
 *   moment if it is exiting and cannot be killed any more. That of a supplicant
 *   has no sessions and is released at once: what others wait for may be that.
 */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>

#include "tee_core_includes.h"

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

/* All of the end of a context but its memory. */
static void release_context(struct tee_core_context *cc)
{
	struct tee_device *teedev = cc->ctx.teedev;

	teedev->desc->ops->release(&cc->ctx);
	tee_device_put(teedev);
}

static void release_work_fn(struct work_struct *work)
{
	struct tee_core_context *cc =
		container_of(work, struct tee_core_context, release_work);
	struct module *owner = cc->ctx.teedev->desc->owner;

	release_context(cc);
	module_put(owner);
	/* Last: who has closed the last file can unload the driver. */
	complete(&cc->released);
	context_put_holder(cc);
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
	if (!cc->client || current->flags & PF_KTHREAD ||
	    ctx->teedev->desc->flags & TEE_DESC_PRIVILEGED) {
		release_context(cc);
		kfree(cc);
		return;
	}

	/* The reference that goes now pins the module, but not long enough. */
	__module_get(ctx->teedev->desc->owner);
	refcount_set(&cc->holders, 2);
	init_completion(&cc->released);
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
