// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB devices of Linux for the trusted OS. For kernels with the RPMB subsystem.
 *
 * With a trusted OS that does not ask the kernel for RPMB tee-supplicant serves RPMB, and
 * optee->rpmb is NULL.
 */
#include <linux/mutex.h>
#include <linux/rpmb.h>
#include <linux/slab.h>

#include "optee_rpc_cmd.h"
#include "optee_smc.h"

#include "devices.h"
#include "optee.h"
#include "optee_pta.h"
#include "rpmb.h"

/*
 * Who is told of RPMB devices. add_dev() and remove_dev() are not told for which struct
 * class_interface they are called, so there can be one only: SMCs reach no second trusted OS.
 */
static struct optee_rpmb *watcher;
static DEFINE_MUTEX(watcher_lock); /* protects watcher and optee_rpmb.scanning */

static int rpmb_added(struct device *dev)
{
	mutex_lock(&watcher_lock);
	if (watcher) {
		down_write(&watcher->lock);
		/*
		 * A new device can be at the address of the one that was removed last, and would be
		 * taken for it.
		 */
		if (watcher->leaving == dev)
			watcher->leaving = NULL;
		up_write(&watcher->lock);
		if (watcher->scanning)
			queue_work(system_long_wq, &watcher->scan_work);
	}
	mutex_unlock(&watcher_lock);
	return 0;
}

/*
 * A reference keeps the struct rpmb_dev, but not its parent, which routes the frames. So the device
 * is given up here, when all frames that were under way have been routed. It is still in the list
 * of devices, from which it must not be selected again.
 */
static void rpmb_removed(struct device *dev)
{
	mutex_lock(&watcher_lock);
	if (watcher) {
		down_write(&watcher->lock);
		watcher->leaving = dev;
		if (watcher->selected == to_rpmb_dev(dev)) {
			rpmb_dev_put(watcher->selected);
			watcher->selected = NULL;
		}
		up_write(&watcher->lock);
	}
	mutex_unlock(&watcher_lock);
}

/*
 * The trusted OS looks through all devices. It is asked with each device that comes: its own may
 * have been removed before, and it looks for it only when it is asked.
 */
static void scan_for_rpmb_devices_fn(struct work_struct *work)
{
	struct optee_rpmb *rpmb = container_of(work, struct optee_rpmb, scan_work);
	int rc = optee_enumerate_devices(rpmb->optee, PTA_CMD_GET_DEVICES_RPMB);

	if (rc && rc != -ENODEV)
		pr_warn("optee: cannot enumerate devices that need RPMB: error %d\n", rc);
}

/**
 * optee_rpmb_rpc_type() - the type by which the trusted OS knows a device
 * @rdev:	the device
 *
 * Return: OPTEE_RPC_RPMB_* or -EINVAL.
 */
int optee_rpmb_rpc_type(const struct rpmb_dev *rdev)
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

static int is_usable(struct device *dev, const void *leaving)
{
	return dev != leaving && optee_rpmb_rpc_type(to_rpmb_dev(dev)) >= 0;
}

/**
 * optee_rpmb_select() - choose the device that frames are routed to
 * @rpmb:	for which trusted OS
 * @rdev:	the device, with a reference that is kept, or NULL for none
 */
void optee_rpmb_select(struct optee_rpmb *rpmb, struct rpmb_dev *rdev)
{
	down_write(&rpmb->lock);
	swap(rpmb->selected, rdev);
	up_write(&rpmb->lock);
	rpmb_dev_put(rdev);
}

/**
 * optee_rpmb_select_next() - choose the device after the one that is chosen
 * @rpmb:	for which trusted OS
 *
 * Return: the device, with a reference, or NULL if there is none.
 */
struct rpmb_dev *optee_rpmb_select_next(struct optee_rpmb *rpmb)
{
	struct rpmb_dev *next;

	down_write(&rpmb->lock);
	next = rpmb_dev_find_device(rpmb->leaving, rpmb->selected, is_usable);
	rpmb_dev_put(rpmb->selected);
	rpmb->selected = rpmb_dev_get(next);
	up_write(&rpmb->lock);
	return next;
}

/**
 * optee_rpmb_init() - decide whether the kernel or tee-supplicant serves RPMB
 * @optee:	the trusted OS, its capabilities known
 *
 * The decision must not change once the trusted OS can send requests for RPMB. A trusted OS that
 * means something else by bit 7 of the capabilities (docs/abi.md) sends none of those that are
 * served here, and its others go to tee-supplicant in any case.
 *
 * Return: 0 or -ENOMEM.
 */
int optee_rpmb_init(struct optee *optee)
{
	struct optee_rpmb *rpmb;

	if (!(optee->caps.bits & OPTEE_SMC_SEC_CAP_RPMB_PROBE))
		return 0;
	rpmb = kzalloc(sizeof(*rpmb), GFP_KERNEL);
	if (!rpmb)
		return -ENOMEM;
	rpmb->optee = optee;
	init_rwsem(&rpmb->lock);
	INIT_WORK(&rpmb->scan_work, scan_for_rpmb_devices_fn);
	rpmb->interface.add_dev = rpmb_added;
	rpmb->interface.remove_dev = rpmb_removed;
	optee->rpmb = rpmb;
	return 0;
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
	int rc = -EBUSY;

	if (!rpmb)
		return 0;
	mutex_lock(&watcher_lock);
	if (!watcher) {
		watcher = rpmb;
		rpmb->scanning = true;
		rc = 0;
	}
	mutex_unlock(&watcher_lock);
	if (rc)
		return rc;
	rc = rpmb_interface_register(&rpmb->interface);
	if (rc) {
		mutex_lock(&watcher_lock);
		watcher = NULL;
		mutex_unlock(&watcher_lock);
	}
	return rc;
}

/**
 * optee_rpmb_stop() - look for no more TAs
 * @optee:	the trusted OS
 *
 * Process context. No scan runs when it returns; RPCs are still served. Does
 * nothing where nothing was started.
 */
void optee_rpmb_stop(struct optee *optee)
{
	struct optee_rpmb *rpmb = optee->rpmb;

	if (!rpmb)
		return;
	mutex_lock(&watcher_lock);
	rpmb->scanning = false;
	mutex_unlock(&watcher_lock);
	cancel_work_sync(&rpmb->scan_work);
}

/**
 * optee_rpmb_destroy() - undo optee_rpmb_init() and optee_rpmb_start()
 * @optee:	the trusted OS; stopped, and no call is under way any more
 *
 * Process context.
 */
void optee_rpmb_destroy(struct optee *optee)
{
	struct optee_rpmb *rpmb = optee->rpmb;

	if (!rpmb)
		return;
	optee->rpmb = NULL;
	if (watcher == rpmb) {
		/* All devices are removed, as far as the interface can tell. */
		rpmb_interface_unregister(&rpmb->interface);
		mutex_lock(&watcher_lock);
		watcher = NULL;
		mutex_unlock(&watcher_lock);
	}
	rpmb_dev_put(rpmb->selected);
	kfree(rpmb);
}
