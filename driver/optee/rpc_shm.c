// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lent memory: the secure world asks for it in an RPC, and gives it back in another.
 */
#include <linux/mm.h>

#include "optee_rpc_cmd.h"
#include "optee_smc.h"
#include "tee_result.h"

#include "call_state.h"
#include "optee.h"
#include "rpc.h"
#include "shm.h"

/* Largest size of one request: far more than a TA needs, but not all memory of the machine */
#define RPC_ALLOC_MAX	(64UL << 20)

/*
 * Memory to lend, and its cookie, which does not lead to it yet. When the cookie does, any call may
 * give the memory back, so the memory must have been described before.
 */
static struct tee_shm *prepare_kernel_memory(struct optee *optee, u64 size, u64 *cookie)
{
	struct tee_shm *shm;
	int rc;

	if (!size || size > RPC_ALLOC_MAX)
		return ERR_PTR(-EINVAL);
	shm = tee_shm_alloc_priv_buf(optee->ctx, size);
	if (IS_ERR(shm))
		return shm;
	rc = optee_cookie_alloc(optee, cookie);
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
	struct optee *optee = call->optee;
	struct tee_shm *shm;
	u64 cookie = 0;
	u64 pa = 0;

	shm = prepare_kernel_memory(optee, (u32)call->reg[1], &cookie);
	if (!IS_ERR(shm)) {
		pa = shm->paddr;
		optee_cookie_publish(optee, cookie, shm, true);
	}
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
	struct optee *optee = call->optee;
	struct tee_shm *shm;

	shm = optee_cookie_take_back(optee, optee_smc_pair_to_u64(call->reg[1], call->reg[2]));
	if (shm)
		tee_shm_free(shm);
}

/* Write into the answer of the RPC where the memory is. */
static int describe_lent_memory(struct optee_rpc *rpc, struct tee_shm *shm, u64 cookie)
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
	/* The secure world reads the list before the call's next RPC, so the last list can go. */
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

/* If the memory cannot be described to the secure world, it is not lent, and freed again. */
static void lend_memory(struct optee_rpc *rpc, struct tee_shm *shm, u64 cookie)
{
	if (describe_lent_memory(rpc, shm, cookie)) {
		optee_cookie_forget(rpc->optee, cookie);
		tee_shm_put(shm);
	} else {
		rpc->ret = TEEC_SUCCESS;
		optee_cookie_publish(rpc->optee, cookie, shm, true);
	}
}

static void lend_new_kernel_memory(struct optee_rpc *rpc, u64 size)
{
	struct tee_shm *shm;
	u64 cookie;

	shm = prepare_kernel_memory(rpc->optee, size, &cookie);
	if (!IS_ERR(shm))
		lend_memory(rpc, shm, cookie);
}

/* Lend memory that tee-supplicant has mapped, so that it can put a file or a TA into it. */
static int lend_new_supplicant_memory(struct optee_rpc *rpc, u64 size)
{
	struct tee_shm *shm;
	u64 cookie;
	u64 id;
	int rc;

	rc = optee_rpc_supplicant_shm(rpc, OPTEE_RPC_CMD_SHM_ALLOC, size, &id);
	if (rc)
		return rc;
	if (rpc->ret != TEEC_SUCCESS)
		return 0;
	rpc->ret = TEEC_ERROR_OUT_OF_MEMORY;
	if (id > INT_MAX)
		return 0;
	shm = optee_supp_get_shm(&rpc->optee->supp, id);
	if (IS_ERR(shm))
		return 0;
	if (optee_cookie_alloc(rpc->optee, &cookie))
		tee_shm_put(shm);
	else
		lend_memory(rpc, shm, cookie);
	return 0;
}

static bool is_shm_alloc(const struct optee_rpc *rpc)
{
	unsigned int n;

	if (!rpc->num_params || !is_value_input(&rpc->params[0]))
		return false;
	for (n = 1; n < rpc->num_params; n++)
		if (rpc->params[n].attr != OPTEE_MSG_ATTR_TYPE_NONE)
			return false;
	return true;
}

/**
 * optee_rpc_shm_alloc() - RPC command SHM_ALLOC: lend memory
 * @rpc:	value.a: OPTEE_RPC_SHM_TYPE_*, value.b: size in; tmem out
 *
 * Return: 0 with @rpc->ret, or -EINTR.
 */
int optee_rpc_shm_alloc(struct optee_rpc *rpc)
{
	const struct optee_msg_param_value *value = &rpc->params[0].u.value;

	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (!is_shm_alloc(rpc))
		return 0;
	switch (value->a) {
	case OPTEE_RPC_SHM_TYPE_APPL:
		return lend_new_supplicant_memory(rpc, value->b);
	case OPTEE_RPC_SHM_TYPE_KERNEL:
		rpc->ret = TEEC_ERROR_OUT_OF_MEMORY;
		lend_new_kernel_memory(rpc, value->b);
		return 0;
	default:
		return 0;
	}
}

/*
 * Return: the id by which the supplicant knows the memory; 0 if it is not memory of the supplicant
 * that is there now; or a negative errno. Memory of an earlier supplicant went with that, and its
 * id may now be the id of other memory.
 */
static int take_back_lent_memory(struct optee_rpc *rpc)
{
	struct tee_shm *shm = optee_cookie_take_back(rpc->optee, rpc->params[0].u.value.b);
	int id = 0;

	if (!shm)
		return -EINVAL;
	if (optee_supp_is(&rpc->optee->supp, shm->ctx))
		id = tee_shm_get_id(shm);
	tee_shm_put(shm);
	return id;
}

/**
 * optee_rpc_shm_free() - RPC command SHM_FREE: take memory back
 * @rpc:	value.a: OPTEE_RPC_SHM_TYPE_*, value.b: cookie
 *
 * The driver drops its reference before it asks the supplicant. So the supplicant drops the last
 * one, and the memory is freed when it answers.
 *
 * Return: 0 with @rpc->ret, or -EINTR.
 */
int optee_rpc_shm_free(struct optee_rpc *rpc)
{
	u64 type = rpc->params[0].u.value.a;
	int id = 0;
	u64 unused;
	int rc;

	if (!rpc->unserved) {
		rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
		if (rpc->num_params != 1 || !is_value_input(&rpc->params[0]))
			return 0;
		if (type != OPTEE_RPC_SHM_TYPE_APPL && type != OPTEE_RPC_SHM_TYPE_KERNEL)
			return 0;
		id = take_back_lent_memory(rpc);
		if (id < 0)
			return 0;
	}
	if (rpc->unserved || id) {
		rc = optee_rpc_supplicant_shm(rpc, OPTEE_RPC_CMD_SHM_FREE, id, &unused);
		if (rc)
			return rc;
	}
	rpc->ret = TEEC_SUCCESS;
	return 0;
}
