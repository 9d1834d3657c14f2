/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * System contexts, and what else this TEE core offers beyond <linux/tee_drv.h>.
 *
 * The structures of the stock headers stay as they are: the symbol versions of
 * the stock client modules cover them. So the operations a driver adds for
 * system contexts are handed over beside struct tee_driver_ops, not in it.
 *
 * Where the running kernel's own headers declare one of the functions below
 * too, the two declarations are the same.
 */
#ifndef TEE_SYSTEM_H
#define TEE_SYSTEM_H

#include <linux/tee_drv.h>
#include <linux/types.h>

struct attribute_group;
struct page;
struct tee_context;
struct tee_device;
struct tee_param;
struct tee_shm;

/**
 * struct tee_system_ops - what a TEE driver with system contexts implements
 * @request_system_context: reserve one more lane for @ctx.  Process context,
 *	no lock held; may sleep, but only killably.  0, -EOPNOTSUPP where no
 *	thread can be kept free, -EBUSY where none would be left for ordinary
 *	calls, -EINTR after a fatal signal.
 * @release_system_context: give one lane of @ctx back.  Process context, no
 *	lock held; does not wait for the lane to become idle.  0, or -EINVAL if
 *	@ctx holds none.
 * @system_session: have the calls of @session share the lane of the system
 *	sessions.  Process context, may sleep.  0 or a negative errno.  NULL if
 *	there is no such lane.
 * @close_context: @ctx will get no new calls: its lanes go back.  Called once
 *	for every context that was opened from user space or with
 *	tee_client_open_context(), when the file or the context is closed, and
 *	before the opener's reference is dropped.  The driver's release
 *	operation runs later, with the last reference: shared memory and calls
 *	that outlive their caller keep a context.  Not called for a context the
 *	driver opened on its own device with teedev_open().  May be NULL.
 * @supp_recv_gets_shm: true if the supp_recv operation takes a reference
 *	(tee_shm_get_from_id() or alike) on every memory object of the
 *	parameters it returns with 0.  The core drops these references once the
 *	ids have been copied to user space.  Without, an object can be freed
 *	between the two when the call it belongs to is killed.
 * @supp_unrecv: what the supp_recv operation has just returned in @params did
 *	not reach user space: take the request back, and give it to the next
 *	that asks.  Process context, does not sleep.  May be NULL: then such a
 *	request is lost.
 */
struct tee_system_ops {
	int (*request_system_context)(struct tee_context *ctx);
	int (*release_system_context)(struct tee_context *ctx);
	int (*system_session)(struct tee_context *ctx, u32 session);
	void (*close_context)(struct tee_context *ctx);
	bool supp_recv_gets_shm;
	void (*supp_unrecv)(struct tee_context *ctx,
			    const struct tee_param *params);
};

/**
 * tee_device_set_system_ops() - give a TEE device system contexts
 * @teedev:	device from tee_device_alloc(), not yet registered
 * @ops:	operations; must stay valid until tee_device_unregister() returns
 *
 * Optional.  Must be called before tee_device_register().
 */
void tee_device_set_system_ops(struct tee_device *teedev,
			       const struct tee_system_ops *ops);

/**
 * tee_client_request_system_context() - reserve one more lane for a context
 * @ctx:	context from tee_client_open_context()
 *
 * After n successful requests, n calls at a time on @ctx enter the secure
 * world without waiting for calls of any other context.  Lanes are given back
 * one by one with tee_client_release_system_context(), and all together when
 * the context is closed.
 *
 * Process context, no lock held that a TEE call may need: this can sleep until
 * an ordinary call ends.
 *
 * Return: 0; -EOPNOTSUPP if the driver or the trusted OS cannot keep a thread
 * free; -EBUSY if no thread would be left for ordinary calls, and while the
 * system suspends; -EINTR if the caller was killed while it waited.
 */
int tee_client_request_system_context(struct tee_context *ctx);

/**
 * tee_client_release_system_context() - give one lane of a context back
 * @ctx:	context from tee_client_open_context()
 *
 * A lane in use by a call goes back when that call ends; this function does not
 * wait for it.  Process context.
 *
 * Return: 0; -EOPNOTSUPP if the driver has no system contexts; -EINVAL if @ctx
 * holds no lane.
 */
int tee_client_release_system_context(struct tee_context *ctx);

/**
 * tee_client_system_session() - let a session use the system sessions' lane
 * @ctx:	context the session was opened on
 * @session:	session id from tee_client_open_session()
 *
 * The call of Linux 6.8 and later, here for older kernels too.  All system
 * sessions of a device share one lane; it is there from the first of them
 * until the last is closed.
 *
 * Process context, may sleep.
 *
 * Return: 0, -EINVAL if the driver does not know system sessions or @ctx has no
 * such session, else what the driver says.
 */
int tee_client_system_session(struct tee_context *ctx, u32 session);

/**
 * teedev_ctx_get() - take a reference on a context
 * @ctx:	context on which the caller is sure that a reference is held
 *
 * Until it is dropped, the context is not released; nor can the module of the
 * TEE driver be unloaded, unless the driver opened @ctx itself, with
 * teedev_open().  Does nothing while the driver's release operation runs for
 * @ctx.  Any context, does not sleep.
 */
void teedev_ctx_get(struct tee_context *ctx);

/**
 * teedev_ctx_put() - drop a reference on a context
 * @ctx:	context on which the caller owns a reference
 *
 * The last reference calls the driver's release operation, so this may sleep.
 * Does nothing while that operation runs for @ctx.  The driver's module may be
 * free to go when this returns: a driver that calls it from a thread of its own
 * waits for that thread when it is unloaded.
 */
void teedev_ctx_put(struct tee_context *ctx);

/**
 * tee_context_is_user() - is the client of a context a process
 * @ctx:	context
 *
 * A process that is killed or frozen may leave its call behind.  A kernel client
 * cannot: it owns the buffers that its call names, and may hold locks around it.
 * Any context.
 *
 * Return: true for a context that was opened by way of a device node.
 */
bool tee_context_is_user(const struct tee_context *ctx);

/**
 * teedev_ctx_put_later() - drop a reference on a context, never wait for its end
 * @ctx:	context of a client, on which the caller owns a reference
 *
 * As teedev_ctx_put(), but the driver's release operation is left to a worker.
 * For tasks that must not wait for a thread of the trusted OS.  Does not sleep.
 */
void teedev_ctx_put_later(struct tee_context *ctx);

/**
 * tee_shm_put_later() - drop a reference on a memory object, never wait for its end
 * @shm:	object
 *
 * As tee_shm_put(), but what the last reference brings about is left to a worker.
 * For tasks that hold a thread of the trusted OS: to unregister memory takes one.
 * Does not sleep.
 */
void tee_shm_put_later(struct tee_shm *shm);

/**
 * tee_flush_releases() - wait until what was left to workers is done
 *
 * For a driver that is being removed: the memory of kernel clients does not keep
 * its module.  Process context, sleeps.
 */
void tee_flush_releases(void);

/* Declared by the kernel's own headers from 6.10 (helpers), 6.12 (groups) on. */

/**
 * tee_dyn_shm_alloc_helper() - allocate whole pages for a memory object
 * @shm:	object to fill in: kaddr, paddr, size, pages, num_pages
 * @size:	bytes wanted, more than 0; rounded up to whole pages
 * @align:	alignment in bytes; pages are aligned well enough for anyone
 * @shm_register: makes the pages known to the secure world, or NULL
 *
 * For the alloc operation of a struct tee_shm_pool_ops.  May sleep.
 *
 * Return: 0, -EINVAL if @size is 0, -ENOMEM, or the error of @shm_register.
 */
int tee_dyn_shm_alloc_helper(struct tee_shm *shm, size_t size, size_t align,
			     int (*shm_register)(struct tee_context *ctx,
						 struct tee_shm *shm,
						 struct page **pages,
						 size_t num_pages,
						 unsigned long start));

/**
 * tee_dyn_shm_free_helper() - undo tee_dyn_shm_alloc_helper()
 * @shm:	object to empty
 * @shm_unregister: makes the secure world forget the pages, or NULL
 *
 * May sleep.
 */
void tee_dyn_shm_free_helper(struct tee_shm *shm,
			     int (*shm_unregister)(struct tee_context *ctx,
						   struct tee_shm *shm));

/**
 * tee_device_set_dev_groups() - give a TEE device sysfs attributes
 * @teedev:	device from tee_device_alloc(), not yet registered
 * @dev_groups:	NULL-terminated array, valid as long as the device
 */
void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **dev_groups);

#endif /* TEE_SYSTEM_H */
