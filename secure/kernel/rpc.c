// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Commands, which are the RPCs that have a message of their own: the current call is suspended, and
 * goes on when the normal world has answered. rpc_lent.c tells where the message is written.
 */
#include <secure/platform.h>

#include "config.h"
#include "rpc.h"

#include "optee_smc.h"

static int write_request(struct thread *t, u32 cmd, const struct optee_msg_param *params,
			 unsigned int num)
{
	struct optee_msg_arg head = {
		.cmd = cmd,
		.ret = TEEC_ERROR_GENERIC,
		.ret_origin = TEEC_ORIGIN_TEE,
		.num_params = num,
	};

	if (shm_write(t->rpc.shm, t->rpc.offset, &head, sizeof(head)))
		return -1;
	return shm_write(t->rpc.shm, t->rpc.offset + sizeof(head), params, num * sizeof(*params));
}

static u32 read_answer(struct thread *t, struct optee_msg_param *answer, unsigned int num)
{
	u64 offset = t->rpc.offset;
	u32 ret;

	if (shm_read(t->rpc.shm, offset + offsetof(struct optee_msg_arg, ret), &ret, sizeof(ret)) ||
	    shm_read(t->rpc.shm, offset + sizeof(struct optee_msg_arg), answer,
		     num * sizeof(*answer)))
		return TEEC_ERROR_COMMUNICATION;
	return ret;
}

/**
 * rpc_cmd() - send a command; suspends
 * @t:		current thread
 * @cmd:	OPTEE_RPC_CMD_*
 * @params:	parameters
 * @num:	how many, at most SECURE_RPC_PARAMS
 * @answer:	parameters as the normal world left them, attributes and all, @num of them
 *
 * Return: the normal world's result, or TEEC_ERROR_OUT_OF_MEMORY and @answer as it was.
 */
u32 rpc_cmd(struct thread *t, u32 cmd, const struct optee_msg_param *params, unsigned int num,
	    struct optee_msg_param *answer)
{
	u32 ret;

	ret = rpc_prepare(t);
	if (ret)
		return ret;
	if (write_request(t, cmd, params, num))
		return TEEC_ERROR_COMMUNICATION;
	trace(.event = SECURE_EV_RPC, .thread = t->id, .system = t->system,
	      .session = t->run.session, .cmd = cmd, .value = num ? params[0].u.value.a : 0,
	      .value2 = num ? params[0].u.value.b : 0);
	rpc_suspend(t, OPTEE_SMC_RPC_FUNC_CMD, rpc_lent_cookie(t));
	ret = read_answer(t, answer, num);
	trace(.event = SECURE_EV_RPC_DONE, .thread = t->id, .system = t->system,
	      .session = t->run.session, .cmd = cmd, .value = ret);
	return ret;
}

static void take_outputs(struct optee_msg_param *param, const struct optee_msg_param *answer)
{
	switch (param->attr & OPTEE_MSG_ATTR_TYPE_MASK) {
	case OPTEE_MSG_ATTR_TYPE_VALUE_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_VALUE_INOUT:
		param->u.value = answer->u.value;
		break;
	case OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_RMEM_INOUT:
		param->u.rmem.size = answer->u.rmem.size;
		break;
	case OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT:
	case OPTEE_MSG_ATTR_TYPE_TMEM_INOUT:
		param->u.tmem.size = answer->u.tmem.size;
		break;
	default:
		break;
	}
}

/* See pta.h. */
u32 secure_rpc(u32 cmd, struct optee_msg_param *params, unsigned int num)
{
	struct optee_msg_param answer[SECURE_RPC_PARAMS];
	unsigned int n;
	u32 ret;

	if (num > SECURE_RPC_PARAMS)
		return TEEC_ERROR_BAD_PARAMETERS;
	/* If the RPC fails before the normal world has seen it, the parameters stay as they are. */
	memcpy(answer, params, num * sizeof(*params));
	ret = rpc_cmd(thread_current(), cmd, params, num, answer);
	for (n = 0; n < num; n++)
		take_outputs(&params[n], &answer[n]);
	return ret;
}

/* See pta.h. */
void secure_sleep_ms(u32 ms)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value.a = ms,
	};

	secure_rpc(OPTEE_RPC_CMD_SUSPEND, &param, 1);
}
