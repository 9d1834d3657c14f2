// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Devices on the TEE bus: pseudo TAs and TAs for which there are kernel drivers. The device
 * enumeration pseudo TA of the trusted OS lists them.
 */
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uuid.h>

#include "tee_result.h"

#include "devices.h"
#include "optee.h"
#include "optee_pta.h"

/* Largest list of UUIDs that is accepted, in bytes: more devices than any trusted OS has */
#define LIST_SIZE_MAX	(1024 * sizeof(uuid_t))

/**
 * struct optee_ta_device - a device on the TEE bus
 * @client:	what the bus and the drivers know
 * @optee:	where the TA is
 */
struct optee_ta_device {
	struct tee_client_device client;
	struct optee *optee;
};

static void release_ta_device(struct device *dev)
{
	kfree(container_of(to_tee_client_device(dev), struct optee_ta_device, client));
}

/*
 * Only the presence of the file counts: Linux, Documentation/ABI/testing/sysfs-bus-optee-devices.
 */
static ssize_t need_supplicant_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return 0;
}
static DEVICE_ATTR_RO(need_supplicant);

static struct attribute *supp_device_attrs[] = {
	&dev_attr_need_supplicant.attr,
	NULL
};
ATTRIBUTE_GROUPS(supp_device);

/* The trusted OS may list a TA twice. Only one device is made for it. */
static bool is_registered(const char *name)
{
	struct device *dev = bus_find_device_by_name(&tee_bus_type, NULL, name);

	put_device(dev);
	return dev;
}

static int register_ta_device(struct optee *optee, const uuid_t *uuid, u32 func)
{
	struct optee_ta_device *ta;
	struct device *dev;
	int rc;

	ta = kzalloc(sizeof(*ta), GFP_KERNEL);
	if (!ta)
		return -ENOMEM;
	ta->optee = optee;
	uuid_copy(&ta->client.id.uuid, uuid);
	dev = &ta->client.dev;
	dev->bus = &tee_bus_type;
	dev->release = release_ta_device;
	if (func == PTA_CMD_GET_DEVICES_SUPP)
		dev->groups = supp_device_groups;
	device_initialize(dev);
	rc = dev_set_name(dev, "optee-ta-%pUb", uuid);
	if (rc || is_registered(dev_name(dev)))
		goto out;
	rc = device_add(dev);
	if (!rc)
		return 0;
out:
	put_device(dev);
	return rc;
}

/*
 * Return: TEEC_*, or a negative errno. @size is the room in @shm, and becomes the size of the list.
 */
static s64 ask_for_device_list(struct tee_context *ctx, u32 session, u32 func, struct tee_shm *shm,
			       size_t *size)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = func,
		.session = session,
		.num_params = 4,
	};
	struct tee_param params[4] = {
		[0] = {
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			.u.memref.shm = shm,
			.u.memref.size = *size,
		},
	};
	int rc;

	rc = tee_client_invoke_func(ctx, &arg, params);
	if (rc < 0)
		return rc;
	*size = params[0].u.memref.size;
	return arg.ret;
}

static int size_of_device_list(struct tee_context *ctx, u32 session, u32 func, size_t *size)
{
	s64 ret;

	*size = 0;
	ret = ask_for_device_list(ctx, session, func, NULL, size);
	switch (ret) {
	case TEEC_SUCCESS:
	case TEEC_ERROR_NOT_IMPLEMENTED: /* older than @func: has none of these */
		*size = 0;
		return 0;
	case TEEC_ERROR_SHORT_BUFFER:
		return *size > LIST_SIZE_MAX ? -EMSGSIZE : 0;
	case TEEC_ERROR_STORAGE_NOT_AVAILABLE:
		return -ENODEV;
	default:
		return ret < 0 ? ret : -EIO;
	}
}

static int register_listed_devices(struct optee *optee, const void *list, size_t size, u32 func)
{
	uuid_t uuid;
	size_t n;
	int rc;

	for (n = 0; n < size / sizeof(uuid); n++) {
		/* The secure world can still write to the list. */
		import_uuid(&uuid, list + n * sizeof(uuid));
		rc = register_ta_device(optee, &uuid, func);
		if (rc)
			return rc;
	}
	return 0;
}

static int enumerate_in_session(struct optee *optee, struct tee_context *ctx, u32 session, u32 func)
{
	struct tee_shm *shm;
	size_t room;
	size_t size;
	s64 ret;
	int rc;

	rc = size_of_device_list(ctx, session, func, &room);
	if (rc || !room)
		return rc;
	shm = tee_shm_alloc_kernel_buf(ctx, room);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	size = room;
	ret = ask_for_device_list(ctx, session, func, shm, &size);
	if (ret < 0)
		rc = ret;
	else if (ret != TEEC_SUCCESS || size > room)
		rc = -EIO;
	else
		rc = register_listed_devices(optee, tee_shm_get_va(shm, 0), size, func);
	tee_shm_free(shm);
	return rc;
}

/**
 * optee_enumerate_devices() - register the devices that the trusted OS names
 * @optee:	the trusted OS
 * @func:	which: PTA_CMD_GET_DEVICES*
 *
 * Process context, may sleep. Drivers are bound to the devices before it
 * returns. None are found where the trusted OS has no device enumeration.
 *
 * Return: 0; -ENODEV if the devices want a storage that is not there; -EIO or
 * -EMSGSIZE for an answer that makes no sense; -ENOMEM; or an error of the call.
 */
int optee_enumerate_devices(struct optee *optee, u32 func)
{
	struct tee_ioctl_open_session_arg arg = {
		.uuid = PTA_DEVICE_UUID_OCTETS,
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
	};
	struct tee_context *ctx;
	int rc;

	ctx = teedev_open(optee->teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	ctx->supp_nowait = true;

	rc = tee_client_open_session(ctx, &arg, NULL);
	if (!rc && arg.ret == TEEC_SUCCESS) {
		rc = enumerate_in_session(optee, ctx, arg.session, func);
		tee_client_close_session(ctx, arg.session);
	}
	teedev_close_context(ctx);
	return rc;
}

static int is_ta_device_of(struct device *dev, const void *data)
{
	return dev->release == release_ta_device &&
	       container_of(to_tee_client_device(dev), struct optee_ta_device, client)->optee ==
	       data;
}

/**
 * optee_unregister_devices() - remove the devices from the bus
 * @optee:	the trusted OS
 *
 * Process context, after optee_rpmb_stop(). Drivers are unbound, and may make
 * calls as they go. No scan runs or starts after this.
 */
void optee_unregister_devices(struct optee *optee)
{
	struct device *dev;

	spin_lock(&optee->scan_lock);
	optee->scan_done = true;
	spin_unlock(&optee->scan_lock);
	cancel_work_sync(&optee->scan_work);

	while ((dev = bus_find_device(&tee_bus_type, NULL, optee, is_ta_device_of))) {
		device_unregister(dev);
		put_device(dev);
	}
}

static void scan_for_supp_devices_fn(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, scan_work);
	int rc;

	rc = optee_enumerate_devices(optee, PTA_CMD_GET_DEVICES_SUPP);
	if (rc)
		pr_warn("optee: cannot enumerate devices that need tee-supplicant: error %d\n", rc);
}

/**
 * optee_scan_later() - look for devices that need tee-supplicant
 * @optee:	the trusted OS
 *
 * To be called when a supplicant has come. A worker looks for the devices; it does so once, and
 * later calls do nothing. Does not sleep.
 */
void optee_scan_later(struct optee *optee)
{
	spin_lock(&optee->scan_lock);
	if (!optee->scan_done)
		queue_work(system_long_wq, &optee->scan_work);
	optee->scan_done = true;
	spin_unlock(&optee->scan_lock);
}

/**
 * optee_devices_init() - initialize the search for devices
 * @optee:	the trusted OS
 */
void optee_devices_init(struct optee *optee)
{
	INIT_WORK(&optee->scan_work, scan_for_supp_devices_fn);
	spin_lock_init(&optee->scan_lock);
	optee->scan_done = false;
}
