// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI base protocol: Arm DEN 0056, "Base protocol".
 */
#include "scmi_msg.h"

#define VENDOR			"teelane"
#define SUB_VENDOR		"secure"
#define IMPLEMENTATION		0x00010000

/* The normal world's kernel is the only one who can ask. */
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

static int32_t vendor(struct scmi_msg *msg)
{
	scmi_put_name(msg, VENDOR);
	return SCMI_SUCCESS;
}

static int32_t sub_vendor(struct scmi_msg *msg)
{
	scmi_put_name(msg, SUB_VENDOR);
	return SCMI_SUCCESS;
}

static int32_t implementation(struct scmi_msg *msg)
{
	scmi_put32(msg, IMPLEMENTATION);
	return SCMI_SUCCESS;
}

/* They all fit in one answer. Linux asks until none follow: to skip all of them is no error. */
static int32_t list_protocols(struct scmi_msg *msg)
{
	unsigned int total = num_protocols();
	u32 skip = msg->in[0];
	unsigned int i;

	if (skip > total)
		skip = total;
	scmi_put32(msg, total - skip);
	for (i = skip; i < total; i++)
		scmi_put(msg, &scmi_protocols[i]->id, 1);
	for (i = total - skip; i % sizeof(u32); i++)
		scmi_put(msg, "", 1);
	return SCMI_SUCCESS;
}

static int32_t agent(struct scmi_msg *msg)
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
	[SCMI_BASE_VENDOR] = { vendor, 0 },
	[SCMI_BASE_SUB_VENDOR] = { sub_vendor, 0 },
	[SCMI_BASE_IMPLEMENTATION] = { implementation, 0 },
	[SCMI_BASE_LIST_PROTOCOLS] = { list_protocols, 1 },
	[SCMI_BASE_AGENT] = { agent, 1 },
};

const struct scmi_protocol scmi_base = {
	.id = SCMI_PROTOCOL_BASE,
	.version = SCMI_VERSION_BASE,
	.attributes = base_attributes,
	.commands = commands,
	.num = ARRAY_SIZE(commands),
};
