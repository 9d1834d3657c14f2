// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Contexts: their references, and what the references keep.
 *
 * - A context is alive while its reference count is above 0. References are
 *   held by the opener until it closes the context, by each memory object of
 *   the context, and by calls that outlive their caller.
 * - Of a context that was not opened by the driver itself ("client context"),
 *   each reference pins the driver's module, too: a driver cannot be unloaded
 *   while anything of a client is left. Only memory objects without an id do
 *   not pin: a TEE driver may make some of them for itself in the context of a
 *   client, and free them when it is unloaded, as the stock optee.ko does with
 *   its message buffers. Ours makes them in a context of its own (optee->ctx).
 * - The driver's release operation closes sessions, so it may wait for a thread
 *   of the trusted OS. The context of a file is released by a worker, since the
 *   last reference may be dropped by a task that must not wait (release.c). The
 *   context of a supplicant has no sessions and is released at once, because
 *   other tasks may be waiting for just that.
 */
#include "tee_core_includes.h"

#include "release.h"

/**
 * struct tee_core_context - a context and what this core adds to it
 * @ctx:	the stock structure, first member
 * @opener:	the driver itself, a client driver, or a process
 * @release:	for a worker that releases it
 */
struct tee_core_context {
	struct tee_context ctx;
	enum tee_opener opener;
	struct tee_release release;
};

static struct tee_core_context *to_core_context(struct tee_context *ctx)
{
	return container_of(ctx, struct tee_core_context, ctx);
}

static bool is_clients_context(const struct tee_core_context *cc)
{
	return cc->opener != TEE_OPENED_BY_DRIVER;
}

/**
 * tee_context_open() - open a context
 * @teedev:	device
 * @opener:	on whose behalf
 *
 * For any other opener than the driver itself, the driver's module stays loaded
 * until the last reference on the context is gone.
 *
 * Return: as teedev_open(), or -ENODEV if the module is being unloaded.
 */
struct tee_context *tee_context_open(struct tee_device *teedev,
				     enum tee_opener opener)
{
	struct tee_core_context *cc;
	struct module *owner;
	int rc;

	if (!tee_device_get(teedev))
		return ERR_PTR(-EINVAL);

	owner = opener == TEE_OPENED_BY_DRIVER ? NULL : teedev->desc->owner;
	if (!try_module_get(owner)) {
		rc = -ENODEV;
		goto err_device;
	}

	cc = kzalloc(sizeof(*cc), GFP_KERNEL_ACCOUNT);
	if (!cc) {
		rc = -ENOMEM;
		goto err_module;
	}
	kref_init(&cc->ctx.refcount);
	cc->ctx.teedev = teedev;
	cc->opener = opener;

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
	return tee_context_open(teedev, TEE_OPENED_BY_DRIVER);
}
EXPORT_SYMBOL_GPL(teedev_open);

bool tee_context_is_user(const struct tee_context *ctx)
{
	return container_of(ctx, const struct tee_core_context, ctx)->opener ==
	       TEE_OPENED_BY_FILE;
}
EXPORT_SYMBOL_GPL(tee_context_is_user);

static struct tee_core_context *release_to_core_context(struct tee_release *r)
{
	return container_of(r, struct tee_core_context, release);
}

/* Do all that ends a context, except for freeing its memory. */
static void end_context(struct tee_core_context *cc)
{
	struct tee_device *teedev = cc->ctx.teedev;

	/*
	 * The driver may free memory objects of this context now. They drop
	 * references the context no longer counts.
	 */
	cc->ctx.releasing = true;
	teedev->desc->ops->release(&cc->ctx);
	tee_device_put(teedev);
}

static bool finish_context_on_worker(struct tee_release *r)
{
	struct tee_core_context *cc = release_to_core_context(r);
	struct module *owner = cc->ctx.teedev->desc->owner;

	end_context(cc);
	/* Before a task that waits for this is woken: it may want to unload the driver. */
	module_put(owner);

	return true;
}

static void free_context(struct tee_release *r)
{
	kfree(release_to_core_context(r));
}

static void release_context_here(struct kref *ref)
{
	struct tee_core_context *cc =
		container_of(ref, struct tee_core_context, ctx.refcount);

	end_context(cc);
	kfree(cc);
}

/*
 * May the task that drops the last reference wait until the sessions are closed? A driver may, and
 * so may a kernel thread of a client driver: no user can kill them, and they hold up nobody else.
 */
static bool waits_for_release(const struct tee_core_context *cc)
{
	return !is_clients_context(cc) ||
	       cc->ctx.teedev->desc->flags & TEE_DESC_PRIVILEGED ||
	       (cc->opener == TEE_OPENED_BY_CLIENT &&
		current->flags & PF_KTHREAD);
}

/* The reference that is dropped now pins the module no longer.  The worker needs one of its own. */
static void leave_context_to_worker(struct tee_core_context *cc,
				    enum tee_patience patience)
{
	__module_get(cc->ctx.teedev->desc->owner);
	tee_release_by_worker(&cc->release, finish_context_on_worker, free_context,
			      patience);
}

static void release_as_task_may(struct kref *ref)
{
	struct tee_core_context *cc =
		container_of(ref, struct tee_core_context, ctx.refcount);

	if (waits_for_release(cc))
		release_context_here(ref);
	else
		leave_context_to_worker(cc, tee_release_user_patience());
}

static void release_context_later(struct kref *ref)
{
	leave_context_to_worker(container_of(ref, struct tee_core_context,
					     ctx.refcount), TEE_WAIT_NOT);
}

/* The module a reference on a context pins, or NULL. */
static struct module *pinned_module(struct tee_context *ctx, bool pin)
{
	return pin && is_clients_context(to_core_context(ctx)) ?
	       ctx->teedev->desc->owner : NULL;
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

static void put_context(struct tee_context *ctx, bool pin,
			void (*release)(struct kref *ref))
{
	struct module *owner;

	if (ctx->releasing)
		return;

	owner = pinned_module(ctx, pin);
	kref_put(&ctx->refcount, release);
	module_put(owner);
}

/**
 * tee_ctx_put() - drop a reference on a context
 * @ctx:	context
 * @pin:	as the reference was taken
 *
 * The last one releases the context, which may sleep.
 */
void tee_ctx_put(struct tee_context *ctx, bool pin)
{
	put_context(ctx, pin, release_as_task_may);
}

/**
 * tee_ctx_put_here() - drop a reference, on a worker that may wait
 * @ctx:	context
 * @pin:	as the reference was taken
 *
 * The last one releases the context before this returns.
 */
void tee_ctx_put_here(struct tee_context *ctx, bool pin)
{
	put_context(ctx, pin, release_context_here);
}

void teedev_ctx_put_later(struct tee_context *ctx)
{
	put_context(ctx, true, release_context_later);
}
EXPORT_SYMBOL_GPL(teedev_ctx_put_later);

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

	tee_close_context_op(ctx, ctx->teedev->desc->ops);
	if (is_clients_context(to_core_context(ctx)) && sys && sys->close_context)
		sys->close_context(ctx);
	teedev_ctx_put(ctx);
}
EXPORT_SYMBOL_GPL(teedev_close_context);
