// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The user commands that came with TEE objects and with dma-bufs, in kernels
 * that have them.  See ioctl.c for what applies to all commands.
 */
#include <linux/uaccess.h>

#include "ioctl.h"
#include "tee_private.h"

#ifdef TEE_WITH_OBJECTS

static bool has_object_invoke(const struct tee_driver_ops *ops)
{
	return ops->object_invoke_func;
}

static int run_object_invoke(struct tee_context *ctx, union tee_arg_header *header,
			     struct tee_params *ps, void __user *user)
{
	struct tee_ioctl_object_invoke_arg __user *uarg = user;
	struct tee_ioctl_object_invoke_arg *arg = &header->object;
	int rc;

	rc = ctx->teedev->desc->ops->object_invoke_func(ctx, arg, ps->param);
	if (rc)
		return rc;
	if (put_user(arg->ret, &uarg->ret))
		return -EFAULT;

	return tee_params_to_user(ps, uarg->params);
}

static const struct tee_arg_command object_invoke_command = {
	.size = sizeof(struct tee_ioctl_object_invoke_arg),
	.count = offsetof(struct tee_ioctl_object_invoke_arg, num_params),
	.is_offered = has_object_invoke,
	.run = run_object_invoke,
};

#endif /* TEE_WITH_OBJECTS */

#ifdef TEE_WITH_DMA_BUF

/*
 * No dma-buf can be registered, see shm_dma_buf.c; every error is -EINVAL, as it
 * is with the stock core.
 */
static int ioctl_shm_register_fd(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, uptr, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;

	shm = tee_shm_register_fd(ctx, data.fd);
	if (!IS_ERR(shm))
		tee_shm_put(shm);

	return -EINVAL;
}

#endif /* TEE_WITH_DMA_BUF */

/**
 * tee_ctx_ioctl_object() - a command that only some kernels have
 * @ctx:	context of the open file
 * @cmd:	TEE_IOC_*
 * @uptr:	the command's argument
 *
 * Process context of the caller, may sleep.
 *
 * Return: 0 or a negative errno, -EINVAL for a command that there is not.
 */
long tee_ctx_ioctl_object(struct tee_context *ctx, unsigned int cmd,
			  void __user *uptr)
{
	switch (cmd) {
#ifdef TEE_WITH_OBJECTS
	case TEE_IOC_OBJECT_INVOKE:
		return tee_ioctl_with_params(ctx, &object_invoke_command, uptr);
#endif
#ifdef TEE_WITH_DMA_BUF
	case TEE_IOC_SHM_REGISTER_FD:
		return ioctl_shm_register_fd(ctx, uptr);
#endif
	default:
		return -EINVAL;
	}
}
