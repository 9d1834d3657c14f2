/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs: what the secure world asks for while a call runs.
 */
#ifndef OPTEE_RPC_H
#define OPTEE_RPC_H

#include <linux/types.h>

#include "optee_msg.h"
#include "smc.h"

struct optee;
struct optee_call;
struct tee_shm;

/**
 * struct optee_rpc - an RPC command of a call, copied out of shared memory
 * @optee:	the trusted OS that asks
 * @call:	the call it was made from
 * @cmd:	OPTEE_RPC_CMD_*
 * @ret:	TEEC_* answer
 * @ret_origin:	TEEC_ORIGIN_* of @ret
 * @num_params:	used entries of @params
 * @params:	copies that the secure world cannot change; written back once, at the end
 * @unserved:	the caller was killed while the command was served, and a worker goes on
 * @shm:	the memory that its message is in, with a reference, until it is served; not used
 *		where the message follows that of the call
 */
struct optee_rpc {
	struct optee *optee;
	struct optee_call *call;
	u32 cmd;
	u32 ret;
	u32 ret_origin;
	unsigned int num_params;
	struct optee_msg_param params[OPTEE_MAX_RPC_PARAMS];
	bool unserved;
	struct tee_shm *shm;
};

/*
 * Where a function below returns an int, -EINTR says that the caller is being killed. The
 * function is to be called again then, on a worker.
 */
int optee_rpc_handle(struct optee_call *call);
/* rpc_shm.c */
void optee_rpc_func_alloc(struct optee_call *call);
void optee_rpc_func_free(struct optee_call *call);
int optee_rpc_shm_alloc(struct optee_rpc *rpc);
int optee_rpc_shm_free(struct optee_rpc *rpc);
/* rpc_supp.c */
int optee_rpc_supplicant(struct optee_rpc *rpc);
int optee_rpc_supplicant_shm(struct optee_rpc *rpc, u32 func, u64 b, u64 *c);
/* rpc_wait.c */
int optee_rpc_suspend(struct optee_rpc *rpc);
int optee_rpc_notification(struct optee_rpc *rpc);
/* rpc_i2c.c */
void optee_rpc_i2c_transfer(struct optee_rpc *rpc);

#endif /* OPTEE_RPC_H */
