/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files with ioctls share.
 */
#ifndef TEE_IOCTL_H
#define TEE_IOCTL_H

#include <linux/tee.h>

#include "params.h"
#include "tee_compat.h"

/*
 * Commands with parameters: the user passes a header and, right behind it, an array of parameters.
 */

/* A copy of the header, whichever command it is for. No more of it is there than the header. */
union tee_arg_header {
	struct tee_ioctl_open_session_arg open;
	struct tee_ioctl_invoke_arg invoke;
	struct tee_iocl_supp_recv_arg recv;
	struct tee_iocl_supp_send_arg send;
#ifdef TEE_WITH_OBJECTS
	struct tee_ioctl_object_invoke_arg object;
#endif
};

/**
 * struct tee_arg_command - a command with parameters
 * @size:	bytes of its header
 * @count:	where in the header the number of parameters is
 * @is_reply:	the parameters are a reply of tee-supplicant: the memory in them is not looked up,
 *		and the argument may be longer than its contents
 * @is_offered:	does the driver have the operation
 * @run:	executes the command; @user is the user's header
 */
struct tee_arg_command {
	size_t size;
	size_t count;
	bool is_reply;
	bool (*is_offered)(const struct tee_driver_ops *ops);
	int (*run)(struct tee_context *ctx, union tee_arg_header *arg, struct tee_params *ps,
		   void __user *user);
};

/* ioctl_params.c */
int tee_ioctl_with_params(struct tee_context *ctx, const struct tee_arg_command *cmd,
			  void __user *uptr);

/* ioctl_object.c */
long tee_ctx_ioctl_object(struct tee_context *ctx, unsigned int cmd, void __user *uptr);

#endif /* TEE_IOCTL_H */
