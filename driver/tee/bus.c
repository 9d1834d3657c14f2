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

TEE_BUS_TYPE_CONST struct bus_type tee_bus_type = {
	.name = "tee",
	.match = tee_bus_match,
	.uevent = tee_bus_uevent,
};
EXPORT_SYMBOL_GPL(tee_bus_type);

int tee_bus_setup(void)
{
	return bus_register(&tee_bus_type);
}

void tee_bus_cleanup(void)
{
	bus_unregister(&tee_bus_type);
}
