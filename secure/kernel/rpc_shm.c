// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Borrowing memory from the normal world, by RPCs.
 */
#include "rpc.h"

#define SHM_ALIGN	8

static u32 describe_borrowed(struct shm *shm, const struct optee_msg_param *param, size_t size)
{
	const struct optee_msg_param_tmem *tmem = &param->u.tmem;

	if (tmem->size < size)
		return TEEC_ERROR_OUT_OF_MEMORY;
	switch (param->attr) {
	case OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT:
		return shm_describe(shm, tmem->buf_ptr, size);
	case OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG:
		return shm_describe_list(shm, tmem->buf_ptr, size, true);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}

static void give_back(u32 type, u64 cookie)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value = { .a = type, .b = cookie },
	};

	secure_rpc(OPTEE_RPC_CMD_SHM_FREE, &param, 1);
}

/*
 * Memory with cookie 0 could not be given back, because 0 means no memory. So it is not accepted.
 */
static u32 borrow_memory(struct secure_rpc_shm *shm, u32 type, size_t size)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT,
		.u.value = { .a = type, .b = size, .c = SHM_ALIGN },
	};
	struct optee_msg_param answer;
	u32 ret;

	ret = rpc_cmd(thread_current(), OPTEE_RPC_CMD_SHM_ALLOC, &param, 1, &answer);
	if (ret)
		return ret;
	if (!answer.u.tmem.shm_ref)
		return TEEC_ERROR_OUT_OF_MEMORY;
	ret = describe_borrowed(shm->mem.shm, &answer, size);
	if (ret) {
		give_back(type, answer.u.tmem.shm_ref);
		return ret;
	}
	shm->mem.offset = 0;
	shm->mem.size = size;
	shm->cookie = answer.u.tmem.shm_ref;
	shm->type = type;
	return TEEC_SUCCESS;
}

/* See pta.h. */
u32 secure_rpc_shm_alloc(struct secure_rpc_shm *shm, u32 type, size_t size)
{
	u32 ret;

	*shm = (struct secure_rpc_shm){ 0 };
	if (!size)
		return TEEC_ERROR_BAD_PARAMETERS;
	shm->mem.shm = shm_alloc(true);
	if (!shm->mem.shm)
		return TEEC_ERROR_OUT_OF_MEMORY;
	ret = borrow_memory(shm, type, size);
	if (ret) {
		shm_free(shm->mem.shm);
		*shm = (struct secure_rpc_shm){ 0 };
	}
	return ret;
}

/* See pta.h. */
void secure_rpc_shm_free(struct secure_rpc_shm *shm)
{
	if (!shm->mem.shm)
		return;
	shm_free(shm->mem.shm);
	give_back(shm->type, shm->cookie);
	*shm = (struct secure_rpc_shm){ 0 };
}

/* See pta.h. */
void secure_rpc_param_mem(struct optee_msg_param *param, u32 type,
			  const struct secure_rpc_shm *shm, size_t offset, size_t size)
{
	*param = (struct optee_msg_param){
		.attr = type,
		.u.rmem = { .offs = offset, .size = size, .shm_ref = shm->cookie },
	};
}
