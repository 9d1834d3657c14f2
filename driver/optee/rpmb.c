// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB devices of Linux for the trusted OS: RPCs RPMB_PROBE_RESET, _PROBE_NEXT
 * and _FRAMES. For kernels with the RPMB subsystem.
 *
 * With a trusted OS that does not ask the kernel for RPMB, or of which that is not known,
 * tee-supplicant serves RPMB, and optee->rpmb is NULL.
 */
#include <linux/list.h>
#include <linux/rpmb.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "optee_rpc_cmd.h"
#include "optee_smc.h"
#include "tee_result.h"

#include "devices.h"
#include "optee.h"
#include "param.h"
#include "rpc.h"
#include "optee_pta.h"

/* Largest request: frames are 512 bytes, and no device takes as many as these at once. */
#define FRAMES_SIZE_MAX	SZ_128K

/**
 * struct optee_rpmb - RPMB devices for a trusted OS
 * @optee:	the trusted OS
 * @lock:	protects @selected
 * @selected:	the device that RPMB_PROBE_NEXT found last, with a reference
 * @node:	in watchers while @watching
 * @watching:	@interface is registered
 * @interface:	tells of devices as they come
 * @scan_work:	looks for TAs that need RPMB
 * @scanned:	@scan_work has found what there is
 */
struct optee_rpmb {
	struct optee *optee;
	spinlock_t lock; /* protects selected */
	struct rpmb_dev *selected;
	struct list_head node;
	bool watching;
	struct class_interface interface;
	struct work_struct scan_work;
	bool scanned;
};

/*
 * All that watch for RPMB devices. add_dev() is not told for which struct class_interface it is
 * called, so it looks through this list.
 */
static LIST_HEAD(watchers);
static DEFINE_SPINLOCK(watchers_lock); /* protects watchers */

static int rpmb_added(struct device *dev)
{
	struct optee_rpmb *rpmb;

	spin_lock(&watchers_lock);
	list_for_each_entry(rpmb, &watchers, node)
		queue_work(system_long_wq, &rpmb->scan_work);
	spin_unlock(&watchers_lock);
	return 0;
}

/*
 * The trusted OS looks through all devices. As long as it does not find its own, it is asked again.
 */
static void scan_for_rpmb_devices_fn(struct work_struct *work)
{
	struct optee_rpmb *rpmb = container_of(work, struct optee_rpmb, scan_work);
	int rc;

	if (rpmb->scanned)
		return;
	rc = optee_enumerate_devices(rpmb->optee, PTA_CMD_GET_DEVICES_RPMB);
	rpmb->scanned = !rc;
	if (rc && rc != -ENODEV)
		pr_warn("optee: devices that need RPMB: %d\n", rc);
}

/* @rdev comes with a reference, which is kept. */
static void select_rpmb_device(struct optee_rpmb *rpmb, struct rpmb_dev *rdev)
{
	spin_lock(&rpmb->lock);
	swap(rpmb->selected, rdev);
	spin_unlock(&rpmb->lock);
	rpmb_dev_put(rdev);
}

static struct rpmb_dev *get_selected_rpmb(struct optee_rpmb *rpmb)
{
	struct rpmb_dev *rdev;

	spin_lock(&rpmb->lock);
	rdev = rpmb_dev_get(rpmb->selected);
	spin_unlock(&rpmb->lock);
	return rdev;
}

static int rpc_type(const struct rpmb_dev *rdev)
{
	switch (rdev->descr.type) {
	case RPMB_TYPE_EMMC:
		return OPTEE_RPC_RPMB_EMMC;
	case RPMB_TYPE_UFS:
		return OPTEE_RPC_RPMB_UFS;
	case RPMB_TYPE_NVME:
		return OPTEE_RPC_RPMB_NVME;
	default:
		return -EINVAL;
	}
}

static int has_rpc_type(struct device *dev, const void *data)
{
	return rpc_type(to_rpmb_dev(dev)) >= 0;
}

static struct rpmb_dev *select_next_rpmb(struct optee_rpmb *rpmb)
{
	struct rpmb_dev *prev = get_selected_rpmb(rpmb);
	struct rpmb_dev *next;

	next = rpmb_dev_find_device(NULL, prev, has_rpc_type);
	rpmb_dev_put(prev);
	select_rpmb_device(rpmb, rpmb_dev_get(next));
	return next;
}

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
	select_rpmb_device(rpmb, NULL);
	params[0].u.value = (struct tee_param_value){ .a = OPTEE_RPC_SHM_TYPE_KERNEL };
	return TEEC_SUCCESS;
}

static u32 describe_rpmb_device(const struct rpmb_dev *rdev, struct tee_param *params, void *id)
{
	const struct rpmb_descr *descr = &rdev->descr;

	if (params[1].u.memref.size < descr->dev_id_len)
		return TEEC_ERROR_SHORT_BUFFER;
	memcpy(id, descr->dev_id, descr->dev_id_len);
	params[0].u.value.a = rpc_type(rdev);
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
	rdev = select_next_rpmb(rpmb);
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
	struct rpmb_dev *rdev;
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

	rdev = get_selected_rpmb(rpmb);
	if (!rdev)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	ret = route_rpmb_frames(rdev, req, req_size, resp, resp_size);
	rpmb_dev_put(rdev);
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

/**
 * optee_rpmb_init() - decide whether the kernel or tee-supplicant serves RPMB
 * @optee:	the trusted OS, its capabilities known
 *
 * The decision must not change once the trusted OS can send requests for RPMB. With a trusted OS
 * that reserves threads, bit 7 of the capabilities means something else, so there tee-supplicant
 * serves RPMB.
 *
 * Return: 0 or -ENOMEM.
 */
int optee_rpmb_init(struct optee *optee)
{
	struct optee_rpmb *rpmb;

	if (!(optee->caps.bits & OPTEE_SMC_SEC_CAP_RPMB_PROBE) || optee->caps.reserves_threads)
		return 0;
	rpmb = kzalloc(sizeof(*rpmb), GFP_KERNEL);
	if (!rpmb)
		return -ENOMEM;
	rpmb->optee = optee;
	spin_lock_init(&rpmb->lock);
	INIT_WORK(&rpmb->scan_work, scan_for_rpmb_devices_fn);
	rpmb->interface.add_dev = rpmb_added;
	optee->rpmb = rpmb;
	return 0;
}

static void stop_watching(struct optee_rpmb *rpmb)
{
	spin_lock(&watchers_lock);
	list_del(&rpmb->node);
	spin_unlock(&watchers_lock);
}

/**
 * optee_rpmb_start() - look for TAs that need RPMB as RPMB devices come
 * @optee:	the trusted OS
 *
 * Process context; calls can be made.
 *
 * Return: 0 or why the devices cannot be watched.
 */
int optee_rpmb_start(struct optee *optee)
{
	struct optee_rpmb *rpmb = optee->rpmb;
	int rc;

	if (!rpmb)
		return 0;
	spin_lock(&watchers_lock);
	list_add(&rpmb->node, &watchers);
	spin_unlock(&watchers_lock);
	rc = rpmb_interface_register(&rpmb->interface);
	if (rc)
		stop_watching(rpmb);
	rpmb->watching = !rc;
	return rc;
}

/**
 * optee_rpmb_stop() - undo optee_rpmb_start()
 * @optee:	the trusted OS
 *
 * Process context. No scan runs when it returns; RPCs are still served. Does
 * nothing where nothing was started.
 */
void optee_rpmb_stop(struct optee *optee)
{
	struct optee_rpmb *rpmb = optee->rpmb;

	if (!rpmb || !rpmb->watching)
		return;
	rpmb->watching = false;
	rpmb_interface_unregister(&rpmb->interface);
	stop_watching(rpmb);
	cancel_work_sync(&rpmb->scan_work);
}

/**
 * optee_rpmb_destroy() - undo optee_rpmb_init()
 * @optee:	the trusted OS; stopped, and no call is under way any more
 */
void optee_rpmb_destroy(struct optee *optee)
{
	struct optee_rpmb *rpmb = optee->rpmb;

	if (!rpmb)
		return;
	optee->rpmb = NULL;
	rpmb_dev_put(rpmb->selected);
	kfree(rpmb);
}
