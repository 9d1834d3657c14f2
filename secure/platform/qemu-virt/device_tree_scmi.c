// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The SCMI server in the device tree, with a node for each protocol that the machine has something
 * for. Its bindings are Linux' Documentation/devicetree/bindings/firmware/arm,scmi.yaml and
 * regulator/regulator.yaml.
 */
#include <libfdt.h>

#include <secure/platform.h>

#include "qemu_virt.h"
#include "scmi.h"

/* Linux' transport passes messages on this channel of the SCMI pseudo TA. */
#define CHANNEL		0

/* Names of nodes: what goes before the number, the number in hexadecimal */
#define NODE_NAME_MAX	24

static int number_node(void *fdt, int parent, const char *what, u32 number)
{
	char name[NODE_NAME_MAX];
	unsigned int at;
	int shift = 28;

	for (at = 0; what[at] && at < sizeof(name) - 9; at++)
		name[at] = what[at];
	while (shift && !(number >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		name[at++] = "0123456789abcdef"[number >> shift & 15];
	name[at] = 0;
	return fdt_add_subnode(fdt, parent, name);
}

/* Nodes below @node have numbers, and those have no size. */
static int has_numbers(void *fdt, int node)
{
	return fdt_setprop_u32(fdt, node, "#address-cells", 1) ||
	       fdt_setprop_u32(fdt, node, "#size-cells", 0);
}

/* @cells: how many cells a consumer uses to name one of the things, or NULL */
static int protocol_node(void *fdt, int scmi, u32 protocol, const char *cells)
{
	int node = number_node(fdt, scmi, "protocol@", protocol);

	if (node < 0 || fdt_setprop_u32(fdt, node, "reg", protocol) ||
	    (cells && fdt_setprop_u32(fdt, node, cells, 1)))
		return -1;
	return node;
}

/* Linux lets a consumer change the level only where the node has limits. */
static int regulator_node(void *fdt, int regulators, unsigned int id)
{
	const struct platform_supply *supply = platform_supply_desc(id);
	int node = number_node(fdt, regulators, "regulator@", id);

	return node < 0 || fdt_setprop_u32(fdt, node, "reg", id) ||
	       fdt_setprop_string(fdt, node, "regulator-name", supply->name) ||
	       fdt_setprop_u32(fdt, node, "regulator-min-microvolt", (u32)supply->min_uv) ||
	       fdt_setprop_u32(fdt, node, "regulator-max-microvolt", (u32)supply->max_uv);
}

static int regulator_nodes(void *fdt, int scmi)
{
	int node = protocol_node(fdt, scmi, SCMI_PROTOCOL_VOLTAGE, NULL);
	unsigned int id;

	node = node < 0 ? node : fdt_add_subnode(fdt, node, "regulators");
	if (node < 0 || has_numbers(fdt, node))
		return -1;
	/* libfdt puts a new node before those that are there, so the first one is added last. */
	for (id = platform_supply_count(); id--;)
		if (regulator_node(fdt, node, id))
			return -1;
	return 0;
}

/**
 * device_tree_add_scmi() - add the SCMI server, unless the tree has one
 * @fdt:	device tree, with room
 * @firmware:	its node /firmware
 *
 * A server that is there already is left as it is: whoever has added that node has also described
 * which device uses which supply, and which levels the device tolerates.
 *
 * Return: 0, or -1 if there is no room.
 */
int device_tree_add_scmi(void *fdt, int firmware)
{
	int node;

	if (fdt_subnode_offset(fdt, firmware, "scmi") >= 0)
		return 0;
	node = fdt_add_subnode(fdt, firmware, "scmi");
	if (node < 0 || fdt_setprop_string(fdt, node, "compatible", "linaro,scmi-optee") ||
	    fdt_setprop_u32(fdt, node, "linaro,optee-channel-id", CHANNEL) ||
	    has_numbers(fdt, node))
		return -1;
	if (platform_supply_count() && regulator_nodes(fdt, node))
		return -1;
	if (platform_reset_count() &&
	    protocol_node(fdt, node, SCMI_PROTOCOL_RESET, "#reset-cells") < 0)
		return -1;
	if (platform_clock_count() &&
	    protocol_node(fdt, node, SCMI_PROTOCOL_CLOCK, "#clock-cells") < 0)
		return -1;
	return 0;
}
