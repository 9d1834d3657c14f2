// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Devices. There is one list of all, in the order in which they were added; buses and classes are
 * only used to find devices in it. A driver is bound to a device of its bus as soon as both are
 * there.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>

#include "internal.h"

static LIST_HEAD(devices);
static LIST_HEAD(drivers);
static DEFINE_MUTEX(devices_mutex); /* protects both lists; no driver is called with it */

int add_uevent_var(struct kobj_uevent_env *env, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	env->len += vscnprintf(env->buf + env->len, sizeof(env->buf) - env->len, fmt, args);
	va_end(args);
	return 0;
}

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	char name[64];
	va_list args;

	va_start(args, fmt);
	vscnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	kfree(dev->name);
	dev->name = kstrdup(name, GFP_KERNEL);
	return dev->name ? 0 : -ENOMEM;
}

void device_initialize(struct device *dev)
{
	kref_init(&dev->kref);
	INIT_LIST_HEAD(&dev->node);
}

static void device_kref_release(struct kref *kref)
{
	struct device *dev = container_of(kref, struct device, kref);
	char *name = dev->name;

	FATAL_IF(!dev->release);
	dev->release(dev);
	kfree(name);
}

struct device *get_device(struct device *dev)
{
	if (dev)
		kref_get(&dev->kref);
	return dev;
}

void put_device(struct device *dev)
{
	if (dev)
		kref_put(&dev->kref, device_kref_release);
}

/*
 * Find the first device behind @start, NULL: of all, that @match accepts. Takes a reference.
 * @match is called without the mutex: it may take locks of its own.
 */
static struct device *find_device(const struct device *start,
				  bool (*of_kind)(const struct device *dev, const void *kind),
			   const void *kind, const void *data,
			   int (*match)(struct device *dev, const void *data))
{
	struct device *dev, *last = get_device((struct device *)start);
	struct list_head *next;

	for (;;) {
		mutex_lock(&devices_mutex);
		/* If @start was removed from the list, there is nothing behind it. */
		next = last ? last->node.next : devices.next;
		if (last && list_empty(&last->node))
			next = &devices;
		for (dev = NULL; next != &devices; next = next->next) {
			dev = list_entry(next, struct device, node);
			if (of_kind(dev, kind))
				break;
			dev = NULL;
		}
		get_device(dev);
		mutex_unlock(&devices_mutex);
		put_device(last);
		if (!dev || match(dev, data))
			return dev;
		last = dev;
	}
}

static bool on_bus(const struct device *dev, const void *bus)
{
	return dev->bus == bus;
}

static bool in_class(const struct device *dev, const void *class)
{
	return dev->class == class;
}

static bool is_any(const struct device *dev, const void *unused)
{
	return true;
}

static int has_name(struct device *dev, const void *name)
{
	return !strcmp(dev_name(dev), name);
}

struct device *bus_find_device(const struct bus_type *bus, struct device *start,
			       const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	return find_device(start, on_bus, bus, data, match);
}

struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
				       const char *name)
{
	return find_device(start, on_bus, bus, name, has_name);
}

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data))
{
	return find_device(start, in_class, class, data, match);
}

/**
 * hosted_device_find() - find a device by its name
 * @name:	of the device
 *
 * Takes a reference.
 *
 * Return: the device, or NULL.
 */
struct device *hosted_device_find(const char *name)
{
	return find_device(NULL, is_any, NULL, name, has_name);
}

int bus_register(const struct bus_type *bus)
{
	return 0;
}

void bus_unregister(const struct bus_type *bus)
{
}

int class_register(const struct class *class)
{
	return 0;
}

void class_unregister(const struct class *class)
{
}

/* Drivers. 0: it was bound. A probe that says no leaves the device free. */
static int bind_driver(struct device *dev, struct device_driver *drv)
{
	int (*probe)(struct device *dev) = drv->probe ? drv->probe : drv->bus->probe;
	int rc;

	if (drv->bus->match && !drv->bus->match(dev, drv))
		return -ENODEV;
	mutex_lock(&devices_mutex);
	rc = dev->driver ? -EBUSY : 0;
	if (!rc)
		dev->driver = drv;
	mutex_unlock(&devices_mutex);
	if (rc || !probe)
		return rc;
	rc = probe(dev);
	if (!rc)
		return 0;
	if (rc != -ENODEV)
		dev_warn(dev, "probe of %s: error %d\n", drv->name, rc);
	mutex_lock(&devices_mutex);
	dev->driver = NULL;
	mutex_unlock(&devices_mutex);
	return rc;
}

static void unbind_driver(struct device *dev)
{
	struct device_driver *drv;

	mutex_lock(&devices_mutex);
	drv = dev->driver;
	mutex_unlock(&devices_mutex);
	if (!drv)
		return;
	if (drv->remove)
		drv->remove(dev);
	else if (drv->bus->remove)
		drv->bus->remove(dev);
	mutex_lock(&devices_mutex);
	dev->driver = NULL;
	mutex_unlock(&devices_mutex);
}

static struct device_driver *nth_driver(unsigned int n)
{
	struct device_driver *drv, *found = NULL;

	mutex_lock(&devices_mutex);
	list_for_each_entry(drv, &drivers, hosted_node) {
		if (n--)
			continue;
		found = drv;
		break;
	}
	mutex_unlock(&devices_mutex);
	return found;
}

int device_add(struct device *dev)
{
	struct device_driver *drv;
	unsigned int n;

	get_device(dev);
	mutex_lock(&devices_mutex);
	list_add_tail(&dev->node, &devices);
	mutex_unlock(&devices_mutex);
	for (n = 0; dev->bus && (drv = nth_driver(n)); n++)
		if (drv->bus == dev->bus && !bind_driver(dev, drv))
			break;
	return 0;
}

void device_del(struct device *dev)
{
	unbind_driver(dev);
	mutex_lock(&devices_mutex);
	list_del_init(&dev->node);
	mutex_unlock(&devices_mutex);
	put_device(dev);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

static int try_bind(struct device *dev, const void *drv)
{
	bind_driver(dev, (struct device_driver *)drv);
	return 0;
}

static int try_unbind(struct device *dev, const void *drv)
{
	if (dev->driver == drv)
		unbind_driver(dev);
	return 0;
}

int driver_register(struct device_driver *drv)
{
	mutex_lock(&devices_mutex);
	list_add_tail(&drv->hosted_node, &drivers);
	mutex_unlock(&devices_mutex);
	find_device(NULL, on_bus, drv->bus, drv, try_bind);
	return 0;
}

void driver_unregister(struct device_driver *drv)
{
	find_device(NULL, on_bus, drv->bus, drv, try_unbind);
	mutex_lock(&devices_mutex);
	list_del(&drv->hosted_node);
	mutex_unlock(&devices_mutex);
}

/* Attributes: "NAME", or "GROUP/NAME". */

static struct attribute *find_in_group(const struct attribute_group *group, struct device *dev,
				       const char *name)
{
	struct attribute *attr;
	int n;

	for (n = 0; group->attrs[n]; n++) {
		attr = group->attrs[n];
		if (strcmp(attr->name, name))
			continue;
		if (group->is_visible && !group->is_visible(&dev->kobj, attr, n))
			continue;
		return attr;
	}
	return NULL;
}

static struct attribute *find_attr(const struct attribute_group **groups, struct device *dev,
				   const char *path)
{
	const struct attribute_group *group;
	struct attribute *attr = NULL;
	size_t len;

	for (; groups && *groups && !attr; groups++) {
		group = *groups;
		len = group->name ? strlen(group->name) : 0;
		if (!len)
			attr = find_in_group(group, dev, path);
		else if (!strncmp(path, group->name, len) && path[len] == '/')
			attr = find_in_group(group, dev, path + len + 1);
	}
	return attr;
}

long hosted_sysfs_read(const char *device, const char *path, char *buf)
{
	struct device *dev = hosted_device_find(device);
	struct attribute *attr = NULL;
	struct device_attribute *dev_attr;
	long rc = -ENOENT;

	if (dev)
		attr = find_attr(dev->groups, dev, path);
	if (dev && !attr && dev->class)
		attr = find_attr(dev->class->dev_groups, dev, path);
	if (attr) {
		dev_attr = container_of(attr, struct device_attribute, attr);
		rc = dev_attr->show(dev, dev_attr, buf);
	}
	put_device(dev);
	return rc;
}
