// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A workaround for QEMU 11.1, which aborts at the first command after an eMMC was put to
 * sleep (CMD5). Linux puts no card to sleep whose EXT_CSD revision is below 3, and its
 * supply goes off all the same. So this lowers the revision that Linux has noted. To be
 * loaded once the card is there.
 */
#include <linux/mmc/card.h>
#include <linux/module.h>
#include <linux/pci.h>

#define QEMU_SDHCI	0x0007	/* device ID of sdhci-pci */
#define REV_SLEEP	3	/* the first revision with CMD5 */

static int __init nosleep_init(void)
{
	struct pci_dev *pdev = pci_get_device(PCI_VENDOR_ID_REDHAT, QEMU_SDHCI, NULL);
	struct device *host = pdev ? device_find_child_by_name(&pdev->dev, "mmc0") : NULL;
	struct device *dev = host ? device_find_any_child(host) : NULL;

	if (dev) {
		struct mmc_card *card = container_of(dev, struct mmc_card, dev);

		pr_info("nosleep: %s: EXT_CSD revision was %u\n", dev_name(dev), card->ext_csd.rev);
		card->ext_csd.rev = min_t(unsigned int, card->ext_csd.rev, REV_SLEEP - 1);
	}
	put_device(dev);
	put_device(host);
	pci_dev_put(pdev);
	return dev ? 0 : -ENODEV;
}

static void __exit nosleep_exit(void)
{
}

module_init(nosleep_init);
module_exit(nosleep_exit);
MODULE_DESCRIPTION("keeps QEMU's eMMC from being put to sleep");
MODULE_LICENSE("GPL");
