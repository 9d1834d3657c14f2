/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * QEMU's "virt" machine with secure=on and GICv3, under TF-A's qemu platform. Addresses are
 * from TF-A's plat/qemu/qemu/include/platform_def.h and QEMU's hw/arm/virt.c.
 */
#ifndef QEMU_VIRT_H
#define QEMU_VIRT_H

#include "../../arch/aarch64/aarch64.h"

#define GICD_BASE		0x08000000
#define GICD_SIZE		0x10000
#define GICR_BASE		0x080a0000
#define GICR_SIZE		0x20000 /* of each core */
#define SECURE_UART_BASE	0x09040000
#define SECURE_GPIO_BASE	0x090b0000

/* Shared peripheral interrupt of asynchronous notifications; no device of the machine has it. */
#define NOTIF_SPI		200

/* Ranges of normal-world memory, at most */
#define MAX_MEMORY		4
#define SEED_MAX		64

/**
 * struct memory_range - memory of the normal world
 * @base:	first byte
 * @size:	bytes
 */
struct memory_range {
	u64 base;
	u64 size;
};

unsigned int device_tree_memory(u64 device_tree, struct memory_range *ranges);
bool device_tree_check_cores(u64 device_tree);
void device_tree_announce(u64 device_tree);
int device_tree_add_scmi(void *fdt, int firmware);
size_t device_tree_take_seed(u64 device_tree, u8 seed[SEED_MAX]);

void console_log_number(const char *what, u64 value, const char *unit);

void gic_enable_private(unsigned int intid);
void gic_interrupt_others(unsigned int intid);

bool watchdog_interrupt(unsigned int intid);

void random_init(const u8 *seed, size_t size);

/* Only in test images, see fault_test.c */
void fault_abort(void);
void fault_overflow(void);
void fault_branch(void);
void fault_return(void);
void __real_platform_random(void *buf, size_t size);
void __wrap_platform_random(void *buf, size_t size);

#endif /* QEMU_VIRT_H */
