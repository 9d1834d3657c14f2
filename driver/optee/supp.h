/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * tee-supplicant: the requests of calls to it, and how it receives and answers them.
 */
#ifndef OPTEE_SUPP_H
#define OPTEE_SUPP_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include <tee_compat.h>

#include "smc.h"

struct optee_call;

enum optee_supp_state {
	OPTEE_SUPP_IDLE,
	OPTEE_SUPP_QUEUED,
	OPTEE_SUPP_TAKEN,
	OPTEE_SUPP_ANSWERED,
};

/**
 * struct optee_supp_request - a call's request to tee-supplicant
 * @node:	in supp->requests while queued
 * @state:	protected by supp->lock, except from and to OPTEE_SUPP_IDLE
 * @id:		the supplicant's name for the request while it is taken
 * @func:	OPTEE_RPC_CMD_*
 * @ret:	the answer, TEEC_*
 * @num_params:	entries of @params
 * @params:	outputs are written when it is answered. The call holds references on the memory
 *		that they name
 * @answered:	completed when answered
 */
struct optee_supp_request {
	struct list_head node;
	enum optee_supp_state state;
	u32 id;
	u32 func;
	u32 ret;
	unsigned int num_params;
	struct tee_param params[OPTEE_MAX_RPC_PARAMS];
	struct completion answered;
};

/**
 * struct optee_supp - tee-supplicant, and the requests to it
 * @lock:	protects the rest; never held across anything that sleeps
 * @ctx:	the supplicant's context, NULL while there is none
 * @process:	the supplicant's process: tgid of the thread that has received last
 * @requests:	requests that no supplicant thread has taken yet
 * @taken:	requests a supplicant thread works on, by id
 * @next_id:	where the search for a free id goes on
 * @single_id:	the request a supplicant without ids works on, 0: none
 * @work:	wakes a supplicant thread that waits for a request
 * @asking:	kernel clients that wait for an answer
 * @suspended:	the system suspends: kernel clients are answered with an error
 * @nobody_asks: woken when @asking becomes 0
 * @stopped:	every request is answered with an error at once
 */
struct optee_supp {
	spinlock_t lock; /* see above */
	struct tee_context *ctx;
	pid_t process;
	struct list_head requests;
	struct xarray taken;
	u32 next_id;
	u32 single_id;
	struct wait_queue_head work;
	unsigned int asking;
	bool suspended;
	wait_queue_head_t nobody_asks;
	bool stopped;
};

/*
 * optee_supp_close() is called from tee_system_ops.close_context, not from the release of the
 * context: memory that the secure world uses keeps the context much longer, and calls that wait for
 * the supplicant would wait as long.
 */
void optee_supp_init(struct optee_supp *supp);
void optee_supp_destroy(struct optee_supp *supp);
int optee_supp_open(struct optee_supp *supp, struct tee_context *ctx);
void optee_supp_close(struct optee_supp *supp, struct tee_context *ctx);
void optee_supp_stop(struct optee_supp *supp);
int optee_supp_ask(struct optee_supp *supp, struct optee_call *call, bool nowait);
int optee_supp_suspend(struct optee_supp *supp, unsigned long timeout);
void optee_supp_resume(struct optee_supp *supp);
bool optee_supp_is(struct optee_supp *supp, const struct tee_context *ctx);
struct tee_shm *optee_supp_get_shm(struct optee_supp *supp, int id);
void optee_supp_answer(struct optee_supp_request *req, u32 ret);

/* The threads of the supplicant, supp_serve.c */
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *param);
void optee_supp_unrecv(struct tee_context *ctx, const struct tee_param *params);
int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params, struct tee_param *param);

#endif /* OPTEE_SUPP_H */
