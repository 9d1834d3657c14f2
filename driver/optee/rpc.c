// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs: what the secure world asks for while a call is suspended.
 *
 * A command's message lies in shared memory, where the secure world can change
 * it at any time. It is copied once, checked and served in the copy, and the
 * answer is copied back at the end.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "optee_private.h"

static void get_time(struct optee_rpc *rpc)
{
	struct timespec64 ts;

	if (rpc->num_params != 1 ||
	    (rpc->params[0].attr & OPTEE_MSG_ATTR_TYPE_MASK) != OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT) {
		rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
		return;
	}
	ktime_get_real_ts64(&ts);
	rpc->params[0].u.value.a = ts.tv_sec;
	rpc->params[0].u.value.b = ts.tv_nsec;
	rpc->ret = TEEC_SUCCESS;
}

/*
 * In-kernel clients do not want to wait for a supplicant that is not there.
 * And nobody could kill a worker that does.
 */
static bool supp_nowait(const struct optee_rpc *rpc)
{
	return rpc->call->ctx->supp_nowait || current->flags & PF_KTHREAD;
}

/**
 * optee_rpc_supplicant_request() - ask tee-supplicant for something
 * @rpc:	the RPC that needs it
 * @func:	OPTEE_RPC_CMD_*
 * @param:	its one parameter, updated by the answer
 *
 * Return: TEEC_* code of the supplicant, or TEEC_ERROR_COMMUNICATION without one.
 */
u32 optee_rpc_supplicant_request(struct optee_rpc *rpc, u32 func, struct tee_param *param)
{
	return optee_supp_request(&rpc->optee->supp, supp_nowait(rpc), func, 1, param);
}

/**
 * optee_rpc_supplicant() - have tee-supplicant serve an RPC as it is
 * @rpc:	the RPC
 */
void optee_rpc_supplicant(struct optee_rpc *rpc)
{
	struct tee_param params[OPTEE_MAX_RPC_PARAMS];
	struct tee_param answer[OPTEE_MAX_RPC_PARAMS];

	if (optee_rpc_params_get(rpc, params)) {
		rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
		return;
	}
	/* @params keeps the references, whatever comes back in @answer. */
	memcpy(answer, params, sizeof(answer));
	rpc->ret = optee_supp_request(&rpc->optee->supp, supp_nowait(rpc), rpc->cmd,
				      rpc->num_params, answer);
	optee_rpc_params_answer(rpc, answer);
	optee_rpc_params_put(rpc, params);
}

static int dispatch(struct optee_rpc *rpc)
{
	switch (rpc->cmd) {
	case OPTEE_RPC_CMD_GET_TIME:
		get_time(rpc);
		return 0;
	case OPTEE_RPC_CMD_NOTIFICATION:
		return optee_rpc_notification(rpc);
	case OPTEE_RPC_CMD_SUSPEND:
		return optee_rpc_suspend(rpc);
	case OPTEE_RPC_CMD_SHM_ALLOC:
		optee_rpc_shm_alloc(rpc);
		return 0;
	case OPTEE_RPC_CMD_SHM_FREE:
		optee_rpc_shm_free(rpc);
		return 0;
	case OPTEE_RPC_CMD_I2C_TRANSFER:
		optee_rpc_i2c_transfer(rpc);
		return 0;
	case OPTEE_RPC_CMD_RPMB_PROBE_RESET:
	case OPTEE_RPC_CMD_RPMB_PROBE_NEXT:
	case OPTEE_RPC_CMD_RPMB_FRAMES:
		optee_rpmb_rpc(rpc);
		return 0;
	default:
		optee_rpc_supplicant(rpc);
		return 0;
	}
}

/* Serve the command in @msg, which has room for @room parameters. */
static int serve_cmd(struct optee_call *call, struct optee_msg_arg *msg, size_t room)
{
	struct optee_rpc rpc = {
		.optee = tee_get_drvdata(call->ctx->teedev),
		.call = call,
		.cmd = READ_ONCE(msg->cmd),
		.ret = TEEC_ERROR_BAD_PARAMETERS,
		.ret_origin = TEEC_ORIGIN_COMMS,
		.num_params = READ_ONCE(msg->num_params),
	};
	int rc;

	if (rpc.num_params <= min_t(size_t, room, OPTEE_MAX_RPC_PARAMS)) {
		memcpy(rpc.params, msg->params, rpc.num_params * sizeof(rpc.params[0]));
		rc = dispatch(&rpc);
		if (rc)
			return rc;
		memcpy(msg->params, rpc.params, rpc.num_params * sizeof(rpc.params[0]));
	}
	msg->ret = rpc.ret;
	msg->ret_origin = rpc.ret_origin;
	return 0;
}

/* The RPC's message follows the call's own where the trusted OS does it so. */
static int serve_cmd_behind(struct optee_call *call, unsigned int room)
{
	void *behind = (void *)call->msg + OPTEE_MSG_GET_ARG_SIZE(call->num_params);

	return serve_cmd(call, behind, room);
}

/* Else it is in memory that was allocated by RPC before. */
static int serve_cmd_by_cookie(struct optee *optee, struct optee_call *call)
{
	struct tee_shm *shm = optee_cookie_get(optee, optee_smc_pair_to_u64(call->reg[1],
									    call->reg[2]));
	size_t size;
	int rc = 0;

	if (!shm)
		return 0;
	size = tee_shm_get_size(shm);
	if (shm->kaddr && size >= sizeof(struct optee_msg_arg))
		rc = serve_cmd(call, shm->kaddr, (size - sizeof(struct optee_msg_arg)) /
						 sizeof(struct optee_msg_param));
	tee_shm_put(shm);
	return rc;
}

/**
 * optee_rpc_handle() - serve the RPC that suspended a call
 * @call:	the call; its registers are those the secure world returned with
 *
 * May sleep. Memory is allocated in a NOIO scope for a call on a lane.
 *
 * Return: 0, and the call is to be resumed with its registers; or -EINTR: the
 * caller is being killed and nothing was done, ask again on a worker.
 */
int optee_rpc_handle(struct optee_call *call)
{
	struct optee *optee = tee_get_drvdata(call->ctx->teedev);

	switch (OPTEE_SMC_RETURN_GET_RPC_FUNC(call->reg[0])) {
	case OPTEE_SMC_RPC_FUNC_FOREIGN_INTR:
		/* An interrupt of ours: taken as we came back. */
		return 0;
	case OPTEE_SMC_RPC_FUNC_CMD:
		if (optee->caps.rpc_params)
			return serve_cmd_behind(call, optee->caps.rpc_params);
		return serve_cmd_by_cookie(optee, call);
	case OPTEE_SMC_RPC_FUNC_ALLOC:
		optee_rpc_func_alloc(call);
		return 0;
	case OPTEE_SMC_RPC_FUNC_FREE:
		optee_rpc_func_free(call);
		return 0;
	default:
		pr_warn_once("optee: unknown RPC %#lx\n", call->reg[0]);
		return 0;
	}
}
