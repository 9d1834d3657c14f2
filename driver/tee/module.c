// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 */
#include <linux/init.h>
#include <linux/module.h>

#include "release.h"
#include "tee_private.h"
#include "teelane_version.h"

static int __init tee_init(void)
{
	int rc;

	rc = tee_release_setup();
	if (rc)
		return rc;

	rc = tee_chrdev_setup();
	if (rc)
		goto err_release;

	rc = tee_bus_setup();
	if (rc)
		goto err_chrdev;

	return 0;

err_chrdev:
	tee_chrdev_cleanup();
err_release:
	tee_release_cleanup();
	return rc;
}

/* Before the drivers of TEEs and of their clients, where all are built in. */
subsys_initcall(tee_init);

static void __exit tee_exit(void)
{
	tee_bus_cleanup();
	tee_chrdev_cleanup();
	tee_release_cleanup();
}
module_exit(tee_exit);

MODULE_DESCRIPTION("TEE core with system contexts");
MODULE_VERSION(TEELANE_VERSION);
MODULE_LICENSE("GPL v2");
