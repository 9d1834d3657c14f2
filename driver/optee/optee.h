/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * One trusted OS, and all that the driver knows of it.
 */
#ifndef OPTEE_OPTEE_H
#define OPTEE_OPTEE_H

#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include <tee_compat.h>

#include "lanes.h"
#include "notif.h"
#include "smc.h"
#include "supp.h"

#define OPTEE_DRIVER_NAME	"optee"

struct attribute_group;
struct optee_call;
struct optee_irq;
struct optee_rpmb;

/**
 * struct optee - one trusted OS
 * @invoke_fn:		the conduit, smc or hvc
 * @caps:		what the trusted OS can do
 * @revision:		which trusted OS it is
 * @teedev:		/dev/teeN
 * @supp_teedev:	/dev/teeprivN
 * @pool:		where shared memory for both comes from
 * @reserved_shm:	mapping of the reserved shared memory, if that is used
 * @ctx:		context for the driver's own calls
 * @lanes:		which calls may enter
 * @calls_lock:		protects @free_calls and @call_pages
 * @free_calls:		free slots, see call_slot.c
 * @call_pages:		all argument pages
 * @shms:		shared memory the secure world may name, by cookie
 * @next_cookie:	where the search for a free cookie goes on
 * @notif:		notifications
 * @irq:		the interrupt of notifications, NULL if there is none
 * @bottom_half_lane:	the bottom half of notifications shares the system sessions' lane
 * @supp:		tee-supplicant
 * @rpmb:		RPMB devices, where the kernel has the subsystem
 * @wq:			runs detached calls. Each of them holds a thread, so a work that waits
 *			for a thread must not run here
 * @pm_nb:		called when the system suspends
 * @scan_work:		looks for TAs that need tee-supplicant
 * @scan_lock:		protects @scan_done
 * @scan_done:		@scan_work has been started, or must not be any more
 */
struct optee {
	optee_invoke_fn *invoke_fn;
	struct optee_caps caps;
	struct optee_os_revision revision;
	struct tee_device *teedev;
	struct tee_device *supp_teedev;
	struct tee_shm_pool *pool;
	void *reserved_shm;
	struct tee_context *ctx;
	struct lanes lanes;
	spinlock_t calls_lock;	/* protects free_calls, call_pages */
	struct optee_call *free_calls;
	struct list_head call_pages;
	struct xarray shms;
	u32 next_cookie;
	struct optee_notif notif;
	struct optee_irq *irq;
	bool bottom_half_lane;
	struct optee_supp supp;
	struct optee_rpmb *rpmb;
	struct workqueue_struct *wq;
	struct notifier_block pm_nb;
	struct work_struct scan_work;
	spinlock_t scan_lock; /* protects scan_done */
	bool scan_done;
};

/* sysfs.c: for @teedev and for @supp_teedev */
extern const struct attribute_group *optee_dev_groups[];
extern const struct attribute_group *optee_supp_dev_groups[];

#endif /* OPTEE_OPTEE_H */
