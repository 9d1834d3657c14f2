// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The TEE bus: its devices are services of a trusted OS, known by UUID, its
 * drivers their clients in the kernel.
 */
#include "tee_core_includes.h"

static int tee_bus_match(struct device *dev,
			 TEE_BUS_MATCH_CONST struct device_driver *drv)
{
	const struct tee_client_device *client = to_tee_client_device(dev);
	const struct tee_client_device_id *id;

	/* The table ends with the nil UUID. */
	for (id = to_tee_client_driver(drv)->id_table; !uuid_is_null(&id->uuid);
	     id++)
		if (uuid_equal(&client->id.uuid, &id->uuid))
			return 1;

	return 0;
}

static int tee_bus_uevent(TEE_BUS_UEVENT_CONST struct device *dev,
			  struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "MODALIAS=tee:%pUb",
			      &to_tee_client_device(dev)->id.uuid);
}

#ifdef TEE_BUS_CALLS_DRIVERS

/*
 * A driver has its operations in struct tee_client_driver or, if it was written
 * for a kernel whose bus does not call them, in the struct device_driver there.
 */
static int tee_bus_probe(struct device *dev)
{
	const struct tee_client_driver *client = to_tee_client_driver(dev->driver);

	if (client->probe)
		return client->probe(to_tee_client_device(dev));

	return client->driver.probe ? client->driver.probe(dev) : 0;
}

static void tee_bus_remove(struct device *dev)
{
	const struct tee_client_driver *client = to_tee_client_driver(dev->driver);

	if (client->remove)
		client->remove(to_tee_client_device(dev));
	else if (client->driver.remove)
		client->driver.remove(dev);
}

/* Called for each device of the bus, whether or not it has a driver. */
static void tee_bus_shutdown(struct device *dev)
{
	const struct tee_client_driver *client;

	if (!dev->driver)
		return;

	client = to_tee_client_driver(dev->driver);
	if (client->shutdown)
		client->shutdown(to_tee_client_device(dev));
	else if (client->driver.shutdown)
		client->driver.shutdown(dev);
}

/**
 * __tee_client_driver_register() - register the driver of a service on the bus
 * @client:	driver
 * @owner:	its module
 *
 * Process context, may sleep.
 *
 * Return: 0, or a negative errno of driver_register().
 */
int __tee_client_driver_register(struct tee_client_driver *client,
				 struct module *owner)
{
	client->driver.owner = owner;
	client->driver.bus = &tee_bus_type;

	return driver_register(&client->driver);
}
EXPORT_SYMBOL_GPL(__tee_client_driver_register);

/**
 * tee_client_driver_unregister() - undo tee_client_driver_register()
 * @client:	driver
 *
 * Process context, may sleep.  No operation of the driver runs any more when
 * this returns.
 */
void tee_client_driver_unregister(struct tee_client_driver *client)
{
	driver_unregister(&client->driver);
}
EXPORT_SYMBOL_GPL(tee_client_driver_unregister);

#endif /* TEE_BUS_CALLS_DRIVERS */

TEE_BUS_TYPE_CONST struct bus_type tee_bus_type = {
	.name = "tee",
	.match = tee_bus_match,
	.uevent = tee_bus_uevent,
	TEE_BUS_DRIVER_OPS
};
EXPORT_SYMBOL_GPL(tee_bus_type);

/**
 * tee_bus_setup() - register the TEE bus
 *
 * Return: 0 or the error of bus_register().
 */
int tee_bus_setup(void)
{
	return bus_register(&tee_bus_type);
}

/**
 * tee_bus_cleanup() - undo tee_bus_setup()
 */
void tee_bus_cleanup(void)
{
	bus_unregister(&tee_bus_type);
}
