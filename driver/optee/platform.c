// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The platform device: probe, remove, shutdown.
 */
#include <linux/arm-smccc.h>
#include <linux/crash_dump.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <teelane_version.h>

#include "optee_smc.h"

#include "call.h"
#include "devices.h"
#include "irq.h"
#include "optee.h"
#include "power.h"
#include "session.h"
#include "shm.h"
#include "optee_pta.h"

/* Buffers in reserved shared memory start at multiples of this (log2). */
#define RESERVED_SHM_ALIGN	9

static void get_version(struct tee_device *teedev, struct tee_ioctl_version_data *vers)
{
	const struct optee *optee = tee_drvdata(teedev);
	u32 gen_caps = TEE_GEN_CAP_GP;

	if (optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		gen_caps |= TEE_GEN_CAP_REG_MEM;
	if (optee->caps.bits & OPTEE_SMC_SEC_CAP_MEMREF_NULL)
		gen_caps |= TEE_GEN_CAP_MEMREF_NULL;
	vers->impl_id = TEE_IMPL_ID_OPTEE;
	vers->impl_caps = TEE_OPTEE_CAP_TZ;
	vers->gen_caps = gen_caps;
}

static const struct tee_driver_ops client_ops = {
	.get_version = get_version,
	TEE_REVISION_OP(optee_get_revision)
	.open = optee_open,
	.release = optee_release,
	.open_session = optee_open_session,
	.close_session = optee_close_session,
	.invoke_func = optee_invoke_func,
	.cancel_req = optee_cancel_req,
	.shm_register = optee_shm_register,
	.shm_unregister = optee_shm_unregister,
};

static const struct tee_system_ops system_ops = {
	.request_system_context = optee_request_system_context,
	.release_system_context = optee_release_system_context,
	.system_session = optee_system_session,
	.close_context = optee_close,
};

static const struct tee_desc client_desc = {
	.name = OPTEE_DRIVER_NAME "-clnt",
	.ops = &client_ops,
	.owner = THIS_MODULE,
};

static const struct tee_driver_ops supp_ops = {
	.get_version = get_version,
	TEE_REVISION_OP(optee_get_revision)
	.open = optee_open,
	.release = optee_release,
	.supp_recv = optee_supp_recv,
	.supp_send = optee_supp_send,
	.shm_register = optee_shm_register_supp,
	.shm_unregister = optee_shm_unregister_supp,
};

static const struct tee_system_ops supp_system_ops = {
	.close_context = optee_close,
	.supp_recv_gets_shm = true,
	.supp_unrecv = optee_supp_unrecv,
};

static const struct tee_desc supp_desc = {
	.name = OPTEE_DRIVER_NAME "-supp",
	.ops = &supp_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};

static void smccc_smc(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3,
		      unsigned long a4, unsigned long a5, unsigned long a6, unsigned long a7,
		      struct arm_smccc_res *res)
{
	arm_smccc_smc(a0, a1, a2, a3, a4, a5, a6, a7, res);
}

static void smccc_hvc(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3,
		      unsigned long a4, unsigned long a5, unsigned long a6, unsigned long a7,
		      struct arm_smccc_res *res)
{
	arm_smccc_hvc(a0, a1, a2, a3, a4, a5, a6, a7, res);
}

/* The device tree names the conduit. */
static optee_invoke_fn *get_conduit(struct device *dev)
{
	static const char * const methods[] = { "smc", "hvc" };
	static optee_invoke_fn * const conduits[] = { smccc_smc, smccc_hvc };
	const char *method;
	int n;

	if (device_property_read_string(dev, "method", &method)) {
		dev_err(dev, "the device tree names no method\n");
		return ERR_PTR(-ENXIO);
	}
	n = match_string(methods, ARRAY_SIZE(methods), method);
	if (n < 0) {
		dev_err(dev, "the method \"%s\" is neither smc nor hvc\n", method);
		return ERR_PTR(-EINVAL);
	}
	return conduits[n];
}

/* The pool is of dynamic shared memory if the trusted OS knows it, otherwise of reserved memory. */
static int init_shm_pool(struct optee *optee)
{
	struct tee_shm_pool *pool;
	phys_addr_t pa;
	size_t size;
	int rc;

	if (optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM) {
		pool = optee_shm_pool_dynamic();
		goto out;
	}
	if (!(optee->caps.bits & OPTEE_SMC_SEC_CAP_HAVE_RESERVED_SHM))
		return -EINVAL;
	rc = optee_smc_reserved_shm(optee->invoke_fn, &pa, &size);
	if (rc)
		return rc;
	optee->reserved_shm = memremap(pa, size, MEMREMAP_WB);
	if (!optee->reserved_shm)
		return -ENOMEM;
	pool = tee_shm_pool_alloc_res_mem((unsigned long)optee->reserved_shm, pa, size,
					  RESERVED_SHM_ALIGN);
out:
	if (IS_ERR(pool)) {
		if (optee->reserved_shm)
			memunmap(optee->reserved_shm);
		return PTR_ERR(pool);
	}
	optee->pool = pool;
	return 0;
}

static void destroy_shm_pool(struct optee *optee)
{
	tee_shm_pool_free(optee->pool);
	if (optee->reserved_shm)
		memunmap(optee->reserved_shm);
}

static int alloc_teedevs(struct optee *optee)
{
	struct tee_device *teedev;

	teedev = tee_device_alloc(&client_desc, NULL, optee->pool, optee);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);
	optee->teedev = teedev;
	tee_device_set_system_ops(teedev, &system_ops);
	tee_device_set_dev_groups(teedev, optee_dev_groups);

	teedev = tee_device_alloc(&supp_desc, NULL, optee->pool, optee);
	if (IS_ERR(teedev)) {
		tee_device_unregister(optee->teedev);
		return PTR_ERR(teedev);
	}
	optee->supp_teedev = teedev;
	tee_device_set_system_ops(teedev, &supp_system_ops);
	tee_device_set_dev_groups(teedev, optee_supp_dev_groups);
	return 0;
}

static void free_teedevs(struct optee *optee)
{
	tee_device_unregister(optee->supp_teedev);
	tee_device_unregister(optee->teedev);
}

static void init_state(struct optee *optee)
{
	lanes_init(&optee->lanes, optee->caps.threads,
		   optee->caps.reserves_threads ? &optee_lanes_ops : NULL, optee_probe_thread);
	optee_supp_init(&optee->supp);
	optee_devices_init(optee);
	optee_cookies_init(optee);
}

static void destroy_state(struct optee *optee)
{
	lanes_destroy(&optee->lanes);
	optee_supp_destroy(&optee->supp);
	xa_destroy(&optee->shms);
}

/*
 * The bottom half of a notification must find a thread. Otherwise suspended calls could keep all
 * threads for ever while they wait for the notification. With two threads a lane would leave only
 * one for everybody else, so there the bottom half queues.
 */
static bool bottom_half_wants_lane(const struct optee *optee)
{
	return optee->irq && lanes_enforced(&optee->lanes) && optee->caps.threads != 2;
}

static int start_notif(struct optee *optee, struct platform_device *pdev)
{
	int rc;

	if (!(optee->caps.bits & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF))
		return 0;
	rc = platform_get_irq(pdev, 0);
	if (rc > 0)
		rc = optee_irq_init(optee, rc);
	if (rc)
		return rc;
	if (bottom_half_wants_lane(optee)) {
		optee->bottom_half_lane = !optee_system_get(optee);
		if (!optee->bottom_half_lane)
			dev_warn(&pdev->dev, "no lane for the bottom half of notifications\n");
	}
	rc = optee_smc_enable_async_notif(optee->invoke_fn);
	if (rc)
		dev_warn(&pdev->dev, "no asynchronous notifications\n");
	else
		pr_info("optee: Asynchronous notifications enabled\n");
	return 0;
}

/*
 * To be called after optee_end_calls(), which ends the wait of a bottom half for a thread:
 * optee_irq_destroy() waits until the bottom half has returned.
 */
static void stop_notif(struct optee *optee)
{
	if (optee->irq) {
		optee_stop_async_notif(optee);
		optee_irq_destroy(optee);
	}
	if (optee->bottom_half_lane)
		optee_system_put(optee);
}

static void start_shm_cache(struct optee *optee)
{
	/* What is in the cache now was left there by a kernel that ran before. */
	optee_smc_disable_shm_cache(optee, false);
	if (!optee->caps.rpc_params)
		optee_smc_enable_shm_cache(optee);
}

static void stop_shm_cache(struct optee *optee)
{
	if (!optee->caps.rpc_params)
		optee_smc_disable_shm_cache(optee, true);
}

static void log_probe_result(struct device *dev, const struct optee *optee)
{
	static const char * const passing[] = { "ARG", "RPC_ARG", "REGD_ARG" };
	bool dynamic = optee->caps.bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM;

	/* Scripts look for these two lines, which the stock driver prints, too. */
	if (dynamic)
		pr_info("optee: dynamic shared memory is enabled\n");
	pr_info("optee: initialized driver\n");
	dev_info(dev, "%s: %s shared memory, arguments by %s\n", TEELANE_VERSION,
		 dynamic ? "dynamic" : "reserved",
		 passing[!!optee->caps.rpc_params + (dynamic && optee->caps.rpc_params)]);
	if (!lanes_enforced(&optee->lanes))
		dev_info(dev, "threads not counted: no lanes\n");
	else if (optee->caps.threads)
		dev_info(dev, "%u threads, lanes enforced by the %s\n", optee->caps.threads,
			 optee->lanes.ops ? "secure world" : "driver");
	else
		dev_info(dev, "lanes enforced by the secure world\n");
}

/*
 * The client device is registered, and clients may have calls under way. So the probe must not fail
 * any more: if one of the steps below fails, the log says what is missing.
 */
static void find_devices(struct optee *optee, struct device *dev)
{
	int rc = tee_device_register(optee->supp_teedev);

	if (rc)
		dev_err(dev, "no device for tee-supplicant: error %d\n", rc);
	rc = optee_enumerate_devices(optee, PTA_CMD_GET_DEVICES);
	if (rc)
		dev_warn(dev, "no list of devices from OP-TEE: error %d\n", rc);
	rc = optee_rpmb_start(optee);
	if (rc)
		dev_warn(dev, "no RPMB devices: error %d\n", rc);
}

/*
 * The client device is registered when all is there that calls need. It is registered before the
 * supplicant's device, because a kernel client uses the first device that says it is OP-TEE's.
 */
static int start_calls(struct optee *optee, struct platform_device *pdev)
{
	struct tee_context *ctx;
	int rc;

	ctx = teedev_open(optee->teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	optee->ctx = ctx;

	/* From the first call on the trusted OS may send and await values, and ask for RPMB. */
	rc = optee_notif_init(&optee->notif, optee->caps.max_notif_value);
	if (rc)
		goto err_ctx;
	rc = optee_rpmb_init(optee);
	if (rc)
		goto err_notif;
	start_shm_cache(optee);
	rc = optee_slots_create(optee);
	if (rc == -EBUSY)
		dev_err(&pdev->dev, "no thread for a call: all %u are held by calls of an earlier kernel\n",
			optee->caps.threads);
	if (rc)
		goto err_slots;
	rc = start_notif(optee, pdev);
	if (rc)
		goto err_slots;
	rc = optee_suspend_init(optee);
	if (rc)
		goto err_calls;
	rc = tee_device_register(optee->teedev);
	if (rc)
		goto err_suspend;
	find_devices(optee, &pdev->dev);
	return 0;

err_suspend:
	optee_suspend_destroy(optee);
err_calls:
	optee_end_calls(optee);
	stop_notif(optee);
err_slots:
	stop_shm_cache(optee);
	optee_slots_destroy(optee);
	optee_rpmb_destroy(optee);
err_notif:
	optee_notif_destroy(&optee->notif);
err_ctx:
	teedev_close_context(ctx);
	return rc;
}

static int optee_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct optee *optee;
	int rc;

	optee = kzalloc(sizeof(*optee), GFP_KERNEL);
	if (!optee)
		return -ENOMEM;
	pr_info("optee: probing for conduit method.\n");
	optee->invoke_fn = get_conduit(dev);
	rc = PTR_ERR_OR_ZERO(optee->invoke_fn);
	if (rc)
		goto err_free;

	rc = -EINVAL;
	if (!optee_smc_is_optee(optee->invoke_fn)) {
		dev_err(dev, "api uid mismatch: not OP-TEE that answers\n");
		goto err_free;
	}
	optee_smc_get_os_revision(optee->invoke_fn, &optee->revision);
	if (!optee_smc_revision_fits(optee->invoke_fn) ||
	    optee_smc_exchange_caps(optee->invoke_fn, &optee->caps)) {
		dev_err(dev, "API revision or capabilities do not fit\n");
		goto err_free;
	}
	rc = init_shm_pool(optee);
	if (rc) {
		dev_err(dev, "no shared memory: %d\n", rc);
		goto err_free;
	}
	init_state(optee);
	rc = -ENOMEM;
	/* Each work holds a thread, so there are never more works than threads. */
	optee->wq = alloc_workqueue("optee", WQ_UNBOUND | WQ_MEM_RECLAIM,
				    WQ_MAX_ACTIVE);
	if (!optee->wq)
		goto err_state;
	rc = alloc_teedevs(optee);
	if (rc)
		goto err_wq;
	platform_set_drvdata(pdev, optee);
	rc = start_calls(optee, pdev);
	if (rc)
		goto err_teedevs;
	log_probe_result(dev, optee);
	return 0;

err_teedevs:
	free_teedevs(optee);
err_wq:
	destroy_workqueue(optee->wq);
err_state:
	destroy_state(optee);
	destroy_shm_pool(optee);
err_free:
	kfree(optee);
	return rc;
}

/* No client has a context open: each context keeps the module loaded. */
static void remove_optee(struct platform_device *pdev)
{
	struct optee *optee = platform_get_drvdata(pdev);

	optee_rpmb_stop(optee);
	optee_unregister_devices(optee);
	/*
	 * Memory of kernel clients does not keep the module, and workers may still be releasing it.
	 */
	flush_workqueue(optee->wq);
	tee_flush_releases();
	optee_suspend_destroy(optee);
	optee_end_calls(optee);
	stop_notif(optee);
	stop_shm_cache(optee);
	optee_slots_destroy(optee);
	/* The calls of the steps above, bottom halves among them, can have RPCs that need these. */
	optee_rpmb_destroy(optee);
	optee_notif_destroy(&optee->notif);
	teedev_close_context(optee->ctx);
	free_teedevs(optee);
	destroy_workqueue(optee->wq);
	destroy_state(optee);
	destroy_shm_pool(optee);
	kfree(optee);
}

PLATFORM_REMOVE_VOID(optee_remove, remove_optee)

static void optee_shutdown(struct platform_device *pdev)
{
	optee_shutdown_calls(platform_get_drvdata(pdev));
}

static const struct of_device_id optee_match[] = {
	{ .compatible = "linaro,optee-tz" },
	{ }
};
MODULE_DEVICE_TABLE(of, optee_match);

static struct platform_driver optee_driver = {
	.probe = optee_probe,
	.remove = optee_remove,
	.shutdown = optee_shutdown,
	.driver = {
		.name = OPTEE_DRIVER_NAME,
		.of_match_table = optee_match,
		/* Unbinding would not wait until clients have closed the device. */
		.suppress_bind_attrs = true,
	},
};

static int __init optee_init(void)
{
	/*
	 * The kernel that crashed may have left all threads suspended, and only that kernel could
	 * have resumed them.
	 */
	if (is_kdump_kernel())
		return -ENODEV;
	return platform_driver_register(&optee_driver);
}
module_init(optee_init);

static void __exit optee_exit(void)
{
	platform_driver_unregister(&optee_driver);
}
module_exit(optee_exit);

MODULE_AUTHOR("teelane authors");
MODULE_DESCRIPTION("OP-TEE driver with system contexts");
MODULE_VERSION(TEELANE_VERSION);
MODULE_LICENSE("GPL");
MODULE_ALIAS("platform:optee");
