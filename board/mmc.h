/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel's way to the eMMC: switch its supply on, transfer, and switch it
 * off when nobody wanted anything for a while.
 */
#ifndef BOARD_MMC_H
#define BOARD_MMC_H

#include <stdbool.h>

#include "emmc.h"
#include "scmi_config.h"

/* What people call the host's lock */
#define MMC_LOCK_NAME	"the eMMC host"

int mmc_start(struct emmc *card, const struct scmi_config *cfg, unsigned int idle_ms);
void mmc_stop(void);
int mmc_rpmb(const void *request, unsigned int num_request, void *response,
	     unsigned int num_response);
const struct emmc *mmc_card(void);
void mmc_cut(unsigned int pages);
unsigned int mmc_cuts(void);

#endif
