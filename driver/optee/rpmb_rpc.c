// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPCs RPMB_PROBE_RESET, _PROBE_NEXT and _FRAMES. For kernels with the RPMB subsystem.
 */
#include <linux/rpmb.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "optee_rpc_cmd.h"
#include "tee_result.h"

#include "devices.h"
#include "optee.h"
#include "param.h"
#include "rpc.h"
#include "rpmb.h"

/* Largest request: frames are 512 bytes, and no device takes as many as these at once. */
#define FRAMES_SIZE_MAX	SZ_128K

/* NULL: the kernel has no address for memory that it has not allocated itself. */
static void *memref_va(const struct tee_param *param)
{
	const struct tee_param_memref *memref = &param->u.memref;

	if (!memref->shm || !memref->shm->kaddr)
		return NULL;
	return memref->shm->kaddr + memref->shm_offs;
}

static u32 serve_rpmb_probe_reset(struct optee_rpmb *rpmb, struct optee_rpc *rpc,
				  struct tee_param *params)
{
	if (rpc->num_params != 1 || params[0].attr != TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT)
		return TEEC_ERROR_BAD_PARAMETERS;
	optee_rpmb_select(rpmb, NULL);
	params[0].u.value = (struct tee_param_value){ .a = OPTEE_RPC_SHM_TYPE_KERNEL };
	return TEEC_SUCCESS;
}

static u32 describe_rpmb_device(const struct rpmb_dev *rdev, struct tee_param *params, void *id)
{
	const struct rpmb_descr *descr = &rdev->descr;

	if (params[1].u.memref.size < descr->dev_id_len)
		return TEEC_ERROR_SHORT_BUFFER;
	memcpy(id, descr->dev_id, descr->dev_id_len);
	params[0].u.value.a = optee_rpmb_rpc_type(rdev);
	params[0].u.value.b = descr->capacity;
	params[0].u.value.c = descr->reliable_wr_count;
	params[1].u.memref.size = descr->dev_id_len;
	return TEEC_SUCCESS;
}

static u32 serve_rpmb_probe_next(struct optee_rpmb *rpmb, struct optee_rpc *rpc,
				 struct tee_param *params)
{
	struct rpmb_dev *rdev;
	void *id;
	u32 ret;

	if (rpc->num_params != 2 ||
	    params[0].attr != TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT ||
	    params[1].attr != TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT)
		return TEEC_ERROR_BAD_PARAMETERS;
	id = memref_va(&params[1]);
	if (!id)
		return TEEC_ERROR_BAD_PARAMETERS;
	rdev = optee_rpmb_select_next(rpmb);
	if (!rdev)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	ret = describe_rpmb_device(rdev, params, id);
	rpmb_dev_put(rdev);
	return ret;
}

/*
 * The driver of the device reads the frames, so it gets copies that the secure world cannot change.
 */
static u32 route_rpmb_frames(struct rpmb_dev *rdev, const void *req, size_t req_size, void *resp,
			     size_t resp_size)
{
	u32 ret = TEEC_ERROR_OUT_OF_MEMORY;
	u8 *resp_copy;
	u8 *req_copy;

	req_copy = kmemdup(req, req_size, GFP_KERNEL);
	resp_copy = kzalloc(resp_size, GFP_KERNEL);
	if (req_copy && resp_copy) {
		ret = TEEC_ERROR_BAD_PARAMETERS;
		if (!rpmb_route_frames(rdev, req_copy, req_size, resp_copy, resp_size)) {
			memcpy(resp, resp_copy, resp_size);
			ret = TEEC_SUCCESS;
		}
	}
	kfree(resp_copy);
	kfree(req_copy);
	return ret;
}

static u32 serve_rpmb_frames(struct optee_rpmb *rpmb, struct optee_rpc *rpc,
			     struct tee_param *params)
{
	size_t resp_size;
	size_t req_size;
	void *resp;
	void *req;
	u32 ret;

	if (rpc->num_params != 2 ||
	    params[0].attr != TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT ||
	    params[1].attr != TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT)
		return TEEC_ERROR_BAD_PARAMETERS;
	req = memref_va(&params[0]);
	req_size = params[0].u.memref.size;
	resp = memref_va(&params[1]);
	resp_size = params[1].u.memref.size;
	if (!req || !resp || !req_size || req_size > FRAMES_SIZE_MAX || !resp_size ||
	    resp_size > FRAMES_SIZE_MAX)
		return TEEC_ERROR_BAD_PARAMETERS;

	ret = TEEC_ERROR_ITEM_NOT_FOUND;
	down_read(&rpmb->lock);
	if (rpmb->selected)
		ret = route_rpmb_frames(rpmb->selected, req, req_size, resp, resp_size);
	up_read(&rpmb->lock);
	return ret;
}

static u32 serve_rpmb_rpc(struct optee_rpmb *rpmb, struct optee_rpc *rpc, struct tee_param *params)
{
	switch (rpc->cmd) {
	case OPTEE_RPC_CMD_RPMB_PROBE_RESET:
		return serve_rpmb_probe_reset(rpmb, rpc, params);
	case OPTEE_RPC_CMD_RPMB_PROBE_NEXT:
		return serve_rpmb_probe_next(rpmb, rpc, params);
	case OPTEE_RPC_CMD_RPMB_FRAMES:
		return serve_rpmb_frames(rpmb, rpc, params);
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

/**
 * optee_rpmb_rpc() - RPC commands RPMB_PROBE_RESET, _PROBE_NEXT and _FRAMES
 * @rpc:	the RPC
 *
 * May sleep.
 *
 * Return: 0 with @rpc->ret, or -EINTR.
 */
int optee_rpmb_rpc(struct optee_rpc *rpc)
{
	struct optee_rpmb *rpmb = rpc->optee->rpmb;
	struct tee_param params[OPTEE_MAX_RPC_PARAMS];

	if (!rpmb)
		return optee_rpc_supplicant(rpc);
	rpc->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (optee_rpc_params_get(rpc, params))
		return 0;
	rpc->ret = serve_rpmb_rpc(rpmb, rpc, params);
	if (rpc->ret == TEEC_SUCCESS)
		optee_rpc_params_answer(rpc, params);
	optee_rpc_params_put(rpc, params);
	return 0;
}
