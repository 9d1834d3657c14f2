// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The ioctls. Sizes, counts and ranges are checked here, then the driver's operation is called. An
 * argument's header is read once and only the copy is used, so that user space cannot change a
 * count between its check and its use.
 *
 * If the driver lacks an operation the ioctl fails with -EINVAL, as does an unknown one.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
#include <uapi/linux/tee_system.h>

#include "ioctl.h"
#include "params.h"
#include "tee_private.h"

static const struct tee_driver_ops *driver_ops(struct tee_context *ctx)
{
	return ctx->teedev->desc->ops;
}

static long ioctl_version(struct tee_context *ctx, void __user *uptr)
{
	const struct tee_desc *desc = ctx->teedev->desc;
	/* Cleared: a TEE driver that leaves out a member must not show the user what was here. */
	struct tee_ioctl_version_data vers = { };

	desc->ops->get_version(ctx->teedev, &vers);
	if (desc->flags & TEE_DESC_PRIVILEGED)
		vers.gen_caps |= TEE_GEN_CAP_PRIVILEGED;

	return copy_to_user(uptr, &vers, sizeof(vers)) ? -EFAULT : 0;
}

/*
 * The next two functions end alike. The descriptor holds a reference on the memory object for the
 * user, so the reference of the command itself is always dropped. The answer is written before the
 * descriptor is installed, because a descriptor cannot be taken back. No flags are defined, neither
 * in the argument nor in the answer.
 */
static long ioctl_shm_alloc(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_shm_alloc_data data;
	struct tee_shm *shm;
	int rc;

	if (copy_from_user(&data, uptr, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (data.size > SIZE_MAX)
		return -ENOMEM;

	shm = tee_shm_alloc_user_buf(ctx, data.size);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.size = shm->size;
	data.id = shm->id;
	if (copy_to_user(uptr, &data, sizeof(data)))
		rc = -EFAULT;
	else
		rc = tee_shm_get_fd(shm);
	tee_shm_put(shm);

	return rc;
}

static long ioctl_shm_register(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_shm_register_data data;
	struct tee_shm *shm;
	int rc;

	if (copy_from_user(&data, uptr, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (data.addr > ULONG_MAX || data.length > SIZE_MAX)
		return -EFAULT;

	shm = tee_shm_register_user_buf(ctx, data.addr, data.length);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.length = shm->size;
	data.id = shm->id;
	if (copy_to_user(uptr, &data, sizeof(data)))
		rc = -EFAULT;
	else
		rc = tee_shm_get_fd(shm);
	tee_shm_put(shm);

	return rc;
}

static bool has_open_session(const struct tee_driver_ops *ops)
{
	return ops->open_session;
}

static int run_open_session_command(struct tee_context *ctx, union tee_arg_header *header,
				    struct tee_params *ps, void __user *user)
{
	struct tee_ioctl_open_session_arg __user *uarg = user;
	const struct tee_driver_ops *ops = driver_ops(ctx);
	struct tee_ioctl_open_session_arg *arg = &header->open;
	int rc;

	/* A process must not pass for a client in the kernel. */
	if (arg->clnt_login >= TEE_IOCTL_LOGIN_REE_KERNEL_MIN &&
	    arg->clnt_login <= TEE_IOCTL_LOGIN_REE_KERNEL_MAX)
		return -EPERM;

	rc = ops->open_session(ctx, arg, ps->param);
	if (rc)
		return rc;

	if (put_user(arg->session, &uarg->session) ||
	    put_user(arg->ret, &uarg->ret) ||
	    put_user(arg->ret_origin, &uarg->ret_origin))
		rc = -EFAULT;
	else
		rc = tee_params_to_user(ps, uarg->params);

	/* The process does not know the id of the session, and could never close it. */
	if (rc && !arg->ret && ops->close_session)
		ops->close_session(ctx, arg->session);

	return rc;
}

static const struct tee_arg_command open_session_command = {
	.size = sizeof(struct tee_ioctl_open_session_arg),
	.count = offsetof(struct tee_ioctl_open_session_arg, num_params),
	.is_offered = has_open_session,
	.run = run_open_session_command,
};

static bool has_invoke(const struct tee_driver_ops *ops)
{
	return ops->invoke_func;
}

static int run_invoke_command(struct tee_context *ctx, union tee_arg_header *header,
			      struct tee_params *ps, void __user *user)
{
	struct tee_ioctl_invoke_arg __user *uarg = user;
	struct tee_ioctl_invoke_arg *arg = &header->invoke;
	int rc;

	rc = driver_ops(ctx)->invoke_func(ctx, arg, ps->param);
	if (rc)
		return rc;

	if (put_user(arg->ret, &uarg->ret) ||
	    put_user(arg->ret_origin, &uarg->ret_origin))
		return -EFAULT;

	return tee_params_to_user(ps, uarg->params);
}

static const struct tee_arg_command invoke_command = {
	.size = sizeof(struct tee_ioctl_invoke_arg),
	.count = offsetof(struct tee_ioctl_invoke_arg, num_params),
	.is_offered = has_invoke,
	.run = run_invoke_command,
};

static long ioctl_cancel(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_cancel_arg arg;

	if (!driver_ops(ctx)->cancel_req)
		return -EINVAL;
	if (copy_from_user(&arg, uptr, sizeof(arg)))
		return -EFAULT;

	return driver_ops(ctx)->cancel_req(ctx, arg.cancel_id, arg.session);
}

static long ioctl_close_session(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_close_session_arg arg;

	if (!driver_ops(ctx)->close_session)
		return -EINVAL;
	if (copy_from_user(&arg, uptr, sizeof(arg)))
		return -EFAULT;

	return driver_ops(ctx)->close_session(ctx, arg.session);
}

/*
 * The driver has taken references on the memory objects that it passes to the supplicant. From here
 * on the command holds them, and tee_params_exit() drops them.
 */
static void hold_supp_shm(struct tee_params *ps, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++)
		if (tee_param_is_memref(ps->param + n))
			ps->held[n] = ps->param[n].u.memref.shm;
}

static bool has_supp_recv(const struct tee_driver_ops *ops)
{
	return ops->supp_recv;
}

static int run_supp_recv_command(struct tee_context *ctx, union tee_arg_header *header,
				 struct tee_params *ps, void __user *user)
{
	const struct tee_system_ops *sys = tee_ctx_system_ops(ctx);
	struct tee_iocl_supp_recv_arg __user *uarg = user;
	u32 num = ps->num;
	u32 func;
	u32 n;
	int rc;

	/* These parameters are room for a request, so they cannot name memory yet. */
	for (n = 0; n < num; n++)
		if (ps->held[n])
			return -EINVAL;

	rc = driver_ops(ctx)->supp_recv(ctx, &func, &num, ps->param);
	if (rc)
		return rc;
	if (WARN_ON_ONCE(num > ps->num))
		return -EINVAL;
	if (sys && sys->supp_recv_gets_shm)
		hold_supp_shm(ps, num);

	rc = tee_params_to_supp(ps, num, uarg->params);
	if (!rc && (put_user(func, &uarg->func) ||
		    put_user(num, &uarg->num_params)))
		rc = -EFAULT;
	if (rc && sys && sys->supp_unrecv)
		sys->supp_unrecv(ctx, ps->param);

	return rc;
}

static const struct tee_arg_command supp_recv_command = {
	.size = sizeof(struct tee_iocl_supp_recv_arg),
	.count = offsetof(struct tee_iocl_supp_recv_arg, num_params),
	.is_offered = has_supp_recv,
	.run = run_supp_recv_command,
};

static bool has_supp_send(const struct tee_driver_ops *ops)
{
	return ops->supp_send;
}

static int run_supp_send_command(struct tee_context *ctx, union tee_arg_header *header,
				 struct tee_params *ps, void __user *user)
{
	return driver_ops(ctx)->supp_send(ctx, header->send.ret, ps->num, ps->param);
}

static const struct tee_arg_command supp_send_command = {
	.size = sizeof(struct tee_iocl_supp_send_arg),
	.count = offsetof(struct tee_iocl_supp_send_arg, num_params),
	.is_reply = true,
	.is_offered = has_supp_send,
	.run = run_supp_send_command,
};

static long ioctl_request_system_context(struct tee_context *ctx)
{
	if (!capable(CAP_SYS_RESOURCE))
		return -EPERM;

	return tee_client_request_system_context(ctx);
}

/*
 * The commands that every kernel has, each in the place of its number. A command is compared with
 * all of the one in its place, so its type, direction and size are right, too. They are not called
 * through a function for each, nor through one more below the file operation, because the kernel's
 * functions have a cost of their own: each saves, signs and restores its return address.
 */
#define NUM_COMMANDS	16

static const struct {
	unsigned int cmd;
	bool has_params;
	union {
		const struct tee_arg_command *command;
		long (*run)(struct tee_context *ctx, void __user *uptr);
	};
} commands[NUM_COMMANDS] = {
	[_IOC_NR(TEE_IOC_VERSION)] = { TEE_IOC_VERSION, .run = ioctl_version },
	[_IOC_NR(TEE_IOC_SHM_ALLOC)] = { TEE_IOC_SHM_ALLOC, .run = ioctl_shm_alloc },
	[_IOC_NR(TEE_IOC_OPEN_SESSION)] = { TEE_IOC_OPEN_SESSION, true, { &open_session_command } },
	[_IOC_NR(TEE_IOC_INVOKE)] = { TEE_IOC_INVOKE, true, { &invoke_command } },
	[_IOC_NR(TEE_IOC_CANCEL)] = { TEE_IOC_CANCEL, .run = ioctl_cancel },
	[_IOC_NR(TEE_IOC_CLOSE_SESSION)] = { TEE_IOC_CLOSE_SESSION, .run = ioctl_close_session },
	[_IOC_NR(TEE_IOC_SUPPL_RECV)] = { TEE_IOC_SUPPL_RECV, true, { &supp_recv_command } },
	[_IOC_NR(TEE_IOC_SUPPL_SEND)] = { TEE_IOC_SUPPL_SEND, true, { &supp_send_command } },
	[_IOC_NR(TEE_IOC_SHM_REGISTER)] = { TEE_IOC_SHM_REGISTER, .run = ioctl_shm_register },
};

static noinline long ioctl_other(struct tee_context *ctx, unsigned int cmd, void __user *uptr)
{
	switch (cmd) {
	case TEE_IOC_REQUEST_SYSTEM_CONTEXT:
		return ioctl_request_system_context(ctx);
	case TEE_IOC_RELEASE_SYSTEM_CONTEXT:
		return tee_client_release_system_context(ctx);
	default:
		return tee_ctx_ioctl_object(ctx, cmd, uptr);
	}
}

/**
 * tee_ioctl() - a command from user space
 * @file:	open file of a TEE device
 * @cmd:	TEE_IOC_*
 * @arg:	address of the command's argument
 *
 * Process context of the caller, may sleep.
 *
 * Return: 0 or a descriptor, or a negative errno.
 */
long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tee_context *ctx = file->private_data;
	void __user *uptr = (void __user *)arg;
	unsigned int nr = _IOC_NR(cmd) % NUM_COMMANDS;

	/*
	 * An empty element has cmd 0. A command that is 0 has number 0, so it is compared with the
	 * element of TEE_IOC_VERSION. Therefore no command matches an empty element.
	 */
	if (commands[nr].cmd != cmd)
		return ioctl_other(ctx, cmd, uptr);
	if (commands[nr].has_params)
		return tee_ioctl_with_params(ctx, commands[nr].command, uptr);
	return commands[nr].run(ctx, uptr);
}
