// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The interrupt controller, a GICv3 (Arm IHI 0069), which TF-A has initialized.
 */
#include <secure/platform.h>

#include "qemu_virt.h"

#define GICD_ISPENDR	0x200
#define INTID_SPI	32
#define INTID_SPECIAL	1020

/* Frame of a redistributor for a core's private interrupts, and its registers */
#define GICR_SGI_FRAME	0x10000
#define GICR_IGROUPR0	0x080
#define GICR_ISENABLER0	0x100
#define GICR_IPRIORITYR	0x400
#define GICR_IGRPMODR0	0xd00

/* ICC_SGI1R_EL1: to all cores but this one, and where the number is */
#define SGI_TO_OTHERS	0x10000000000ULL
#define SGI_INTID_SHIFT	24

/* See platform.h. The interrupt is the normal world's (group 1), and may be made pending. */
void platform_raise_notif(void)
{
	unsigned int intid = INTID_SPI + NOTIF_SPI;

	__asm__ volatile("dsb ish" : : : "memory");
	mmio_write32(GICD_BASE + GICD_ISPENDR + intid / 32 * 4, 1U << intid % 32);
}

/**
 * gic_enable_private() - have a private interrupt of this core, as a secure one (group 1)
 * @intid:	16 to 31
 *
 * Its priority is the highest, above all that the normal world can give or mask. The redistributors
 * are in the order of the cores' numbers, as QEMU makes 16 cores to a cluster with a GICv3.
 */
void gic_enable_private(unsigned int intid)
{
	u64 core = aarch64_this_core() - aarch64_cores;
	u64 frame = GICR_BASE + GICR_SIZE * core + GICR_SGI_FRAME;
	u32 bit = 1U << intid;
	u64 priority = frame + GICR_IPRIORITYR + intid / 4 * 4;

	mmio_write32(frame + GICR_IGROUPR0, mmio_read32(frame + GICR_IGROUPR0) & ~bit);
	mmio_write32(frame + GICR_IGRPMODR0, mmio_read32(frame + GICR_IGRPMODR0) | bit);
	mmio_write32(priority, mmio_read32(priority) & ~(0xffU << intid % 4 * 8));
	mmio_write32(frame + GICR_ISENABLER0, bit);
}

/**
 * gic_interrupt_others() - raise an interrupt on all cores but this one
 * @intid:	8 to 15, which TF-A leaves to the secure world
 */
void gic_interrupt_others(unsigned int intid)
{
	__asm__ volatile("dsb ish" : : : "memory");
	write_sysreg(s3_0_c12_c11_5, SGI_TO_OTHERS | (u64)intid << SGI_INTID_SHIFT);
	__asm__ volatile("isb" : : : "memory");
}

/* See aarch64.h. */
void platform_native_interrupt(void)
{
	u64 intid = read_sysreg(s3_0_c12_c12_0); /* ICC_IAR1_EL1 */

	if (intid >= INTID_SPECIAL)
		return;
	if (!watchdog_interrupt((unsigned int)intid))
		platform_log("unexpected secure interrupt");
	write_sysreg(s3_0_c12_c12_1, intid); /* ICC_EOIR1_EL1 */
}
