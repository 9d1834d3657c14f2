// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A driver whose device cannot be suspended and resumed without a call to the trusted OS, as that
 * of a TPM or of a clock behind SCMI. Its parameters count the calls and those that failed.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/pm.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

static const uuid_t invoke_tests = UUID_INIT(0xd96a5b40, 0xc3e5, 0x21e3, 0x87, 0x94, 0x10,
					     0x02, 0xa5, 0xd5, 0xc6, 0x1b);
#define CMD_TRACE	0

static struct platform_device *pdev;
static struct tee_context *ctx;
static u32 session;
static unsigned int calls, failed;

module_param(calls, uint, 0444);
module_param(failed, uint, 0444);

static int call_trusted_os(struct device *dev)
{
	struct tee_ioctl_invoke_arg arg = { .func = CMD_TRACE, .session = session };
	int rc = tee_client_invoke_func(ctx, &arg, NULL);

	calls++;
	if (rc || arg.ret)
		failed++;
	return rc;
}

/* noirq: at this time even the interrupts of devices are off. */
static const struct dev_pm_ops pm_ops = {
	.suspend = call_trusted_os,
	.suspend_noirq = call_trusted_os,
	.resume_noirq = call_trusted_os,
	.resume = call_trusted_os,
};

static int probe(struct platform_device *dev)
{
	return 0;
}

static struct platform_driver driver = {
	.probe = probe,
	.driver = { .name = "teelane-suspend-client", .pm = &pm_ops },
};

static int is_optee(struct tee_ioctl_version_data *version, const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static int open_session(void)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	int rc;

	ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	export_uuid(arg.uuid, &invoke_tests);
	rc = tee_client_open_session(ctx, &arg, NULL);
	if (!rc && arg.ret)
		rc = -EIO;
	session = arg.session;
	if (rc)
		tee_client_close_context(ctx);
	return rc;
}

static int __init suspend_client_init(void)
{
	int rc = open_session();

	if (rc)
		return rc;
	rc = platform_driver_register(&driver);
	if (rc)
		goto close;
	pdev = platform_device_register_simple("teelane-suspend-client", -1, NULL, 0);
	rc = PTR_ERR_OR_ZERO(pdev);
	if (!rc)
		return 0;
	platform_driver_unregister(&driver);
close:
	tee_client_close_context(ctx);
	return rc;
}
module_init(suspend_client_init);

static void __exit suspend_client_exit(void)
{
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	tee_client_close_context(ctx);
}
module_exit(suspend_client_exit);

MODULE_DESCRIPTION("Test: a device that calls the trusted OS to suspend and to resume");
MODULE_LICENSE("GPL");
