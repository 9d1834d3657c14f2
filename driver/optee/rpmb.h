/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB devices for the trusted OS: what rpmb.c and rpmb_rpc.c share.
 */
#ifndef OPTEE_RPMB_H
#define OPTEE_RPMB_H

#include <linux/device/class.h>
#include <linux/rwsem.h>
#include <linux/workqueue.h>

struct device;
struct optee;
struct rpmb_dev;

/**
 * struct optee_rpmb - RPMB devices for a trusted OS
 * @optee:	the trusted OS
 * @lock:	protects @selected and @leaving; held for reading while frames are routed, so that
 *		the device is not removed meanwhile
 * @selected:	the device that RPMB_PROBE_NEXT found last, with a reference
 * @leaving:	the device that was removed last, to compare with only
 * @scanning:	@scan_work may be queued
 * @interface:	tells of devices as they come and go
 * @scan_work:	looks for TAs that need RPMB
 */
struct optee_rpmb {
	struct optee *optee;
	struct rw_semaphore lock; /* protects selected and leaving */
	struct rpmb_dev *selected;
	const struct device *leaving;
	bool scanning;
	struct class_interface interface;
	struct work_struct scan_work;
};

int optee_rpmb_rpc_type(const struct rpmb_dev *rdev);
void optee_rpmb_select(struct optee_rpmb *rpmb, struct rpmb_dev *rdev);
struct rpmb_dev *optee_rpmb_select_next(struct optee_rpmb *rpmb);

#endif /* OPTEE_RPMB_H */
