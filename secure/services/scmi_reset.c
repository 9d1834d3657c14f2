// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI reset domain protocol: Arm DEN 0056, "Reset domain management protocol".
 */
#include <secure/platform.h>
#include <secure/pta.h>

#include "scmi_msg.h"

static u32 scmi_reset_attributes(void)
{
	return platform_reset_count() & 0xffff;
}

/*
 * Is there a line @id? If so, @id has passed secure_index(), so that a core that predicts the
 * check wrongly does not use an id beyond the last line.
 */
static bool line_exists(u32 *id)
{
	unsigned int num = platform_reset_count();

	if (*id >= num)
		return false;
	*id = secure_index(*id, num);
	return true;
}

static int32_t scmi_reset_protocol_attributes(struct scmi_msg *msg)
{
	u32 id = msg->in[0];

	if (!line_exists(&id))
		return SCMI_NOT_FOUND;
	scmi_put32(msg, 0);
	scmi_put32(msg, SCMI_RESET_LATENCY_UNKNOWN);
	scmi_put_name(msg, platform_reset_desc(id)->name);
	return SCMI_SUCCESS;
}

/* No other request for the same line may come between the two halves of a pulse. */
static struct secure_lock lines_lock;

static int pulse_reset(u32 id)
{
	int rc = platform_reset_set(id, true);

	return rc ? rc : platform_reset_set(id, false);
}

/* There is only one kind of reset, so the wanted state (msg->in[2]) is ignored. */
static int32_t scmi_reset_reset(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	u32 flags = msg->in[1];
	int rc;

	if (!line_exists(&id))
		return SCMI_NOT_FOUND;
	if (flags != SCMI_RESET_AUTONOMOUS && flags != SCMI_RESET_ASSERT && flags)
		return SCMI_INVALID_PARAMETERS;
	secure_lock(&lines_lock);
	if (flags == SCMI_RESET_AUTONOMOUS)
		rc = pulse_reset(id);
	else
		rc = platform_reset_set(id, flags == SCMI_RESET_ASSERT);
	secure_unlock(&lines_lock);
	return rc ? SCMI_HARDWARE_ERROR : SCMI_SUCCESS;
}

static const struct scmi_command commands[] = {
	[SCMI_RESET_ATTRIBUTES] = { scmi_reset_protocol_attributes, 1 },
	[SCMI_RESET_RESET] = { scmi_reset_reset, 3 },
};

const struct scmi_protocol scmi_reset = {
	.id = SCMI_PROTOCOL_RESET,
	.version = SCMI_VERSION_RESET,
	.attributes = scmi_reset_attributes,
	.commands = commands,
	.num = ARRAY_SIZE(commands),
};
