// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The platform bus with its one device: OP-TEE, and the conduit to it.
 */
#include <linux/arm-smccc.h>
#include <linux/io.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include <hosted/mem.h>
#include <hosted/optee.h>

#include "internal.h"
#include "irq.h"

static void release_nothing(struct device *dev)
{
}

static struct platform_device optee = {
	.compatible = "linaro,optee-tz",
};

static hosted_smc_fn *conduit;
static int probed;

/**
 * hosted_smccc() - make a secure monitor call
 * @a0:	register
 * @a1:	register
 * @a2:	register
 * @a3:	register
 * @a4:	register
 * @a5:	register
 * @a6:	register
 * @a7:	register
 * @res:	registers of the answer
 *
 * The CPU is in the other world meanwhile, so the task must not sleep.
 */
void hosted_smccc(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3,
		  unsigned long a4, unsigned long a5, unsigned long a6, unsigned long a7,
		  struct arm_smccc_res *res)
{
	uint64_t reg[8] = { a0, a1, a2, a3, a4, a5, a6, a7 };

	current->atomic++;
	conduit(reg);
	current->atomic--;
	res->a0 = reg[0];
	res->a1 = reg[1];
	res->a2 = reg[2];
	res->a3 = reg[3];
}

static struct platform_device *to_pdev(struct device *dev)
{
	return container_of(dev, struct platform_device, dev);
}

static struct platform_driver *to_pdrv(const struct device_driver *drv)
{
	return container_of(drv, struct platform_driver, driver);
}

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	const struct of_device_id *id;

	for (id = drv->of_match_table; id->compatible[0]; id++)
		if (!strcmp(id->compatible, to_pdev(dev)->compatible))
			return 1;
	return 0;
}

static int platform_probe(struct device *dev)
{
	probed = to_pdrv(dev->driver)->probe(to_pdev(dev));
	return probed;
}

static void platform_remove(struct device *dev)
{
	to_pdrv(dev->driver)->remove(to_pdev(dev));
}

static const struct bus_type platform_bus = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
};

int platform_driver_register(struct platform_driver *drv)
{
	drv->driver.bus = &platform_bus;
	return driver_register(&drv->driver);
}

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}

int platform_get_irq(struct platform_device *pdev, unsigned int index)
{
	return pdev->irq && !index ? (int)pdev->irq : -ENXIO;
}

int device_property_read_string(const struct device *dev, const char *name, const char **val)
{
	if (dev != &optee.dev || strcmp(name, "method"))
		return -EINVAL;
	*val = "smc";
	return 0;
}

void *memremap(phys_addr_t pa, size_t size, unsigned long flags)
{
	return hosted_phys_ptr(pa, size);
}

/* <hosted/optee.h> */

int hosted_optee_probe(hosted_smc_fn *smc, unsigned int irq, int percpu)
{
	int rc;

	if (optee.dev.bus || irq >= HOSTED_IRQS)
		return -EBUSY;
	conduit = smc;
	optee.irq = irq;
	optee.dev.bus = &platform_bus;
	optee.dev.release = release_nothing;
	hosted_irq_set_percpu(irq, percpu);
	device_initialize(&optee.dev);
	rc = dev_set_name(&optee.dev, "optee");
	if (!rc)
		rc = device_add(&optee.dev);
	if (rc)
		goto err_device;
	probed = -ENODEV;
	rc = hosted_module_load(&hosted_module_optee, hosted_init_optee);
	if (!rc && probed) {
		rc = probed;
		hosted_module_unload(&hosted_module_optee, hosted_exit_optee);
	}
	if (!rc)
		return 0;
	device_del(&optee.dev);
err_device:
	put_device(&optee.dev);
	memset(&optee.dev, 0, sizeof(optee.dev));
	return rc;
}

int hosted_optee_remove(void)
{
	int rc;

	if (!optee.dev.bus)
		return -ENODEV;
	rc = hosted_module_unload(&hosted_module_optee, hosted_exit_optee);
	if (rc)
		return rc;
	device_unregister(&optee.dev);
	memset(&optee.dev, 0, sizeof(optee.dev));
	return 0;
}

void hosted_optee_shutdown(void)
{
	if (optee.dev.driver)
		to_pdrv(optee.dev.driver)->shutdown(&optee);
}
