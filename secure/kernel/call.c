// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * A yielding call, on its thread: find the message, copy it, do what it says,
 * write the answer.
 *
 * Of the message the normal world can change everything at any time. It is read
 * once, here, and what is checked and used is the copy. The answer is written
 * field by field to where the message was found at first.
 */
#include "boot.h"
#include "call.h"
#include "notif.h"
#include "param.h"
#include "rpc.h"
#include "session.h"

#include "optee_smc.h"

#define ARG_ALIGN	8
#define NUM_META	2

/* The id says where the message is and whether a struct for RPCs follows it. */
static bool is_by_cookie(u32 id)
{
	return id == OPTEE_SMC_CALL_WITH_REGD_ARG || id == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;
}

/* By address, the page that begins there is the object, as long as the call lasts. */
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

static int read_head(struct thread *t)
{
	struct optee_msg_arg head;

	if (shm_read(t->msg.shm, t->msg.offset, &head, sizeof(head)) ||
	    head.num_params > OPTEE_MSG_MAX_NUM_PARAMS)
		return -1;
	t->msg.cmd = head.cmd;
	t->msg.func = head.func;
	t->msg.session = head.session;
	t->msg.cancel_id = head.cancel_id;
	t->msg.num_params = head.num_params;
	return 0;
}

/* The copy, and room for RPCs behind the original where the call comes with it. */
static u32 read_message(struct thread *t, u32 id)
{
	struct shm *shm = t->msg.shm;
	u64 offset = t->msg.offset;
	u64 rpc, end;
	u32 num;

	if (read_head(t))
		return OPTEE_SMC_RETURN_EBADADDR;
	rpc = offset + OPTEE_MSG_GET_ARG_SIZE(t->msg.num_params);
	end = rpc;
	if (id != OPTEE_SMC_CALL_WITH_ARG)
		end += OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS);
	if (end > shm->size)
		return OPTEE_SMC_RETURN_EBADADDR;
	num = t->msg.num_params < MSG_NUM_PARAMS ? t->msg.num_params : MSG_NUM_PARAMS;
	if (shm_read(shm, offset + OPTEE_MSG_GET_ARG_SIZE(0), t->msg.params,
		     num * sizeof(t->msg.params[0])))
		return OPTEE_SMC_RETURN_EBADADDR;
	rpc_begin(t, id == OPTEE_SMC_CALL_WITH_ARG ? NULL : shm, rpc);
	return OPTEE_SMC_RETURN_OK;
}

static u64 param_offset(const struct thread *t, unsigned int n)
{
	return t->msg.offset + OPTEE_MSG_GET_ARG_SIZE(n) + offsetof(struct optee_msg_param, u);
}

/**
 * msg_write_value() - answer with numbers
 * @t:		current thread
 * @n:		parameter of the message
 * @a:		first
 * @b:		second
 */
void msg_write_value(struct thread *t, unsigned int n, u64 a, u64 b)
{
	u64 ab[2] = { a, b };

	_Static_assert(offsetof(struct optee_msg_param_value, b) == sizeof(u64), "b follows a");
	shm_write(t->msg.shm, param_offset(t, n), ab, sizeof(ab));
}

/**
 * msg_write_size() - answer with the size of a memory reference
 * @t:		current thread
 * @n:		parameter of the message
 * @size:	bytes
 */
void msg_write_size(struct thread *t, unsigned int n, u64 size)
{
	_Static_assert(offsetof(struct optee_msg_param_rmem, size) ==
		       offsetof(struct optee_msg_param_tmem, size), "one place for the size");
	shm_write(t->msg.shm, param_offset(t, n) + offsetof(struct optee_msg_param_rmem, size),
		  &size, sizeof(size));
}

static void write_verdict(struct thread *t, u32 ret, u32 origin)
{
	u32 verdict[2] = { ret, origin };

	_Static_assert(offsetof(struct optee_msg_arg, ret_origin) ==
		       offsetof(struct optee_msg_arg, ret) + sizeof(u32), "origin follows ret");
	shm_write(t->msg.shm, t->msg.offset + offsetof(struct optee_msg_arg, ret), verdict,
		  sizeof(verdict));
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

static u32 open_session(struct thread *t, u32 *origin)
{
	const struct optee_msg_param *meta = t->msg.params;
	struct pta_param p[PTA_NUM_PARAMS];
	u32 id = 0;
	u32 ret = TEEC_ERROR_BAD_PARAMETERS;

	if (t->msg.num_params >= NUM_META && is_meta(&meta[0]) && is_meta(&meta[1]))
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

static u32 invoke(struct thread *t, u32 *origin)
{
	struct pta_param p[PTA_NUM_PARAMS];
	u32 ret;

	ret = params_get(t, 0, p);
	if (ret)
		return ret;
	ret = session_invoke(t, t->msg.session, t->msg.func, p, origin);
	params_answer(t, 0, p);
	params_put(t, 0, p);
	return ret;
}

static u32 register_shm(const struct thread *t)
{
	const struct optee_msg_param *param = &t->msg.params[0];

	if (t->msg.num_params != 1 ||
	    param->attr != (OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG))
		return TEEC_ERROR_BAD_PARAMETERS;
	return shm_register(param->u.tmem.buf_ptr, param->u.tmem.size, param->u.tmem.shm_ref);
}

static u32 unregister_shm(const struct thread *t)
{
	const struct optee_msg_param *param = &t->msg.params[0];

	if (t->msg.num_params != 1 || param->attr != OPTEE_MSG_ATTR_TYPE_RMEM_INPUT)
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

/* Those that have a verdict. */
static u32 obey(struct thread *t, u32 *origin)
{
	switch (t->msg.cmd) {
	case OPTEE_MSG_CMD_OPEN_SESSION:
		return open_session(t, origin);
	case OPTEE_MSG_CMD_INVOKE_COMMAND:
		return invoke(t, origin);
	case OPTEE_MSG_CMD_CLOSE_SESSION:
		return session_close(t, t->msg.session);
	case OPTEE_MSG_CMD_CANCEL:
		return session_cancel(t, t->msg.session, t->msg.cancel_id);
	case OPTEE_MSG_CMD_REGISTER_SHM:
		return register_shm(t);
	default: /* dispatch() lets no other through */
		return unregister_shm(t);
	}
}

static bool has_verdict(u32 cmd)
{
	switch (cmd) {
	case OPTEE_MSG_CMD_OPEN_SESSION:
	case OPTEE_MSG_CMD_INVOKE_COMMAND:
	case OPTEE_MSG_CMD_CLOSE_SESSION:
	case OPTEE_MSG_CMD_CANCEL:
		return true;
	case OPTEE_MSG_CMD_REGISTER_SHM:
	case OPTEE_MSG_CMD_UNREGISTER_SHM:
		return boot_has_cap(OPTEE_SMC_SEC_CAP_DYNAMIC_SHM);
	default:
		return false;
	}
}

static u32 dispatch(struct thread *t)
{
	u32 origin = TEEC_ORIGIN_TEE;
	u32 ret;

	switch (t->msg.cmd) {
	case OPTEE_MSG_CMD_DO_BOTTOM_HALF:
		bottom_half(t);
		return OPTEE_SMC_RETURN_OK;
	case OPTEE_MSG_CMD_STOP_ASYNC_NOTIF:
		notif_enable(false);
		return OPTEE_SMC_RETURN_OK;
	default:
		break;
	}
	if (!has_verdict(t->msg.cmd))
		return OPTEE_SMC_RETURN_EBADCMD;
	ret = obey(t, &origin);
	write_verdict(t, ret, origin);
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
		ret = dispatch(t);
		rpc_end(t);
	}
	put_object(t, id);
	return ret;
}
