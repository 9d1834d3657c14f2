// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The API for drivers that are clients of a TEE.  If the TEE driver lacks an operation the function
 * returns -EINVAL, as clients of the stock core expect.
 */
#include "tee_core_includes.h"

/**
 * struct client_search - a search for a TEE that fits, and the context that is opened on it
 * @match:	the client's function, which tells whether a TEE fits
 * @data:	for @match
 * @vers:	version data of the TEE that was looked at last
 * @ctx:	the context; -ENOENT as long as no TEE fits
 */
struct client_search {
	int (*match)(struct tee_ioctl_version_data *vers, const void *data);
	const void *data;
	struct tee_ioctl_version_data *vers;
	struct tee_context *ctx;
};

/*
 * The description of a device that is just going away must not be used, so the device gets one more
 * user meanwhile.
 */
static bool device_fits(struct tee_device *teedev, const struct client_search *search)
{
	bool fits;

	if (!tee_device_get(teedev))
		return false;
	teedev->desc->ops->get_version(teedev, search->vers);
	fits = search->match(search->vers, search->data);
	tee_device_put(teedev);

	return fits;
}

/* Return: 1 ends the search: a context is open, or there is no memory for any. */
static int open_if_it_fits(struct tee_device *teedev, void *data)
{
	struct client_search *search = data;
	struct tee_context *ctx;

	if (!device_fits(teedev, search))
		return 0;
	ctx = tee_context_open(teedev, TEE_OPENED_BY_CLIENT);
	/* A device that cannot be opened is just going away. Another one may fit. */
	if (IS_ERR(ctx) && PTR_ERR(ctx) != -ENOMEM)
		return 0;
	search->ctx = ctx;

	return 1;
}

/**
 * tee_client_open_context() - open a context on the first TEE that fits
 * @start:	NULL, or an open context: search behind its device
 * @match:	tells from a TEE's version data whether it fits; must not sleep
 * @data:	for @match
 * @vers:	NULL, or where to store the version data of the TEE
 *
 * The TEE driver's module stays loaded until the context is closed and gone.
 * Calls on the context do not wait for a tee-supplicant to appear, unless the
 * caller clears supp_nowait.  Process context, may sleep.
 *
 * Return: a context to be closed with tee_client_close_context(), -ENOENT if no
 * TEE fits, or -ENOMEM.
 */
struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *,
				     const void *),
			const void *data, struct tee_ioctl_version_data *vers)
{
	struct tee_ioctl_version_data unused;
	struct client_search search = {
		.match = match,
		.data = data,
		.vers = vers ? vers : &unused,
		.ctx = ERR_PTR(-ENOENT),
	};
	struct tee_device *found;

	found = tee_chrdev_find(start ? start->teedev : NULL, open_if_it_fits, &search);
	if (found)
		put_device(&found->dev);
	if (!IS_ERR(search.ctx))
		search.ctx->supp_nowait = true;

	return search.ctx;
}
EXPORT_SYMBOL_GPL(tee_client_open_context);

/**
 * tee_client_close_context() - close a context and the sessions opened on it
 * @ctx:	context from tee_client_open_context(), not to be used any more
 *
 * Process context, may sleep.
 */
void tee_client_close_context(struct tee_context *ctx)
{
	teedev_close_context(ctx);
}
EXPORT_SYMBOL_GPL(tee_client_close_context);

/**
 * tee_client_get_version() - ask what TEE a context is of
 * @ctx:	context
 * @vers:	where to store the version data
 */
void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers)
{
	ctx->teedev->desc->ops->get_version(ctx->teedev, vers);
}
EXPORT_SYMBOL_GPL(tee_client_get_version);

/**
 * tee_client_open_session() - open a session to a Trusted Application
 * @ctx:	context
 * @arg:	what to open and how; gets the TA's answer and the session id
 * @param:	@arg->num_params parameters
 *
 * Process context, may sleep.
 *
 * Return: 0 if @arg->ret has the answer, -EINVAL if the TEE has no sessions,
 * else an error of the driver.
 */
int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->open_session)
		return -EINVAL;

	return ops->open_session(ctx, arg, param);
}
EXPORT_SYMBOL_GPL(tee_client_open_session);

/**
 * tee_client_close_session() - close a session
 * @ctx:	context the session was opened on
 * @session:	session id, not to be used any more
 *
 * Process context, may sleep.
 *
 * Return: 0, -EINVAL if there is no such session, else an error of the driver.
 */
int tee_client_close_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->close_session)
		return -EINVAL;

	return ops->close_session(ctx, session);
}
EXPORT_SYMBOL_GPL(tee_client_close_session);

/**
 * tee_client_invoke_func() - invoke a command of a Trusted Application
 * @ctx:	context the session was opened on
 * @arg:	session and command; gets the TA's answer
 * @param:	@arg->num_params parameters
 *
 * Process context, may sleep.
 *
 * Return: 0 if @arg->ret has the answer, -EINVAL if there is no such session,
 * else an error of the driver.
 */
int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->invoke_func)
		return -EINVAL;

	return ops->invoke_func(ctx, arg, param);
}
EXPORT_SYMBOL_GPL(tee_client_invoke_func);

/**
 * tee_client_cancel_req() - ask for a call under way to be cancelled
 * @ctx:	context the call was made on
 * @arg:	the call's cancel id and its session, 0 for an open
 *
 * Process context, may sleep.
 *
 * Return: 0 if the request was made, -EINVAL if the TEE has no cancellation,
 * else an error of the driver.
 */
int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->cancel_req)
		return -EINVAL;

	return ops->cancel_req(ctx, arg->cancel_id, arg->session);
}
EXPORT_SYMBOL_GPL(tee_client_cancel_req);
