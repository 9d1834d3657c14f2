// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * A yielding call, on its thread: find the message, copy it, execute its command, write the answer.
 *
 * The normal world can change the message at any time. So it is read once, here, and the copy is
 * checked and used. The answer is written field by field to the place where the message was found.
 */
#include "arch.h"
#include "call.h"
#include "config.h"
#include "message.h"
#include "notif.h"
#include "rpc.h"
#include "session.h"

#include "optee_smc.h"

#define ARG_ALIGN	8
#define NUM_META	2

/* The id of the call tells how the message is named, and whether a struct for RPCs follows it. */
static bool is_by_cookie(u32 id)
{
	return id == OPTEE_SMC_CALL_WITH_REGD_ARG || id == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
}

/*
 * A message that is named by its address lies in one page, which is an object while the call lasts.
 */
static struct shm *get_page(struct thread *t, u64 pa)
{
	if (pa % PAGE_SIZE || shm_describe(&t->msg.page, pa, PAGE_SIZE))
		return NULL;
	return &t->msg.page;
}

static u32 get_object(struct thread *t, u32 id)
{
	u64 where = optee_smc_pair_to_u64(t->regs.a[1], t->regs.a[2]);

	if (is_by_cookie(id)) {
		t->msg.offset = t->regs.a[3];
		t->msg.shm = t->msg.offset % ARG_ALIGN ? NULL : shm_get_arg(where);
	} else {
		t->msg.offset = 0;
		t->msg.shm = get_page(t, where);
	}
	return t->msg.shm ? OPTEE_SMC_RETURN_OK : OPTEE_SMC_RETURN_EBADADDR;
}

static void put_object(struct thread *t, u32 id)
{
	if (is_by_cookie(id))
		shm_put_arg(t->msg.shm);
}

/*
 * Copy the message, and what follows it up to the size of the largest message that is used, because
 * only the copy tells how long the message is. Where the call brings a struct for RPCs, that is
 * behind the message.
 */
static u32 read_message(struct thread *t, u32 id)
{
	struct shm *shm = t->msg.shm;
	u64 offset = t->msg.offset;
	u64 size = offset < shm->size ? shm->size - offset : 0;
	u64 rpc, end;

	size = size < sizeof(t->msg.copy) ? size : sizeof(t->msg.copy);
	if (size < sizeof(t->msg.arg) || shm_read(shm, offset, t->msg.copy, size) ||
	    t->msg.arg.num_params > OPTEE_MSG_MAX_NUM_PARAMS)
		return OPTEE_SMC_RETURN_EBADADDR;
	t->msg.arg.num_params = arch_index(t->msg.arg.num_params, OPTEE_MSG_MAX_NUM_PARAMS + 1);
	rpc = offset + OPTEE_MSG_GET_ARG_SIZE(t->msg.arg.num_params);
	end = rpc;
	if (id != OPTEE_SMC_CALL_WITH_ARG)
		end += OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS);
	if (end > shm->size)
		return OPTEE_SMC_RETURN_EBADADDR;
	rpc_begin(t, id == OPTEE_SMC_CALL_WITH_ARG ? NULL : shm, rpc);
	return OPTEE_SMC_RETURN_OK;
}

static void write_result(struct thread *t, u32 ret, u32 origin)
{
	u32 result[2] = { ret, origin };

	_Static_assert(offsetof(struct optee_msg_arg, ret_origin) ==
		       offsetof(struct optee_msg_arg, ret) + sizeof(u32), "origin follows ret");
	shm_write(t->msg.shm, t->msg.offset + offsetof(struct optee_msg_arg, ret), result,
		  sizeof(result));
}

static void write_session(struct thread *t, u32 id)
{
	shm_write(t->msg.shm, t->msg.offset + offsetof(struct optee_msg_arg, session), &id,
		  sizeof(id));
}

static bool is_meta(const struct optee_msg_param *param)
{
	return param->attr == (OPTEE_MSG_ATTR_META | OPTEE_MSG_ATTR_TYPE_VALUE_INPUT);
}

static u32 open_session_for_message(struct thread *t, u32 *origin)
{
	const struct optee_msg_param *meta = t->msg.arg.params;
	struct pta_param p[PTA_NUM_PARAMS];
	u32 id = 0;
	u32 ret = TEEC_ERROR_BAD_PARAMETERS;

	if (t->msg.arg.num_params >= NUM_META && is_meta(&meta[0]) && is_meta(&meta[1]))
		ret = params_get(t, NUM_META, p);
	if (!ret) {
		ret = session_open(t, meta[0].u.octets, meta[1].u.octets, meta[1].u.value.c, p,
				   origin, &id);
		params_answer(t, NUM_META, p);
		params_put(t, NUM_META, p);
	}
	write_session(t, id);
	return ret;
}

static u32 invoke_command(struct thread *t, u32 *origin)
{
	struct pta_param p[PTA_NUM_PARAMS];
	u32 ret;

	ret = params_get(t, 0, p);
	if (ret)
		return ret;
	ret = session_invoke(t, t->msg.arg.session, t->msg.arg.func, p, origin);
	params_answer(t, 0, p);
	params_put(t, 0, p);
	return ret;
}

static u32 register_shm_by_message(const struct thread *t)
{
	const struct optee_msg_param *param = &t->msg.arg.params[0];

	if (t->msg.arg.num_params != 1 ||
	    param->attr != (OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG))
		return TEEC_ERROR_BAD_PARAMETERS;
	return shm_register(param->u.tmem.buf_ptr, param->u.tmem.size, param->u.tmem.shm_ref);
}

static u32 unregister_shm_by_message(const struct thread *t)
{
	const struct optee_msg_param *param = &t->msg.arg.params[0];

	if (t->msg.arg.num_params != 1 || param->attr != OPTEE_MSG_ATTR_TYPE_RMEM_INPUT)
		return TEEC_ERROR_BAD_PARAMETERS;
	return shm_unregister(param->u.rmem.shm_ref);
}

static void bottom_half(struct thread *t)
{
	unsigned int n;

	for (n = 0; secure_ptas[n]; n++) {
		t->pta = secure_ptas[n];
		if (t->pta->bottom_half)
			t->pta->bottom_half();
	}
	t->pta = NULL;
}

/* Execute a command whose message has a result. */
static u32 execute_command(struct thread *t, u32 *origin)
{
	switch (t->msg.arg.cmd) {
	case OPTEE_MSG_CMD_OPEN_SESSION:
		return open_session_for_message(t, origin);
	case OPTEE_MSG_CMD_INVOKE_COMMAND:
		return invoke_command(t, origin);
	case OPTEE_MSG_CMD_CLOSE_SESSION:
		return session_close(t, t->msg.arg.session);
	case OPTEE_MSG_CMD_CANCEL:
		return session_cancel(t, t->msg.arg.session, t->msg.arg.cancel_id);
	case OPTEE_MSG_CMD_REGISTER_SHM:
		return register_shm_by_message(t);
	default: /* dispatch_message() lets no other through */
		return unregister_shm_by_message(t);
	}
}

static bool has_result(u32 cmd)
{
	switch (cmd) {
	case OPTEE_MSG_CMD_OPEN_SESSION:
	case OPTEE_MSG_CMD_INVOKE_COMMAND:
	case OPTEE_MSG_CMD_CLOSE_SESSION:
	case OPTEE_MSG_CMD_CANCEL:
		return true;
	case OPTEE_MSG_CMD_REGISTER_SHM:
	case OPTEE_MSG_CMD_UNREGISTER_SHM:
		return config_supports(OPTEE_SMC_SEC_CAP_DYNAMIC_SHM);
	default:
		return false;
	}
}

static u32 dispatch_message(struct thread *t)
{
	u32 origin = TEEC_ORIGIN_TEE;
	u32 ret;

	switch (t->msg.arg.cmd) {
	case OPTEE_MSG_CMD_DO_BOTTOM_HALF:
		bottom_half(t);
		return OPTEE_SMC_RETURN_OK;
	case OPTEE_MSG_CMD_STOP_ASYNC_NOTIF:
		notif_enable(false);
		return OPTEE_SMC_RETURN_OK;
	default:
		break;
	}
	if (!has_result(t->msg.arg.cmd))
		return OPTEE_SMC_RETURN_EBADCMD;
	ret = execute_command(t, &origin);
	write_result(t, ret, origin);
	return OPTEE_SMC_RETURN_OK;
}

/**
 * call_run() - execute a yielding call
 * @t:		current thread, its registers as the call came with them
 *
 * Return: a0.
 */
u32 call_run(struct thread *t)
{
	u32 id = t->regs.a[0];
	u32 ret;

	ret = get_object(t, id);
	if (ret)
		return ret;
	ret = read_message(t, id);
	if (!ret) {
		ret = dispatch_message(t);
		rpc_end(t);
	}
	put_object(t, id);
	return ret;
}
