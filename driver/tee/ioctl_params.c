// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What all ioctls with parameters have in common.
 */
#include <linux/overflow.h>
#include <linux/uaccess.h>

#include "ioctl.h"
#include "params.h"
#include "tee_private.h"

static struct tee_ioctl_param __user *user_params(const struct tee_arg_command *cmd,
						  void __user *user)
{
	return user + cmd->size;
}

/* Read the header, the one time that it is read. @num is the number of parameters behind it. */
static int read_header(const struct tee_arg_command *cmd, void __user *uptr,
		       union tee_arg_header *arg, void __user **user, u32 *num)
{
	struct tee_ioctl_buf_data buf;
	size_t used;

	if (copy_from_user(&buf, uptr, sizeof(buf)))
		return -EFAULT;
	if (buf.buf_len < cmd->size || buf.buf_len > TEE_MAX_ARG_SIZE)
		return -EINVAL;
	*user = u64_to_user_ptr(buf.buf_ptr);
	if (copy_from_user(arg, *user, cmd->size))
		return -EFAULT;

	*num = *(u32 *)((void *)arg + cmd->count);
	used = size_add(cmd->size, size_mul(*num, sizeof(struct tee_ioctl_param)));
	if (used > buf.buf_len)
		return -EINVAL;

	return used == buf.buf_len || cmd->is_reply ? 0 : -EINVAL;
}

/**
 * tee_ioctl_with_params() - execute a command with parameters
 * @ctx:	context of the open file
 * @cmd:	which command that is
 * @uptr:	the command's argument
 *
 * Process context of the caller, may sleep.
 *
 * Return: 0 or a negative errno, -EINVAL if the driver does not have the operation.
 */
int tee_ioctl_with_params(struct tee_context *ctx, const struct tee_arg_command *cmd,
			  void __user *uptr)
{
	union tee_arg_header arg;
	struct tee_params ps;
	void __user *user;
	u32 num;
	int rc;

	if (!cmd->is_offered(ctx->teedev->desc->ops))
		return -EINVAL;
	rc = read_header(cmd, uptr, &arg, &user, &num);
	if (rc)
		return rc;
	rc = tee_params_init(&ps, num);
	if (rc)
		return rc;

	if (cmd->is_reply)
		rc = tee_params_from_supp(&ps, user_params(cmd, user));
	else
		rc = tee_params_from_user(ctx, &ps, user_params(cmd, user));
	if (!rc)
		rc = cmd->run(ctx, &arg, &ps, user);
	tee_params_exit(&ps);

	return rc;
}
