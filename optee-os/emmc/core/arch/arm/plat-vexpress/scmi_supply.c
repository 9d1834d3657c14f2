// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * An SCMI server with one channel and one voltage domain, for "make emmc": the
 * supply of an eMMC on QEMU's machine. There is no PMIC behind it. What Linux
 * asks for is kept here and logged on the secure UART.
 */

#include <drivers/scmi.h>
#include <drivers/scmi-msg.h>
#include <io.h>
#include <kernel/spinlock.h>
#include <trace.h>
#include <util.h>

#define SUPPLY_MICROVOLT	3300000

static struct scmi_msg_channel channel;
static unsigned int lock = SPINLOCK_UNLOCK;
/* A boot loader leaves the supply of the eMMC on. */
static uint32_t config = SCMI_VOLTAGE_DOMAIN_CONFIG_ARCH_ON;
static unsigned int num_changes;

static const uint8_t protocols[] = {
	SCMI_PROTOCOL_ID_VOLTAGE_DOMAIN,
	0,
};

struct scmi_msg_channel *plat_scmi_get_channel(unsigned int channel_id)
{
	return channel_id ? NULL : &channel;
}

size_t plat_scmi_protocol_count(void)
{
	return ARRAY_SIZE(protocols) - 1;
}

const uint8_t *plat_scmi_protocol_list(unsigned int channel_id __unused)
{
	return protocols;
}

const char *plat_scmi_vendor_name(void)
{
	return "teelane";
}

const char *plat_scmi_sub_vendor_name(void)
{
	return "emmc";
}

size_t plat_scmi_voltd_count(unsigned int channel_id __unused)
{
	return 1;
}

const char *plat_scmi_voltd_get_name(unsigned int channel_id __unused,
				     unsigned int scmi_id __unused)
{
	return "emmc-supply";
}

int32_t plat_scmi_voltd_levels_array(unsigned int channel_id __unused,
				     unsigned int scmi_id __unused,
				     size_t start_index, long *levels,
				     size_t *nb_elts)
{
	if (!levels) {
		*nb_elts = 1;
		return SCMI_SUCCESS;
	}
	if (start_index || !*nb_elts)
		return SCMI_OUT_OF_RANGE;
	levels[0] = SUPPLY_MICROVOLT;
	*nb_elts = 1;

	return SCMI_SUCCESS;
}

int32_t plat_scmi_voltd_get_level(unsigned int channel_id __unused,
				  unsigned int scmi_id __unused, long *level)
{
	*level = SUPPLY_MICROVOLT;

	return SCMI_SUCCESS;
}

int32_t plat_scmi_voltd_set_level(unsigned int channel_id __unused,
				  unsigned int scmi_id __unused, long level)
{
	return level == SUPPLY_MICROVOLT ? SCMI_SUCCESS : SCMI_OUT_OF_RANGE;
}

int32_t plat_scmi_voltd_get_config(unsigned int channel_id __unused,
				   unsigned int scmi_id __unused,
				   uint32_t *out)
{
	*out = READ_ONCE(config);

	return SCMI_SUCCESS;
}

int32_t plat_scmi_voltd_set_config(unsigned int channel_id __unused,
				   unsigned int scmi_id __unused, uint32_t in)
{
	unsigned int n = 0;
	uint32_t exceptions = 0;

	if (in != SCMI_VOLTAGE_DOMAIN_CONFIG_ARCH_ON &&
	    in != SCMI_VOLTAGE_DOMAIN_CONFIG_ARCH_OFF)
		return SCMI_INVALID_PARAMETERS;

	exceptions = cpu_spin_lock_xsave(&lock);
	config = in;
	n = ++num_changes;
	cpu_spin_unlock_xrestore(&lock, exceptions);
	IMSG("emmc-supply: %s (change %u)", in ? "on" : "off", n);

	return SCMI_SUCCESS;
}
