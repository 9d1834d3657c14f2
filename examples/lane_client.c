// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A kernel module that makes a call to a service of the trusted OS every 100 ms, on a lane.
 *
 * The module asks the device enumeration service, which every OP-TEE has, for its list.  A driver
 * of a real service differs from it only in the UUID, the command and the parameters.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/tee_drv.h>
#include <linux/tee_system.h>
#include <linux/uuid.h>
#include <linux/workqueue.h>

#define PERIOD_MS	100

/* Device enumeration: optee_os, lib/libutee/include/pta_device.h */
static const uuid_t device_service = UUID_INIT(0x7011a688, 0xddde, 0x4053, 0xa5, 0xa9, 0x7b, 0x3c,
					       0x4d, 0xdf, 0x13, 0xb8);
#define GET_DEVICES	0

static struct {
	struct tee_context *ctx;
	struct tee_shm *list;
	u32 session;
	struct workqueue_struct *wq;
	struct delayed_work work;
	unsigned long calls;
	unsigned long failed;
} client;

/* The number of calls can be read in /sys/module/lane_client/parameters. */
module_param_named(calls, client.calls, ulong, 0444);
module_param_named(failed, client.failed, ulong, 0444);

static int is_optee(struct tee_ioctl_version_data *version, const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static int invoke_service(void)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = GET_DEVICES, .session = client.session, .num_params = 4,
	};
	struct tee_param param[4] = {
		{
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			.u.memref = { .shm = client.list, .size = SZ_4K },
		},
	};
	int rc = tee_client_invoke_func(client.ctx, &arg, param);

	return rc ?: (arg.ret ? -EIO : 0);
}

static void make_call(struct work_struct *work)
{
	client.calls++;
	if (invoke_service())
		client.failed++;
	queue_delayed_work(client.wq, &client.work, msecs_to_jiffies(PERIOD_MS));
}

static int open_session(void)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	int rc;

	export_uuid(arg.uuid, &device_service);
	rc = tee_client_open_session(client.ctx, &arg, NULL);
	if (rc)
		return rc;
	client.session = arg.session;
	return arg.ret ? -EIO : 0;
}

/*
 * The lane is requested before the session is opened, since opening is a call that would wait for a
 * thread like any other.  When the context is closed, the lane goes back.
 */
static int open_on_lane(void)
{
	int rc;

	client.ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(client.ctx))
		return PTR_ERR(client.ctx);
	rc = tee_client_request_system_context(client.ctx);
	if (rc) {
		pr_err("lane_client: no lane: %d\n", rc);
		goto close;
	}
	client.list = tee_shm_alloc_kernel_buf(client.ctx, SZ_4K);
	if (IS_ERR(client.list)) {
		rc = PTR_ERR(client.list);
		goto close;
	}
	rc = open_session();
	if (!rc)
		return 0;
	tee_shm_free(client.list);
close:
	tee_client_close_context(client.ctx);
	return rc;
}

static int __init lane_client_init(void)
{
	int rc = open_on_lane();

	if (rc)
		return rc;
	/*
	 * The calls have a workqueue of their own: on the system's, they would wait behind other
	 * works.  With WQ_MEM_RECLAIM they also go on when memory is short.
	 */
	client.wq = alloc_workqueue("lane_client", WQ_UNBOUND | WQ_MEM_RECLAIM, 1);
	if (!client.wq) {
		tee_client_close_session(client.ctx, client.session);
		tee_shm_free(client.list);
		tee_client_close_context(client.ctx);
		return -ENOMEM;
	}
	INIT_DELAYED_WORK(&client.work, make_call);
	queue_delayed_work(client.wq, &client.work, 0);
	return 0;
}
module_init(lane_client_init);

static void __exit lane_client_exit(void)
{
	cancel_delayed_work_sync(&client.work);
	destroy_workqueue(client.wq);
	tee_client_close_session(client.ctx, client.session);
	tee_shm_free(client.list);
	tee_client_close_context(client.ctx);
}
module_exit(lane_client_exit);

MODULE_DESCRIPTION("Example: a call to the trusted OS every 100 ms, on a lane");
MODULE_LICENSE("GPL");
