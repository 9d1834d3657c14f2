/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Contexts, their sessions and their lanes: the operations of /dev/teeN.
 */
#ifndef OPTEE_SESSION_H
#define OPTEE_SESSION_H

#include <linux/atomic.h>
#include <linux/types.h>

#include "lanes.h"
#include "session_table.h"

struct optee;
struct tee_context;
struct tee_ioctl_invoke_arg;
struct tee_ioctl_open_session_arg;
struct tee_param;

/**
 * struct optee_context - what this driver adds to a struct tee_context
 * @set:	its lanes
 * @lanes:	lanes it has, or is about to have
 * @sessions:	its sessions
 */
struct optee_context {
	struct lane_set set;
	atomic_t lanes;
	struct optee_session_table sessions;
};

/* session.c: contexts, sessions and what is done with them */
int optee_open(struct tee_context *ctx);
void optee_close(struct tee_context *ctx);
void optee_release(struct tee_context *ctx);
int optee_open_session(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *param);
int optee_close_session(struct tee_context *ctx, u32 session);
int optee_system_session(struct tee_context *ctx, u32 session);
int optee_invoke_func(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *param);
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session);

/* system.c: system contexts */
int optee_request_system_context(struct tee_context *ctx);
int optee_release_system_context(struct tee_context *ctx);
int optee_system_get(struct optee *optee);
void optee_system_put(struct optee *optee);
extern const struct lanes_ops optee_lanes_ops;

#endif /* OPTEE_SESSION_H */
