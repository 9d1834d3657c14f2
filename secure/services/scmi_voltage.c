// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI voltage domain protocol: Arm DEN 0056, "Voltage domain management protocol".
 */
#include <secure/platform.h>
#include <secure/pta.h>

#include "scmi_gate.h"

/* A change reads level and state of a supply and sets both: no other change may come in between. */
static struct secure_lock voltage_lock;

/*
 * Is there a supply @id? If so, @id has passed secure_index(), so that a core that predicts the
 * check wrongly does not use an id beyond the last supply.
 */
static bool voltage_exists(u32 *id)
{
	unsigned int num = platform_supply_count();

	if (*id >= num)
		return false;
	*id = secure_index(*id, num);
	return true;
}

static u32 voltage_attributes(void)
{
	return platform_supply_count() & 0xffff;
}

static int32_t scmi_voltage_protocol_attributes(struct scmi_msg *msg)
{
	u32 id = msg->in[0];

	if (!voltage_exists(&id))
		return SCMI_NOT_FOUND;
	scmi_put32(msg, 0);
	scmi_put_name(msg, platform_supply_desc(id)->name);
	return SCMI_SUCCESS;
}

static int32_t describe_levels(struct scmi_msg *msg)
{
	const struct platform_supply *supply;
	u32 id = msg->in[0];

	if (!voltage_exists(&id))
		return SCMI_NOT_FOUND;
	if (msg->in[1])
		return SCMI_OUT_OF_RANGE;
	supply = platform_supply_desc(id);
	if (supply->min_uv == supply->max_uv) {
		scmi_put32(msg, SCMI_LEVELS(1, 0));
		scmi_put32(msg, supply->min_uv);
		return SCMI_SUCCESS;
	}
	scmi_put32(msg, SCMI_LEVELS(3, 0) | SCMI_LEVELS_RANGE);
	scmi_put32(msg, supply->min_uv);
	scmi_put32(msg, supply->max_uv);
	scmi_put32(msg, supply->step_uv);
	return SCMI_SUCCESS;
}

/* NULL: as it was */
static int32_t change_voltage(u32 id, const bool *on, const int32_t *microvolt)
{
	int32_t old_level;
	bool was_on;
	int rc;

	secure_lock(&voltage_lock);
	platform_supply_get(id, &was_on, &old_level);
	rc = platform_supply_set(id, on ? *on : was_on, microvolt ? *microvolt : old_level);
	secure_unlock(&voltage_lock);
	return rc ? SCMI_HARDWARE_ERROR : SCMI_SUCCESS;
}

static int32_t switch_gated_voltage(u32 id, bool on)
{
	const struct platform_gate *gate = platform_supply_desc(id)->gate;
	int32_t status = scmi_gate_begin(gate, on);

	if (status != SCMI_SUCCESS)
		return status;
	status = change_voltage(id, &on, NULL);
	scmi_gate_end(gate);
	return status;
}

static int32_t scmi_voltage_config_set(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	u32 mode = msg->in[1];
	bool on = mode == SCMI_VOLTAGE_MODE_ON;

	if (!voltage_exists(&id))
		return SCMI_NOT_FOUND;
	if (!on && mode != SCMI_VOLTAGE_MODE_OFF)
		return SCMI_INVALID_PARAMETERS;
	return switch_gated_voltage(id, on);
}

static int32_t scmi_voltage_config_get(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	int32_t microvolt;
	bool on;

	if (!voltage_exists(&id))
		return SCMI_NOT_FOUND;
	platform_supply_get(id, &on, &microvolt);
	scmi_put32(msg, on ? SCMI_VOLTAGE_MODE_ON : SCMI_VOLTAGE_MODE_OFF);
	return SCMI_SUCCESS;
}

static bool is_level(const struct platform_supply *supply, int32_t microvolt)
{
	int64_t above = (int64_t)microvolt - supply->min_uv;

	if (above < 0 || microvolt > supply->max_uv)
		return false;
	return !above || (supply->step_uv > 0 && above % supply->step_uv == 0);
}

static int32_t scmi_voltage_level_set(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	int32_t microvolt = (int32_t)msg->in[2];

	if (!voltage_exists(&id))
		return SCMI_NOT_FOUND;
	/* No flag is defined in this version. */
	if (msg->in[1])
		return SCMI_INVALID_PARAMETERS;
	if (!is_level(platform_supply_desc(id), microvolt))
		return SCMI_OUT_OF_RANGE;
	return change_voltage(id, NULL, &microvolt);
}

static int32_t scmi_voltage_level_get(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	int32_t microvolt;
	bool on;

	if (!voltage_exists(&id))
		return SCMI_NOT_FOUND;
	platform_supply_get(id, &on, &microvolt);
	scmi_put32(msg, microvolt);
	return SCMI_SUCCESS;
}

static const struct scmi_command commands[] = {
	[SCMI_VOLTAGE_ATTRIBUTES] = { scmi_voltage_protocol_attributes, 1 },
	[SCMI_VOLTAGE_DESCRIBE_LEVELS] = { describe_levels, 2 },
	[SCMI_VOLTAGE_CONFIG_SET] = { scmi_voltage_config_set, 2 },
	[SCMI_VOLTAGE_CONFIG_GET] = { scmi_voltage_config_get, 1 },
	[SCMI_VOLTAGE_LEVEL_SET] = { scmi_voltage_level_set, 3 },
	[SCMI_VOLTAGE_LEVEL_GET] = { scmi_voltage_level_get, 1 },
};

const struct scmi_protocol scmi_voltage = {
	.id = SCMI_PROTOCOL_VOLTAGE,
	.version = SCMI_VERSION_VOLTAGE,
	.attributes = voltage_attributes,
	.commands = commands,
	.num = ARRAY_SIZE(commands),
};
