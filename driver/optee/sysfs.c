// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Attributes of the TEE devices in sysfs.
 */
#include <linux/device.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>

#include "optee.h"

/* /sys/class/tee/tee0/lanes/: counters of struct lanes, as they are now */
static struct lanes *dev_to_lanes(struct device *dev)
{
	struct optee *optee = dev_get_drvdata(dev);

	return &optee->lanes;
}

static ssize_t show_counter(struct device *dev, const unsigned int *counter, char *buf)
{
	struct lanes *lanes = dev_to_lanes(dev);
	unsigned int value;

	spin_lock_irq(&lanes->lock);
	value = *counter;
	spin_unlock_irq(&lanes->lock);
	return sysfs_emit(buf, "%u\n", value);
}

static ssize_t total_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return show_counter(dev, &dev_to_lanes(dev)->total, buf);
}
static DEVICE_ATTR_RO(total);

static ssize_t reserved_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return show_counter(dev, &dev_to_lanes(dev)->reserved, buf);
}
static DEVICE_ATTR_RO(reserved);

static ssize_t busy_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return show_counter(dev, &dev_to_lanes(dev)->busy, buf);
}
static DEVICE_ATTR_RO(busy);

static ssize_t waiting_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return show_counter(dev, &dev_to_lanes(dev)->waiting, buf);
}
static DEVICE_ATTR_RO(waiting);

static ssize_t refused_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct lanes *lanes = dev_to_lanes(dev);
	unsigned long value;

	spin_lock_irq(&lanes->lock);
	value = lanes->refused;
	spin_unlock_irq(&lanes->lock);
	return sysfs_emit(buf, "%lu\n", value);
}
static DEVICE_ATTR_RO(refused);

static struct attribute *lanes_attrs[] = {
	&dev_attr_total.attr,
	&dev_attr_reserved.attr,
	&dev_attr_busy.attr,
	&dev_attr_waiting.attr,
	&dev_attr_refused.attr,
	NULL
};

static const struct attribute_group lanes_group = {
	.name = "lanes",
	.attrs = lanes_attrs,
};

/*
 * Whether the supplicant is wanted for RPMB, see Linux,
 * Documentation/ABI/testing/sysfs-class-tee.
 */
static ssize_t rpmb_routing_model_show(struct device *dev, struct device_attribute *attr,
				       char *buf)
{
	struct optee *optee = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", optee->rpmb ? "kernel" : "user");
}
static DEVICE_ATTR_RO(rpmb_routing_model);

static struct attribute *rpmb_attrs[] = {
	&dev_attr_rpmb_routing_model.attr,
	NULL
};

static const struct attribute_group rpmb_group = {
	.attrs = rpmb_attrs,
};

const struct attribute_group *optee_dev_groups[] = {
	&lanes_group,
	&rpmb_group,
	NULL
};

const struct attribute_group *optee_supp_dev_groups[] = {
	&rpmb_group,
	NULL
};
