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

/* See platform.h. The interrupt is the normal world's (group 1), and may be made pending. */
void platform_raise_notif(void)
{
	unsigned int intid = INTID_SPI + NOTIF_SPI;

	__asm__ volatile("dsb ish" : : : "memory");
	mmio_write32(GICD_BASE + GICD_ISPENDR + intid / 32 * 4, 1U << intid % 32);
}

/* See aarch64.h. No secure interrupt is in use. */
void platform_native_interrupt(void)
{
	u64 intid = read_sysreg(s3_0_c12_c12_0); /* ICC_IAR1_EL1 */

	if (intid >= INTID_SPECIAL)
		return;
	write_sysreg(s3_0_c12_c12_1, intid); /* ICC_EOIR1_EL1 */
	platform_log("unexpected secure interrupt");
}
