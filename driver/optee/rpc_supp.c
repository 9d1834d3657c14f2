// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs that tee-supplicant serves.
 */
#include <linux/sched.h>

#include "optee_rpc_cmd.h"
#include "tee_result.h"

#include "call_state.h"
#include "optee.h"
#include "param.h"
#include "rpc.h"

/*
 * Is a request answered with an error if there is no supplicant? It is for a kernel client, unless
 * the client has cleared supp_nowait. It is for a worker, too: the client is gone whose call the
 * worker goes on with, or whose sessions it closes because their context is being released. If no
 * supplicant ever came, nobody could end the wait of the worker, and the thread would be lost.
 */
static bool fails_without_supplicant(const struct optee_call *call)
{
	return !call->ctx || call->ctx->supp_nowait || call->ctx->releasing || call->detached;
}

static int ask_supplicant(struct optee_rpc *rpc)
{
	return optee_supp_ask(&rpc->optee->supp, rpc->call, fails_without_supplicant(rpc->call));
}

/**
 * optee_rpc_supplicant() - have tee-supplicant serve an RPC as it is
 * @rpc:	the RPC
 *
 * Return: 0 with @rpc->ret, or -EINTR.
 */
int optee_rpc_supplicant(struct optee_rpc *rpc)
{
	struct optee_supp_request *req = &rpc->call->supp;
	int rc;

	if (!rpc->unserved) {
		if (optee_rpc_params_get(rpc, req->params)) {
			rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
			return 0;
		}
		req->func = rpc->cmd;
		req->num_params = rpc->num_params;
	}
	rc = ask_supplicant(rpc);
	if (rc)
		return rc;
	rpc->ret = req->ret;
	optee_rpc_params_answer(rpc, req->params);
	optee_rpc_params_put(rpc, req->params);
	return 0;
}

/**
 * optee_rpc_supplicant_shm() - ask tee-supplicant for memory, or to free it
 * @rpc:	the RPC it is needed for
 * @func:	OPTEE_RPC_CMD_SHM_ALLOC or _FREE
 * @b:		value.b of the request: size or id
 * @c:		value.c of the answer: id
 *
 * Return: 0 with @rpc->ret, or -EINTR.
 */
int optee_rpc_supplicant_shm(struct optee_rpc *rpc, u32 func, u64 b, u64 *c)
{
	struct optee_supp_request *req = &rpc->call->supp;
	int rc;

	if (!rpc->unserved) {
		req->func = func;
		req->num_params = 1;
		req->params[0] = (struct tee_param){
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
			.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
			.u.value.b = b,
		};
	}
	rc = ask_supplicant(rpc);
	if (rc)
		return rc;
	rpc->ret = req->ret;
	*c = req->params[0].u.value.c;
	return 0;
}
