// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Writing a call's message, and reading its answer, except for the parameters of clients (param.c).
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "tee_result.h"

#include "call.h"

static struct optee_msg_arg *argument_buffer(const struct optee_call *call)
{
	return call->page->shm->kaddr + call->offset;
}

static void begin_message(struct optee_call *call, struct optee_msg_arg *where)
{
	call->msg = where;
	*call->msg = (struct optee_msg_arg){ .cmd = call->cmd, .num_params = call->num_params };
}

/**
 * optee_call_prepare() - make a call ready for a message
 * @call:	that nobody else uses, with its token
 * @ctx:	the context it is made for, NULL for the driver's own pages
 * @cmd:	OPTEE_MSG_CMD_*
 * @num_params:	parameters of its message, at most OPTEE_MAX_MSG_PARAMS
 *
 * The parameters are not cleared. Who fills them in writes all of each.
 */
void optee_call_prepare(struct optee_call *call, struct tee_context *ctx, u32 cmd,
			unsigned int num_params)
{
	call->ctx = ctx;
	call->cmd = cmd;
	call->num_params = num_params;
	call->by_address = false;
	call->noio = false;
	call->detachable = false;
	call->freezable = false;
	call->detached = false;
	call->rpc.unserved = false;
	call->rpc_until = 0;
	call->rpc_list = NULL;
	memset(call->held, 0, sizeof(call->held));
	begin_message(call, argument_buffer(call));
}

/**
 * optee_call_pass_by_address() - tell the secure world where a message is, not in which page
 * @call:	prepared, and its parameters are not filled in yet
 *
 * An entry on a lane that the secure world keeps changes that, see optee_call_pass_by_cookie().
 */
void optee_call_pass_by_address(struct optee_call *call)
{
	call->by_address = true;
	if (call->plain)
		begin_message(call, call->plain);
}

/**
 * optee_call_pass_by_cookie() - pass a message in the registered page after all
 * @call:	to be passed by address, has not entered
 *
 * The secure world may have changed the message, if it has refused the call before. That is no
 * danger: it is the only one to read what is copied here.
 */
void optee_call_pass_by_cookie(struct optee_call *call)
{
	call->msg = argument_buffer(call);
	if (call->plain)
		memcpy(call->msg, call->plain, OPTEE_MSG_GET_ARG_SIZE(call->num_params));
	call->by_address = false;
}

/**
 * optee_call_write_register() - fill in a REGISTER_SHM message
 * @call:	prepared for it, with one parameter
 * @cookie:	the name the pages get
 * @buf_ptr:	address of the page list, with the offset in the first page
 * @size:	size of the memory, bytes
 */
void optee_call_write_register(struct optee_call *call, u64 cookie, u64 buf_ptr, size_t size)
{
	struct optee_msg_param *param = &call->msg->params[0];

	param->attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG;
	param->u.tmem.buf_ptr = buf_ptr;
	param->u.tmem.size = size;
	param->u.tmem.shm_ref = cookie;
}

/**
 * optee_call_write_unregister() - fill in an UNREGISTER_SHM message
 * @call:	prepared for it, with one parameter
 * @cookie:	the name of the pages
 */
void optee_call_write_unregister(struct optee_call *call, u64 cookie)
{
	struct optee_msg_param *param = &call->msg->params[0];

	*param = (struct optee_msg_param){
		.attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT,
		.u.rmem.shm_ref = cookie,
	};
}

/**
 * optee_call_read_unregister() - read the answer to an UNREGISTER_SHM message
 * @call:	answered by the secure world
 *
 * Return: 0; -ENOMEM or -EBUSY when the secure world could not do it now, and is to be asked again;
 * -EINVAL when it refuses for good.
 */
int optee_call_read_unregister(const struct optee_call *call)
{
	switch (READ_ONCE(call->msg->ret)) {
	case TEEC_SUCCESS:
		return 0;
	case TEEC_ERROR_OUT_OF_MEMORY:
		return -ENOMEM;
	case TEEC_ERROR_BUSY:
		return -EBUSY;
	default:
		return -EINVAL;
	}
}
