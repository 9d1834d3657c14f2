// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/workqueue.h>

#include "tee_private.h"
#include "teelane_version.h"

struct workqueue_struct *tee_release_wq;

static int __init tee_init(void)
{
	int rc;

	/* Memory of user space is unpinned there: reclaim may wait for that. */
	tee_release_wq = alloc_workqueue("tee_release",
					 WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!tee_release_wq)
		return -ENOMEM;

	rc = tee_chrdev_setup();
	if (rc)
		goto err_wq;

	rc = tee_bus_setup();
	if (rc)
		goto err_chrdev;

	return 0;

err_chrdev:
	tee_chrdev_cleanup();
err_wq:
	destroy_workqueue(tee_release_wq);
	return rc;
}

/* Before the drivers of TEEs and of their clients, where all are built in. */
subsys_initcall(tee_init);

static void __exit tee_exit(void)
{
	tee_bus_cleanup();
	tee_chrdev_cleanup();
	destroy_workqueue(tee_release_wq);
}
module_exit(tee_exit);

MODULE_DESCRIPTION("TEE core with system contexts");
MODULE_VERSION(TEELANE_VERSION);
MODULE_LICENSE("GPL v2");
