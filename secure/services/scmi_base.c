// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI base protocol: Arm DEN 0056, "Base protocol".
 */
#include <secure/pta.h>

#include "scmi_msg.h"

const struct scmi_protocol *const scmi_protocols[] = {
	&scmi_clock,
	&scmi_reset,
	&scmi_voltage,
	NULL
};

#define VENDOR			"teelane"
#define SUB_VENDOR		"secure"
#define IMPLEMENTATION		0x00010000

/* There is one agent: the kernel of the normal world. */
#define NUM_AGENTS		1
#define AGENT_PLATFORM		0
#define AGENT_NORMAL_WORLD	1

static unsigned int num_protocols(void)
{
	unsigned int n = 0;

	while (scmi_protocols[n])
		n++;
	return n;
}

static u32 base_attributes(void)
{
	return num_protocols() | NUM_AGENTS << 8;
}

static int32_t scmi_base_vendor(struct scmi_msg *msg)
{
	scmi_put_name(msg, VENDOR);
	return SCMI_SUCCESS;
}

static int32_t scmi_base_sub_vendor(struct scmi_msg *msg)
{
	scmi_put_name(msg, SUB_VENDOR);
	return SCMI_SUCCESS;
}

static int32_t scmi_base_implementation(struct scmi_msg *msg)
{
	scmi_put32(msg, IMPLEMENTATION);
	return SCMI_SUCCESS;
}

/* All protocols fit in one answer. Linux asks until none is left, so to skip all is no error. */
static int32_t scmi_base_list_protocols(struct scmi_msg *msg)
{
	unsigned int total = num_protocols();
	u32 skip = msg->in[0];
	unsigned int i;

	if (skip > total)
		skip = total;
	skip = secure_index(skip, total + 1);
	scmi_put32(msg, total - skip);
	for (i = skip; i < total; i++)
		scmi_put(msg, &scmi_protocols[i]->id, 1);
	for (i = total - skip; i % sizeof(u32); i++)
		scmi_put(msg, "", 1);
	return SCMI_SUCCESS;
}

static int32_t scmi_base_agent(struct scmi_msg *msg)
{
	u32 id = msg->in[0];

	if (id == SCMI_BASE_AGENT_SELF)
		id = AGENT_NORMAL_WORLD;
	switch (id) {
	case AGENT_PLATFORM:
		scmi_put32(msg, id);
		scmi_put_name(msg, "platform");
		return SCMI_SUCCESS;
	case AGENT_NORMAL_WORLD:
		scmi_put32(msg, id);
		scmi_put_name(msg, "normal-world");
		return SCMI_SUCCESS;
	default:
		return SCMI_NOT_FOUND;
	}
}

static const struct scmi_command commands[] = {
	[SCMI_BASE_VENDOR] = { scmi_base_vendor, 0 },
	[SCMI_BASE_SUB_VENDOR] = { scmi_base_sub_vendor, 0 },
	[SCMI_BASE_IMPLEMENTATION] = { scmi_base_implementation, 0 },
	[SCMI_BASE_LIST_PROTOCOLS] = { scmi_base_list_protocols, 1 },
	[SCMI_BASE_AGENT] = { scmi_base_agent, 1 },
};

const struct scmi_protocol scmi_base = {
	.id = SCMI_PROTOCOL_BASE,
	.version = SCMI_VERSION_BASE,
	.attributes = base_attributes,
	.commands = commands,
	.num = ARRAY_SIZE(commands),
};
