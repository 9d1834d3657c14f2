// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A caller of the trusted OS beside our kernel. It opens a session with the invoke-tests service,
 * calls its PARK, and does not answer the RPC SUSPEND, so that a thread context stays taken.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <hosted/mem.h>
#include <secure/secure.h>

#include "frame.h"
#include "intruder.h"
#include "optee_msg.h"
#include "optee_pta.h"
#include "optee_rpc_cmd.h"
#include "optee_smc.h"
#include "tee_result.h"

#define PAGE		4096
#define OPEN_PARAMS	2	/* the two that name service and client */
#define PARK_PARAMS	1

static const uint8_t tests_uuid[16] = PTA_INVOKE_TESTS_UUID_OCTETS;

static struct optee_msg_arg *intruder_message(const struct intruder *in)
{
	return hosted_phys_ptr(in->pa, PAGE);
}

static u32 intruder_smc(struct intruder *in)
{
	struct smc_regs regs;

	memcpy(regs.a, in->regs, sizeof(regs.a));
	secure_smc(&regs);
	memcpy(in->regs, regs.a, sizeof(in->regs));
	return (u32)in->regs[0];
}

static u32 intruder_enter(struct intruder *in)
{
	memset(in->regs, 0, sizeof(in->regs));
	in->regs[0] = OPTEE_SMC_CALL_WITH_RPC_ARG;
	in->regs[1] = optee_smc_hi(in->pa);
	in->regs[2] = optee_smc_lo(in->pa);
	in->regs[3] = OPTEE_SMC_SHM_CACHED;
	return intruder_smc(in);
}

/**
 * intruder_answer() - answer the RPC that the intruder's thread is suspended in
 * @in:		the intruder that has the thread
 *
 * The answer is success, whatever the RPC wants.
 *
 * Return: false: it was the last RPC, and the intruder's call is over.
 */
bool intruder_answer(struct intruder *in)
{
	struct optee_msg_arg *arg = intruder_message(in), *rpc;

	rpc = (void *)((char *)arg + OPTEE_MSG_GET_ARG_SIZE(arg->num_params));
	rpc->ret = TEEC_SUCCESS;
	in->regs[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
	return optee_smc_return_is_rpc(intruder_smc(in));
}

static u32 intruder_open_session(struct intruder *in)
{
	struct optee_msg_arg *arg = intruder_message(in);

	memset(arg, 0, PAGE);
	arg->cmd = OPTEE_MSG_CMD_OPEN_SESSION;
	arg->num_params = OPEN_PARAMS;
	arg->params[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	memcpy(&arg->params[0].u.value, tests_uuid, sizeof(tests_uuid));
	arg->params[1].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	arg->params[1].u.value.c = OPTEE_MSG_LOGIN_PUBLIC;
	return intruder_enter(in);
}

static u32 intruder_park(struct intruder *in, u32 session, u32 ms)
{
	struct optee_msg_arg *arg = intruder_message(in);

	memset(arg, 0, PAGE);
	arg->cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
	arg->func = PTA_INVOKE_TESTS_CMD_PARK;
	arg->session = session;
	arg->num_params = PARK_PARAMS;
	arg->params[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
	arg->params[0].u.value.a = ms;
	return intruder_enter(in);
}

/**
 * intruder_take() - take a thread, and keep it
 * @in:		filled in
 * @ms:		until intruder_give(), or, if he answers RPCs, so long at least
 *
 * By the task that booted, after machine_on().
 *
 * Return: 0; -EBUSY: no thread is free; -ENOMEM; -EIO: it went otherwise.
 */
int intruder_take(struct intruder *in, uint32_t ms)
{
	u32 ret;

	if (hosted_phys_reserve(PAGE, &in->pa))
		return -ENOMEM;
	ret = intruder_open_session(in);
	if (ret == OPTEE_SMC_RETURN_OK && intruder_message(in)->ret == TEEC_SUCCESS)
		ret = intruder_park(in, intruder_message(in)->session, ms);
	if (optee_smc_return_is_rpc(ret))
		return 0;
	hosted_phys_release(in->pa, PAGE);
	return ret == OPTEE_SMC_RETURN_ETHREAD_LIMIT ? -EBUSY : -EIO;
}

/**
 * intruder_give() - let the thread go: answer until the call is over
 * @in:		the intruder that has the thread
 */
void intruder_give(struct intruder *in)
{
	while (optee_smc_return_is_rpc((u32)in->regs[0]))
		intruder_answer(in);
	hosted_phys_release(in->pa, PAGE);
}
