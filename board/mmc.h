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

/**
 * mmc_start() - there is an eMMC
 * @card:	it; ours until mmc_stop()
 * @cfg:	how it reaches the SCMI server, which switches its supply
 * @idle_ms:	switch it off so long after the last transfer; 0: at once
 *
 * By a task of the kernel, after the TEE driver was loaded.
 *
 * Return: 0, or what scmi_open() says.
 */
int mmc_start(struct emmc *card, const struct scmi_config *cfg, unsigned int idle_ms);

/* Nobody transfers any more. The supply is switched off. */
void mmc_stop(void);

/**
 * mmc_rpmb() - send frames to the RPMB partition, and read the answer
 * @request:	@num_request frames
 * @num_request: how many
 * @response:	out: @num_response frames
 * @num_response: how many
 *
 * What Linux's MMC_IOC_MULTI_CMD does for tee-supplicant: a write, for key and
 * data writes a request for the result, a read. By any task; sleeps for the
 * host, and for the supply.
 *
 * Return: 0; -EINTR: the caller was killed; -ETIMEDOUT: the card does not
 * answer; what scmi_voltage() says; -EINVAL: not a number of frames.
 */
int mmc_rpmb(const void *request, unsigned int num_request, void *response,
	     unsigned int num_response);

/* The card: what of it is the same at all times (sizes, CID). */
const struct emmc *mmc_card(void);

/* The plug is pulled at the so-manyeth page that the card programs from its next transfer on. */
void mmc_cut(unsigned int pages);

/* So often was it pulled since mmc_start(). */
unsigned int mmc_cuts(void);

#endif
