// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Suspends the core on which it is loaded, with power down, without any preparation by Linux.
 * TF-A's qemu platform never wakes such a core, so it is lost until the machine is reset. While an
 * interrupt is pending PSCI returns at once, as if the core had been woken, and it is tried again.
 */
#include <linux/arm-smccc.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <uapi/linux/psci.h>

/* A core with power down, its cluster not: state-id 0x02 in TF-A's qemu_pm.c */
#define STATE_POWER_DOWN	0x10002

static int __init psci_suspend_init(void)
{
	/* Where the core would go on, if it did */
	phys_addr_t entry = virt_to_phys((void *)PAGE_OFFSET);
	struct arm_smccc_res res;

	pr_emerg("core %u is suspended\n", raw_smp_processor_id());
	do {
		local_irq_disable();
		arm_smccc_smc(PSCI_0_2_FN64_CPU_SUSPEND, STATE_POWER_DOWN, entry, 0, 0, 0, 0, 0,
			      &res);
		local_irq_enable();
	} while (res.a0 == PSCI_RET_SUCCESS);
	pr_emerg("the suspend was refused: %ld\n", (long)res.a0);
	return -EIO;
}
module_init(psci_suspend_init);

MODULE_DESCRIPTION("Test: a core that is suspended with power down");
MODULE_LICENSE("GPL");
