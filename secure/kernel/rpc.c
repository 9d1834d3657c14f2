// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs, which are requests to the normal world: the current call is suspended, and goes on when the
 * normal world resumes it.
 *
 * A command is written to a struct behind the call's message where the call came with one
 * (OPTEE_SMC_CALL_WITH_RPC_ARG and the REGD_ARG calls). Otherwise it is written to memory that the
 * normal world lends at the first command (OPTEE_SMC_RPC_FUNC_ALLOC).
 */
#include <secure/platform.h>

#include "config.h"
#include "rpc.h"

#include "optee_smc.h"

#define RPC_SIZE	OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS)

/* Lent memory is kept for the next call. This changes only while no thread is in use. */
static bool keep_lent;

static void suspend_for_rpc(struct thread *t, u32 func, u64 arg)
{
	t->regs.a[0] = OPTEE_SMC_RPC_VAL(func);
	t->regs.a[1] = optee_smc_hi(arg);
	t->regs.a[2] = optee_smc_lo(arg);
	t->regs.a[3] = t->id;
	thread_suspend(t);
}

static void free_lent(struct thread *t, u64 cookie)
{
	suspend_for_rpc(t, OPTEE_SMC_RPC_FUNC_FREE, cookie);
}

/* The RPC function ALLOC takes its size in a1. The answer is two pairs of registers. */
static u32 alloc_lent(struct thread *t)
{
	u64 cookie, pa;

	suspend_for_rpc(t, OPTEE_SMC_RPC_FUNC_ALLOC, (u64)RPC_SIZE << 32);
	pa = optee_smc_pair_to_u64(t->regs.a[1], t->regs.a[2]);
	cookie = optee_smc_pair_to_u64(t->regs.a[4], t->regs.a[5]);
	if (!pa || !cookie)
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (pa % PAGE_SIZE || shm_describe(&t->rpc.lent, pa, RPC_SIZE)) {
		free_lent(t, cookie);
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	t->rpc.cookie = cookie;
	return TEEC_SUCCESS;
}

/**
 * rpc_begin() - prepare for the RPCs of a call that begins
 * @t:		its thread
 * @shm:	object with a struct for commands, NULL if the call brought none
 * @offset:	where there
 */
void rpc_begin(struct thread *t, struct shm *shm, u64 offset)
{
	t->rpc.shm = shm;
	t->rpc.offset = offset;
}

/**
 * rpc_end() - no more RPCs of a call; suspends if lent memory has to be given back
 * @t:		its thread
 */
void rpc_end(struct thread *t)
{
	u64 cookie = t->rpc.cookie;

	t->rpc.shm = NULL;
	if (!cookie || keep_lent)
		return;
	t->rpc.cookie = 0;
	free_lent(t, cookie);
}

/**
 * rpc_prepare() - make sure that commands of this call do not fail for lack of memory; suspends
 * @t:		current thread
 *
 * Return: TEEC_SUCCESS or TEEC_ERROR_OUT_OF_MEMORY.
 */
u32 rpc_prepare(struct thread *t)
{
	u32 ret = TEEC_SUCCESS;

	if (t->rpc.shm)
		return TEEC_SUCCESS;
	if (!t->rpc.cookie)
		ret = alloc_lent(t);
	if (!ret)
		rpc_begin(t, &t->rpc.lent, 0);
	return ret;
}

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
	suspend_for_rpc(t, OPTEE_SMC_RPC_FUNC_CMD, t->rpc.shm == &t->rpc.lent ? t->rpc.cookie : 0);
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

/**
 * thread_preempt() - let the normal world handle an interrupt; suspends
 *
 * The architecture calls this function between any two instructions of a thread that has interrupts
 * unmasked. Interrupts are masked meanwhile. The thread may just have set its registers for a
 * return to the normal world, or have read them after one; so they are saved and restored, and so
 * is the mark that its call is over.
 */
void thread_preempt(void)
{
	struct thread *t = thread_current();
	struct smc_regs regs = t->regs;
	bool finished = t->finished;

	t->finished = false;
	suspend_for_rpc(t, OPTEE_SMC_RPC_FUNC_FOREIGN_INTR, 0);
	t->regs = regs;
	t->finished = finished;
}

/* See pta.h. */
void secure_preempt(void)
{
	suspend_for_rpc(thread_current(), OPTEE_SMC_RPC_FUNC_FOREIGN_INTR, 0);
}

/**
 * rpc_cache_boot() - lent memory is not kept
 */
void rpc_cache_boot(void)
{
	keep_lent = false;
}

/**
 * rpc_cache_enable() - keep lent memory from now on
 *
 * Return: a0 of ENABLE_SHM_CACHE.
 */
u32 rpc_cache_enable(void)
{
	if (!threads_lock_idle())
		return OPTEE_SMC_RETURN_EBUSY;
	keep_lent = true;
	threads_unlock();
	return OPTEE_SMC_RETURN_OK;
}

static u64 take_kept(void)
{
	unsigned int n;
	u64 cookie;

	for (n = 0; n < threads_count(); n++) {
		cookie = thread_by_id(n)->rpc.cookie;
		if (cookie) {
			thread_by_id(n)->rpc.cookie = 0;
			return cookie;
		}
	}
	return 0;
}

/**
 * rpc_cache_disable() - do not keep lent memory any more, and give back a piece that is kept
 * @cookie:	its name
 *
 * Return: a0 of DISABLE_SHM_CACHE.
 */
u32 rpc_cache_disable(u64 *cookie)
{
	if (!threads_lock_idle())
		return OPTEE_SMC_RETURN_EBUSY;
	keep_lent = false;
	*cookie = take_kept();
	threads_unlock();
	return *cookie ? OPTEE_SMC_RETURN_OK : OPTEE_SMC_RETURN_ENOTAVAIL;
}
