// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * User commands: struct sizes, counts and ranges checked, then handed to the
 * driver.  The argument's header is read once and only the copy is used, so
 * that user space cannot change a count between its check and its use.
 *
 * An operation the driver lacks is -EINVAL, as is an unknown command.
 */
#include <linux/capability.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>
#include <uapi/linux/tee_system.h>

#include "params.h"
#include "tee_private.h"

static const struct tee_driver_ops *driver_ops(struct tee_context *ctx)
{
	return ctx->teedev->desc->ops;
}

/**
 * struct params_layout - where a variable sized argument has its parameters
 * @header:	bytes in front of them
 * @slack:	the argument may be longer than its contents
 */
struct params_layout {
	size_t header;
	bool slack;
};

/*
 * Read the header of a variable sized argument, the one time it is read, and
 * make room for its parameters. @num is where the copy has their number.
 */
static int get_arg(void __user *uptr, const struct params_layout *layout,
		   void *header, const u32 *num, struct tee_params *ps,
		   void __user **uarg)
{
	struct tee_ioctl_buf_data buf;
	size_t size;

	if (copy_from_user(&buf, uptr, sizeof(buf)))
		return -EFAULT;
	if (buf.buf_len < layout->header || buf.buf_len > TEE_MAX_ARG_SIZE)
		return -EINVAL;
	*uarg = u64_to_user_ptr(buf.buf_ptr);
	if (copy_from_user(header, *uarg, layout->header))
		return -EFAULT;

	size = size_add(layout->header,
			size_mul(*num, sizeof(struct tee_ioctl_param)));
	if (size > buf.buf_len || (size < buf.buf_len && !layout->slack))
		return -EINVAL;

	return tee_params_init(ps, *num);
}

static int ioctl_version(struct tee_context *ctx, void __user *uptr)
{
	const struct tee_desc *desc = ctx->teedev->desc;
	struct tee_ioctl_version_data vers = { };

	desc->ops->get_version(ctx->teedev, &vers);
	if (desc->flags & TEE_DESC_PRIVILEGED)
		vers.gen_caps |= TEE_GEN_CAP_PRIVILEGED;

	return copy_to_user(uptr, &vers, sizeof(vers)) ? -EFAULT : 0;
}

/*
 * Both ways to get shared memory end alike: the descriptor is the user's hold
 * on the object, so the reference of the command itself is always dropped. The
 * answer is written first: a descriptor, once installed, cannot be taken back.
 * No flags are defined, neither for the question nor for the answer.
 */
static int ioctl_shm_alloc(struct tee_context *ctx, void __user *uptr)
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

static int ioctl_shm_register(struct tee_context *ctx, void __user *uptr)
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

/* Open a session with parameters that are read already; tell the user. */
static int open_session(struct tee_context *ctx,
			struct tee_ioctl_open_session_arg *arg,
			struct tee_params *ps,
			struct tee_ioctl_open_session_arg __user *uarg)
{
	const struct tee_driver_ops *ops = driver_ops(ctx);
	int rc;

	/* User space must not pass for a client in the kernel. */
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

	/* The user does not know the session's id, and could never close it. */
	if (rc && !arg->ret && ops->close_session)
		ops->close_session(ctx, arg->session);

	return rc;
}

static int ioctl_open_session(struct tee_context *ctx, void __user *uptr)
{
	static const struct params_layout layout = {
		.header = sizeof(struct tee_ioctl_open_session_arg),
	};
	struct tee_ioctl_open_session_arg __user *uarg;
	void __user *where;
	struct tee_ioctl_open_session_arg arg = { };
	struct tee_params ps;
	int rc;

	if (!driver_ops(ctx)->open_session)
		return -EINVAL;
	rc = get_arg(uptr, &layout, &arg, &arg.num_params, &ps, &where);
	if (rc)
		return rc;
	uarg = where;
	rc = tee_params_from_user(ctx, &ps, uarg->params);
	if (!rc)
		rc = open_session(ctx, &arg, &ps, uarg);
	tee_params_exit(&ps);

	return rc;
}

static int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		  struct tee_params *ps,
		  struct tee_ioctl_invoke_arg __user *uarg)
{
	int rc;

	rc = driver_ops(ctx)->invoke_func(ctx, arg, ps->param);
	if (rc)
		return rc;

	if (put_user(arg->ret, &uarg->ret) ||
	    put_user(arg->ret_origin, &uarg->ret_origin))
		return -EFAULT;

	return tee_params_to_user(ps, uarg->params);
}

static int ioctl_invoke(struct tee_context *ctx, void __user *uptr)
{
	static const struct params_layout layout = {
		.header = sizeof(struct tee_ioctl_invoke_arg),
	};
	struct tee_ioctl_invoke_arg __user *uarg;
	void __user *where;
	struct tee_ioctl_invoke_arg arg = { };
	struct tee_params ps;
	int rc;

	if (!driver_ops(ctx)->invoke_func)
		return -EINVAL;
	rc = get_arg(uptr, &layout, &arg, &arg.num_params, &ps, &where);
	if (rc)
		return rc;
	uarg = where;
	rc = tee_params_from_user(ctx, &ps, uarg->params);
	if (!rc)
		rc = invoke(ctx, &arg, &ps, uarg);
	tee_params_exit(&ps);

	return rc;
}

static int ioctl_cancel(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_cancel_arg arg;

	if (!driver_ops(ctx)->cancel_req)
		return -EINVAL;
	if (copy_from_user(&arg, uptr, sizeof(arg)))
		return -EFAULT;

	return driver_ops(ctx)->cancel_req(ctx, arg.cancel_id, arg.session);
}

static int ioctl_close_session(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_close_session_arg arg;

	if (!driver_ops(ctx)->close_session)
		return -EINVAL;
	if (copy_from_user(&arg, uptr, sizeof(arg)))
		return -EFAULT;

	return driver_ops(ctx)->close_session(ctx, arg.session);
}

/*
 * The references the driver took on the memory objects it passes to the
 * supplicant now belong to the command.
 */
static void hold_supp_shm(struct tee_params *ps, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++)
		if (tee_param_is_memref(ps->param + n))
			ps->held[n] = ps->param[n].u.memref.shm;
}

static int supp_recv(struct tee_context *ctx, struct tee_params *ps,
		     struct tee_iocl_supp_recv_arg __user *uarg)
{
	const struct tee_system_ops *sys = tee_ctx_system_ops(ctx);
	u32 num = ps->num;
	u32 func;
	u32 n;
	int rc;

	/* What is to be received can have no memory yet. */
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

static int ioctl_supp_recv(struct tee_context *ctx, void __user *uptr)
{
	static const struct params_layout layout = {
		.header = sizeof(struct tee_iocl_supp_recv_arg),
	};
	struct tee_iocl_supp_recv_arg __user *uarg;
	void __user *where;
	struct tee_iocl_supp_recv_arg arg = { };
	struct tee_params ps;
	int rc;

	if (!driver_ops(ctx)->supp_recv)
		return -EINVAL;
	rc = get_arg(uptr, &layout, &arg, &arg.num_params, &ps, &where);
	if (rc)
		return rc;
	uarg = where;
	rc = tee_params_from_user(ctx, &ps, uarg->params);
	if (!rc)
		rc = supp_recv(ctx, &ps, uarg);
	tee_params_exit(&ps);

	return rc;
}

static int ioctl_supp_send(struct tee_context *ctx, void __user *uptr)
{
	static const struct params_layout layout = {
		.header = sizeof(struct tee_iocl_supp_send_arg),
		.slack = true,
	};
	struct tee_iocl_supp_send_arg __user *uarg;
	void __user *where;
	struct tee_iocl_supp_send_arg arg = { };
	struct tee_params ps;
	int rc;

	if (!driver_ops(ctx)->supp_send)
		return -EINVAL;
	rc = get_arg(uptr, &layout, &arg, &arg.num_params, &ps, &where);
	if (rc)
		return rc;
	uarg = where;
	rc = tee_params_from_supp(&ps, uarg->params);
	if (!rc)
		rc = driver_ops(ctx)->supp_send(ctx, arg.ret, arg.num_params,
						ps.param);
	tee_params_exit(&ps);

	return rc;
}

static int ioctl_request_system_context(struct tee_context *ctx)
{
	if (!capable(CAP_SYS_RESOURCE))
		return -EPERM;

	return tee_client_request_system_context(ctx);
}

/**
 * tee_ctx_ioctl() - a command from user space
 * @ctx:	context of the open file
 * @cmd:	TEE_IOC_*
 * @uptr:	the command's argument
 *
 * Process context of the caller, may sleep.
 *
 * Return: 0 or a descriptor, or a negative errno.
 */
long tee_ctx_ioctl(struct tee_context *ctx, unsigned int cmd,
		   void __user *uptr)
{
	switch (cmd) {
	case TEE_IOC_VERSION:
		return ioctl_version(ctx, uptr);
	case TEE_IOC_SHM_ALLOC:
		return ioctl_shm_alloc(ctx, uptr);
	case TEE_IOC_SHM_REGISTER:
		return ioctl_shm_register(ctx, uptr);
	case TEE_IOC_OPEN_SESSION:
		return ioctl_open_session(ctx, uptr);
	case TEE_IOC_INVOKE:
		return ioctl_invoke(ctx, uptr);
	case TEE_IOC_CANCEL:
		return ioctl_cancel(ctx, uptr);
	case TEE_IOC_CLOSE_SESSION:
		return ioctl_close_session(ctx, uptr);
	case TEE_IOC_SUPPL_RECV:
		return ioctl_supp_recv(ctx, uptr);
	case TEE_IOC_SUPPL_SEND:
		return ioctl_supp_send(ctx, uptr);
	case TEE_IOC_REQUEST_SYSTEM_CONTEXT:
		return ioctl_request_system_context(ctx);
	case TEE_IOC_RELEASE_SYSTEM_CONTEXT:
		return tee_client_release_system_context(ctx);
	default:
		return -EINVAL;
	}
}
