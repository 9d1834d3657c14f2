/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Devices, their buses and classes, as far as somebody can be found by them.
 */
#ifndef HOSTED_LINUX_DEVICE_H
#define HOSTED_LINUX_DEVICE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>
#include <linux/types.h>

struct device;
struct device_driver;

struct kobj_uevent_env {
	char buf[256];
	size_t len;
};

__printf(2, 3) int add_uevent_var(struct kobj_uevent_env *env, const char *fmt, ...);

struct bus_type {
	const char *name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*uevent)(const struct device *dev, struct kobj_uevent_env *env);
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
};

struct class {
	const char *name;
	const struct attribute_group **dev_groups;
};

struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const struct of_device_id *of_match_table;
	bool suppress_bind_attrs;
	int (*probe)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	struct list_head hosted_node;
};

/**
 * struct device - a device
 * @kref:	references
 * @node:	in the list of all devices, once it was added
 * @name:	allocated
 * @driver:	bound to it
 *
 * What follows is set by its maker.
 */
struct device {
	struct kref kref;
	struct kobject kobj;
	struct list_head node;
	char *name;
	struct device *parent;
	const struct bus_type *bus;
	const struct class *class;
	const struct attribute_group **groups;
	struct device_driver *driver;
	void *driver_data;
	dev_t devt;
	void (*release)(struct device *dev);
};

static inline struct device *kobj_to_dev(struct kobject *kobj)
{
	return container_of(kobj, struct device, kobj);
}

struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
};

#define DEVICE_ATTR_RO(_name)						\
	struct device_attribute dev_attr_##_name = {			\
		.attr = { .name = #_name, .mode = 0444 },		\
		.show = _name##_show,					\
	}

void device_initialize(struct device *dev);
int device_add(struct device *dev);
void device_del(struct device *dev);
void device_unregister(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
__printf(2, 3) int dev_set_name(struct device *dev, const char *fmt, ...);

static inline const char *dev_name(const struct device *dev)
{
	return dev->name ? dev->name : "";
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

int bus_register(const struct bus_type *bus);
void bus_unregister(const struct bus_type *bus);
struct device *bus_find_device(const struct bus_type *bus, struct device *start,
			       const void *data,
			       int (*match)(struct device *dev, const void *data));
struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
				       const char *name);
int class_register(const struct class *class);
void class_unregister(const struct class *class);
struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data));
int driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);

int device_property_read_string(const struct device *dev, const char *name, const char **val);

#define dev_printk(level, dev, fmt, ...)				\
	hosted_printk(level, "%s: " fmt, dev_name(dev), ##__VA_ARGS__)
#define dev_err(dev, ...)	dev_printk(3, dev, __VA_ARGS__)
#define dev_warn(dev, ...)	dev_printk(4, dev, __VA_ARGS__)
#define dev_info(dev, ...)	dev_printk(6, dev, __VA_ARGS__)

#endif
