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

static_assert(sizeof(union tee_arg_header) <= TEE_HEADER_ROOM);
static_assert(offsetof(struct tee_params, inline_param) ==
	      offsetof(struct tee_params, header_room) + TEE_HEADER_ROOM);

/* The header of the command ends where @inline_param begins. */
static void *header_of(const struct tee_arg_command *cmd, struct tee_params *ps)
{
	return ps->header_room + TEE_HEADER_ROOM - cmd->size;
}

/* Copy parameters that were not copied with their header. */
static int read_params(struct tee_params *ps, const void __user *user)
{
	int rc = ps->num > TEE_INLINE_PARAMS ? tee_params_alloc(ps) : 0;

	if (rc)
		return rc;
	if (!copy_from_user(ps->param, user, ps->num * sizeof(*ps->param)))
		return 0;
	tee_params_exit(ps);
	return -EFAULT;
}

/*
 * Copy the argument: header and parameters at once where there is room for both. The user can
 * change it meanwhile, so nothing of it is read twice. After 0, tee_params_exit() is due.
 */
static int read_argument(const struct tee_arg_command *cmd, void __user *uptr,
			 struct tee_params *ps, void __user **user)
{
	void *header = header_of(cmd, ps);
	struct tee_ioctl_buf_data buf;
	size_t used, copied = cmd->size;

	if (copy_from_user(&buf, uptr, sizeof(buf)))
		return -EFAULT;
	if (buf.buf_len < cmd->size || buf.buf_len > TEE_MAX_ARG_SIZE)
		return -EINVAL;
	*user = u64_to_user_ptr(buf.buf_ptr);
	/* Only a reply may be longer than its parameters. */
	if (!cmd->is_reply && buf.buf_len <= cmd->size + sizeof(ps->inline_param))
		copied = buf.buf_len;
	if (copy_from_user(header, *user, copied))
		return -EFAULT;

	ps->num = *(u32 *)(header + cmd->count);
	ps->num_held = 0;
	ps->param = ps->inline_param;
	ps->held = ps->inline_held;
	used = size_add(cmd->size, size_mul(ps->num, sizeof(struct tee_ioctl_param)));
	if (used > buf.buf_len || (used < buf.buf_len && !cmd->is_reply))
		return -EINVAL;

	return used <= copied ? 0 : read_params(ps, *user + cmd->size);
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
	/* Not cleared: read_argument() writes what is used of it. */
	struct tee_params ps __uninitialized;
	void __user *user;
	int rc;

	if (!cmd->is_offered(ctx->teedev->desc->ops))
		return -EINVAL;
	rc = read_argument(cmd, uptr, &ps, &user);
	if (rc)
		return rc;

	if (cmd->is_reply)
		rc = tee_params_from_supp(&ps);
	else
		rc = tee_params_from_user(ctx, &ps);
	if (!rc)
		rc = cmd->run(ctx, header_of(cmd, &ps), &ps, user);
	tee_params_exit(&ps);

	return rc;
}
