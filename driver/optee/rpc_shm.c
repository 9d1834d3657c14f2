// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Memory that the secure world asks for, and gives back.
 */
#include <linux/mm.h>

#include "optee_private.h"

/* Far more than any TA or RPMB frame needs, and no way to eat all memory at once */
#define RPC_ALLOC_MAX	(64UL << 20)

static struct tee_shm *lend_kernel_memory(struct optee *optee, u64 size, u64 *cookie)
{
	struct tee_shm *shm;
	int rc;

	if (!size || size > RPC_ALLOC_MAX)
		return ERR_PTR(-EINVAL);
	shm = tee_shm_alloc_priv_buf(optee->ctx, size);
	if (IS_ERR(shm))
		return shm;
	rc = optee_cookie_alloc(optee, shm, true, cookie);
	if (rc) {
		tee_shm_free(shm);
		return ERR_PTR(rc);
	}
	return shm;
}

/**
 * optee_rpc_func_alloc() - RPC function ALLOC: memory for RPC messages
 * @call:	a1: size in; a1, a2: address and a4, a5: cookie out, 0 for failure
 */
void optee_rpc_func_alloc(struct optee_call *call)
{
	struct optee *optee = tee_get_drvdata(call->ctx->teedev);
	struct tee_shm *shm;
	u64 cookie = 0;
	u64 pa = 0;

	shm = lend_kernel_memory(optee, (u32)call->reg[1], &cookie);
	if (!IS_ERR(shm))
		pa = shm->paddr;
	call->reg[1] = optee_smc_hi(pa);
	call->reg[2] = optee_smc_lo(pa);
	call->reg[4] = optee_smc_hi(cookie);
	call->reg[5] = optee_smc_lo(cookie);
}

/**
 * optee_rpc_func_free() - RPC function FREE: undo ALLOC
 * @call:	a1, a2: cookie in
 */
void optee_rpc_func_free(struct optee_call *call)
{
	struct optee *optee = tee_get_drvdata(call->ctx->teedev);
	struct tee_shm *shm;

	shm = optee_cookie_take_back(optee, optee_smc_pair_to_u64(call->reg[1], call->reg[2]));
	if (shm)
		tee_shm_free(shm);
}

/* Memory of the supplicant's, so that it can put a file or a TA into it. */
static struct tee_shm *lend_supplicant_memory(struct optee_rpc *rpc, u64 size, u64 *cookie)
{
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
		.u.value.b = size,
	};
	struct tee_shm *shm;
	int rc;

	if (optee_rpc_supplicant_request(rpc, OPTEE_RPC_CMD_SHM_ALLOC, &param))
		return ERR_PTR(-ENOMEM);
	shm = optee_supp_get_shm(&rpc->optee->supp, param.u.value.c);
	if (IS_ERR(shm))
		return shm;
	rc = optee_cookie_alloc(rpc->optee, shm, true, cookie);
	if (rc) {
		tee_shm_put(shm);
		return ERR_PTR(rc);
	}
	return shm;
}

/* Show the secure world where the memory is. */
static int describe(struct optee_rpc *rpc, struct tee_shm *shm, u64 cookie)
{
	struct optee_msg_param *param = &rpc->params[0];
	struct optee_call *call = rpc->call;
	size_t offset = tee_shm_get_page_offset(shm);

	param->u.tmem.size = tee_shm_get_size(shm);
	param->u.tmem.shm_ref = cookie;
	if (!shm->pages) { /* reserved memory: contiguous */
		param->attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT;
		param->u.tmem.buf_ptr = shm->paddr;
		return 0;
	}
	/* The list is read while the call runs, and until its next RPC at most. */
	optee_page_list_free(call->rpc_list, call->rpc_list_size);
	call->rpc_list = optee_page_list_alloc(shm->pages, shm->num_pages, offset,
					       &call->rpc_list_size);
	if (!call->rpc_list)
		return -ENOMEM;
	param->attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG;
	param->u.tmem.buf_ptr = optee_page_list_addr(call->rpc_list, offset);
	return 0;
}

static bool is_value_input(const struct optee_msg_param *param)
{
	return param->attr == OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
}

/**
 * optee_rpc_shm_alloc() - RPC command SHM_ALLOC: lend memory
 * @rpc:	value.a: OPTEE_RPC_SHM_TYPE_*, value.b: size in; tmem out
 */
void optee_rpc_shm_alloc(struct optee_rpc *rpc)
{
	struct tee_shm *shm;
	unsigned int n;
	u64 cookie;
	u64 size;

	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (!rpc->num_params || !is_value_input(&rpc->params[0]))
		return;
	for (n = 1; n < rpc->num_params; n++)
		if (rpc->params[n].attr != OPTEE_MSG_ATTR_TYPE_NONE)
			return;

	size = rpc->params[0].u.value.b;
	switch (rpc->params[0].u.value.a) {
	case OPTEE_RPC_SHM_TYPE_APPL:
		shm = lend_supplicant_memory(rpc, size, &cookie);
		break;
	case OPTEE_RPC_SHM_TYPE_KERNEL:
		shm = lend_kernel_memory(rpc->optee, size, &cookie);
		break;
	default:
		return;
	}
	rpc->ret = TEEC_ERROR_OUT_OF_MEMORY;
	if (IS_ERR(shm))
		return;
	if (describe(rpc, shm, cookie)) {
		/* The secure world never heard of it. */
		optee_cookie_forget(rpc->optee, cookie);
		tee_shm_put(shm);
		return;
	}
	rpc->ret = TEEC_SUCCESS;
}

/**
 * optee_rpc_shm_free() - RPC command SHM_FREE: take memory back
 * @rpc:	value.a: OPTEE_RPC_SHM_TYPE_*, value.b: cookie
 */
void optee_rpc_shm_free(struct optee_rpc *rpc)
{
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
	};
	struct tee_shm *shm;
	u64 type;

	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (rpc->num_params != 1 || !is_value_input(&rpc->params[0]))
		return;
	type = rpc->params[0].u.value.a;
	if (type != OPTEE_RPC_SHM_TYPE_APPL && type != OPTEE_RPC_SHM_TYPE_KERNEL)
		return;
	shm = optee_cookie_take_back(rpc->optee, rpc->params[0].u.value.b);
	if (!shm)
		return;

	/*
	 * Our reference goes first, so that the supplicant drops the last one
	 * and the memory is gone when it answers.
	 */
	param.u.value.b = tee_shm_get_id(shm);
	tee_shm_put(shm);
	if (type == OPTEE_RPC_SHM_TYPE_APPL)
		optee_rpc_supplicant_request(rpc, OPTEE_RPC_CMD_SHM_FREE, &param);
	rpc->ret = TEEC_SUCCESS;
}
