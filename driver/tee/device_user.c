// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Users of a TEE device.  The driver is one until it unregisters the device, and
 * each context is one as long as it exists.
 */
#include "tee_core_includes.h"

/**
 * tee_device_get() - become a user of a TEE device
 * @teedev:	device the caller holds a reference on (struct device)
 *
 * Any context, does not sleep.
 *
 * Return: false if the device is gone.
 */
bool tee_device_get(struct tee_device *teedev)
{
	struct tee_core_device *cd = to_core_device(teedev);
	bool alive;

	spin_lock(&cd->lock);
	alive = teedev->desc;
	if (alive)
		teedev->num_users++;
	spin_unlock(&cd->lock);

	return alive;
}
EXPORT_SYMBOL_GPL(tee_device_get);

/**
 * tee_device_put() - no longer be a user of a TEE device
 * @teedev:	device; may be freed when this returns
 *
 * Any context, does not sleep.
 */
void tee_device_put(struct tee_device *teedev)
{
	struct tee_core_device *cd = to_core_device(teedev);
	bool last;

	spin_lock(&cd->lock);
	last = !--teedev->num_users;
	if (last)
		teedev->desc = NULL;
	spin_unlock(&cd->lock);

	/*
	 * The task that waits for this frees the device, so the lock must have
	 * been given up before, and complete() must be the last access.
	 */
	if (last)
		complete(&teedev->c_no_users);
}
EXPORT_SYMBOL_GPL(tee_device_put);

/**
 * tee_device_end_use() - the driver is no longer a user of its TEE device
 * @teedev:	device
 *
 * Process context.  Waits until all other users are gone, too.  There are no new
 * ones after this.
 */
void tee_device_end_use(struct tee_device *teedev)
{
	tee_device_put(teedev);
	wait_for_completion(&teedev->c_no_users);
}
