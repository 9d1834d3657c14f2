// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs: requests of the secure world, made while a call is suspended.
 *
 * The message of an RPC command lies in shared memory, where the secure world can change it at any
 * time. Therefore it is copied once, the copy is checked and served, and the answer is copied back
 * at the end.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "optee_rpc_cmd.h"
#include "optee_smc.h"
#include "tee_result.h"

#include "call_state.h"
#include "devices.h"
#include "optee.h"
#include "rpc.h"
#include "shm.h"

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

static int dispatch_rpc(struct optee_rpc *rpc)
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
		return optee_rpc_shm_alloc(rpc);
	case OPTEE_RPC_CMD_SHM_FREE:
		return optee_rpc_shm_free(rpc);
	case OPTEE_RPC_CMD_I2C_TRANSFER:
		optee_rpc_i2c_transfer(rpc);
		return 0;
	case OPTEE_RPC_CMD_RPMB_PROBE_RESET:
	case OPTEE_RPC_CMD_RPMB_PROBE_NEXT:
	case OPTEE_RPC_CMD_RPMB_FRAMES:
		return optee_rpmb_rpc(rpc);
	default:
		return optee_rpc_supplicant(rpc);
	}
}

static void copy_cmd(struct optee_call *call, const struct optee_msg_arg *msg)
{
	struct optee_rpc *rpc = &call->rpc;

	rpc->optee = call->optee;
	rpc->call = call;
	rpc->cmd = READ_ONCE(msg->cmd);
	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	rpc->ret_origin = TEEC_ORIGIN_COMMS;
	rpc->num_params = READ_ONCE(msg->num_params);
}

/*
 * Serve the command in @msg, which has room for @room parameters. If the caller is killed
 * meanwhile, a worker calls this again; it goes on with the copy that the caller has made.
 */
static int serve_cmd(struct optee_call *call, struct optee_msg_arg *msg, size_t room)
{
	struct optee_rpc *rpc = &call->rpc;
	size_t size;
	int rc;

	if (!rpc->unserved)
		copy_cmd(call, msg);
	if (rpc->num_params <= min_t(size_t, room, OPTEE_MAX_RPC_PARAMS)) {
		size = rpc->num_params * sizeof(rpc->params[0]);
		if (!rpc->unserved)
			memcpy(rpc->params, msg->params, size);
		rc = dispatch_rpc(rpc);
		rpc->unserved = rc;
		if (rc)
			return rc;
		memcpy(msg->params, rpc->params, size);
	}
	msg->ret = rpc->ret;
	msg->ret_origin = rpc->ret_origin;
	return 0;
}

/* With the capability RPC_ARG, the message of an RPC follows the message of the call. */
static int serve_cmd_behind(struct optee_call *call, unsigned int room)
{
	void *behind = (void *)call->msg + OPTEE_MSG_GET_ARG_SIZE(call->num_params);

	return serve_cmd(call, behind, room);
}

/*
 * Without it, the message is in memory that the trusted OS has allocated by an RPC before.
 *
 * The reference on that memory is kept until the command is served. The trusted OS may give the
 * memory back at any time, and a worker that went on with the call and did not find it any more
 * would resume the call while the request to tee-supplicant, which is in the call, is still posted.
 */
static int serve_cmd_by_cookie(struct optee *optee, struct optee_call *call)
{
	struct optee_rpc *rpc = &call->rpc;
	size_t size;
	int rc = 0;

	if (!rpc->unserved)
		rpc->shm = optee_cookie_get(optee, optee_smc_pair_to_u64(call->reg[1],
									 call->reg[2]));
	if (!rpc->shm)
		return 0;
	size = tee_shm_get_size(rpc->shm);
	if (rpc->shm->kaddr && size >= sizeof(struct optee_msg_arg))
		rc = serve_cmd(call, rpc->shm->kaddr, (size - sizeof(struct optee_msg_arg)) /
						      sizeof(struct optee_msg_param));
	if (!rc)
		tee_shm_put_later(rpc->shm);
	return rc;
}

/**
 * optee_rpc_handle() - serve the RPC that suspended a call
 * @call:	the call; its registers are those the secure world returned with
 *
 * May sleep. For a call on a lane the caller has entered a NOIO scope.
 *
 * Return: 0, and the call is to be resumed with its registers; or -EINTR: the caller is being
 * killed, and a worker has to call this function again.
 */
int optee_rpc_handle(struct optee_call *call)
{
	struct optee *optee = call->optee;

	switch (OPTEE_SMC_RETURN_GET_RPC_FUNC(call->reg[0])) {
	case OPTEE_SMC_RPC_FUNC_FOREIGN_INTR:
		/*
		 * An interrupt of Linux came while the call executed. It was handled when the SMC
		 * returned, so nothing is left to do. A call that computes for long gets here with
		 * every timer tick, so its client can be killed here.
		 */
		return call->detachable && fatal_signal_pending(current) ? -EINTR : 0;
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
