// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The device tree that TF-A passes on to Linux: what we learn from it, and what we add.
 */
#include <libfdt.h>

#include <secure/platform.h>

#include "qemu_virt.h"

/* Room that TF-A leaves for the tree: PLAT_QEMU_DT_MAX_SIZE */
#define DEVICE_TREE_SIZE	0x100000

/* First cells of an interrupt specifier of a GIC, and its edge trigger */
#define GIC_SPI			0
#define IRQ_EDGE_RISING		1

static bool has_type(const void *fdt, int node, const char *wanted)
{
	int len = 0;
	const char *type = fdt_getprop(fdt, node, "device_type", &len);

	return type && len == (int)strlen(wanted) + 1 && !memcmp(type, wanted, len);
}

/* The value of two cells of a property */
static u64 two_cells(const u8 *at)
{
	return (u64)fdt32_ld((const fdt32_t *)at) << 32 | fdt32_ld((const fdt32_t *)(at + 4));
}

/**
 * device_tree_memory() - what memory the normal world has
 * @device_tree:	its address; the MMU is off
 * @ranges:		MAX_MEMORY of them, whole pages
 *
 * A node with "secure-status", as QEMU marks the secure memory with, is not the normal world's.
 *
 * Return: how many there are.
 */
unsigned int device_tree_memory(u64 device_tree, struct memory_range *ranges)
{
	const void *fdt = (const void *)device_tree;
	unsigned int num = 0;
	int node;

	if (fdt_check_header(fdt))
		platform_panic("no device tree");
	for (node = 0; node >= 0; node = fdt_next_node(fdt, node, NULL)) {
		int len = 0;
		const u8 *reg = fdt_getprop(fdt, node, "reg", &len);

		if (!has_type(fdt, node, "memory") || fdt_getprop(fdt, node, "secure-status", NULL))
			continue;
		if (!reg || len != 16 || num == MAX_MEMORY)
			platform_panic("memory nodes: a bad reg property, or too many");
		ranges[num].base = two_cells(reg);
		ranges[num].size = two_cells(reg + 8) & ~4095ULL;
		num++;
	}
	return num;
}

/**
 * device_tree_check_cores() - is there a place for each core (aarch64.h)?
 * @device_tree:	its address
 */
bool device_tree_check_cores(u64 device_tree)
{
	const void *fdt = (const void *)device_tree;
	int node;

	fdt_for_each_subnode(node, fdt, fdt_path_offset(fdt, "/cpus")) {
		int len = 0;
		const u8 *reg = fdt_getprop(fdt, node, "reg", &len);
		u64 affinity;

		if (!has_type(fdt, node, "cpu"))
			continue;
		if (!reg || (len != 4 && len != 8))
			return false;
		affinity = len == 8 ? two_cells(reg) : fdt32_ld((const fdt32_t *)reg);
		if (affinity & ~(u64)MPIDR_USED)
			return false;
	}
	return true;
}

static int child_node(void *fdt, int parent, const char *name)
{
	int node = fdt_subnode_offset(fdt, parent, name);

	return node >= 0 ? node : fdt_add_subnode(fdt, parent, name);
}

static int add_optee_node(void *fdt, int firmware)
{
	const fdt32_t interrupt[] = {
		cpu_to_fdt32(GIC_SPI), cpu_to_fdt32(NOTIF_SPI), cpu_to_fdt32(IRQ_EDGE_RISING)
	};
	int node = child_node(fdt, firmware, "optee");

	if (node < 0)
		return node;
	if (fdt_setprop_string(fdt, node, "compatible", "linaro,optee-tz") ||
	    fdt_setprop_string(fdt, node, "method", "smc") ||
	    fdt_setprop(fdt, node, "interrupts", interrupt, sizeof(interrupt)))
		return -1;
	return 0;
}

/**
 * device_tree_announce() - tell Linux that there is a trusted OS, and its SCMI server
 * @device_tree:	its address
 *
 * The binding is Linux' Documentation/devicetree/bindings/arm/firmware/linaro,optee-tz.yaml.
 */
void device_tree_announce(u64 device_tree)
{
	void *fdt = (void *)device_tree;
	int firmware = -1;

	if (!fdt_open_into(fdt, fdt, DEVICE_TREE_SIZE))
		firmware = child_node(fdt, 0, "firmware");
	if (firmware < 0 || add_optee_node(fdt, firmware) || device_tree_add_scmi(fdt, firmware) ||
	    fdt_pack(fdt))
		platform_panic("cannot add to the device tree");
}

/**
 * device_tree_take_seed() - random numbers that are for the secure world alone
 * @device_tree:	its address
 * @seed:		where to
 *
 * QEMU leaves them in /secure-chosen. They are wiped there, as the normal world can read the tree.
 *
 * Return: how many bytes.
 */
size_t device_tree_take_seed(u64 device_tree, u8 seed[SEED_MAX])
{
	static const char * const names[] = { "rng-seed", "kaslr-seed" };
	void *fdt = (void *)device_tree;
	int node = fdt_path_offset(fdt, "/secure-chosen");
	size_t size = 0;
	unsigned int n;

	for (n = 0; node >= 0 && n < ARRAY_SIZE(names); n++) {
		int len = 0;
		u8 *value = fdt_getprop_w(fdt, node, names[n], &len);

		if (!value || len <= 0 || (size_t)len > SEED_MAX - size)
			continue;
		memcpy(seed + size, value, len);
		memset(value, 0, len);
		size += len;
	}
	return size;
}
