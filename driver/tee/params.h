/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef TEE_PARAMS_H
#define TEE_PARAMS_H

#include <linux/tee.h>
#include <linux/types.h>

#include "tee_compat.h"

/*
 * So many parameters are kept without an allocation, because a call on a lane must
 * not wait for memory. Calls of the GlobalPlatform API have 4.
 */
#define TEE_INLINE_PARAMS	8

/* Room for the header of any command, in bytes */
#define TEE_HEADER_ROOM		64

/**
 * struct tee_params - the parameters of one user command, to live on the stack
 * @num:	number of parameters
 * @num_held:	entries of @held that have been written
 * @param:	the parameters
 * @held:	for each parameter the memory object the command holds a
 *		reference on, or NULL.  Kept apart from @param, which the
 *		driver updates from what the secure world says.
 * @header_room: the command's header is at the end of this, right before
 *		@inline_param, as in the user's argument
 * @inline_param: storage of @param for few parameters
 * @inline_held: storage of @held for few parameters
 */
struct tee_params {
	u32 num;
	u32 num_held;
	struct tee_param *param;
	struct tee_shm **held;
	u8 header_room[TEE_HEADER_ROOM] __aligned(8);
	struct tee_param inline_param[TEE_INLINE_PARAMS];
	struct tee_shm *inline_held[TEE_INLINE_PARAMS];
};

int tee_params_alloc(struct tee_params *ps);
void tee_params_exit(struct tee_params *ps);

int tee_params_from_user(struct tee_context *ctx, struct tee_params *ps);
int tee_params_to_user(struct tee_params *ps,
		       struct tee_ioctl_param __user *up);

int tee_params_from_supp(struct tee_params *ps);
int tee_params_to_supp(struct tee_params *ps, u32 num,
		       struct tee_ioctl_param __user *up);

/* params_object.c: the parameter types that came with TEE objects */
int tee_param_object_from_user(struct tee_param *p,
			       const struct tee_ioctl_param *ip);
int tee_param_object_to_user(struct tee_ioctl_param __user *up,
			     const struct tee_param *p);
int tee_param_object_from_supp(struct tee_param *p,
			       const struct tee_ioctl_param *ip);
void tee_param_object_to_supp(struct tee_ioctl_param *ip,
			      const struct tee_param *p);

#endif /* TEE_PARAMS_H */
