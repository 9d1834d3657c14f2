/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The supply, the clock and the reset line of the eMMC, which only the trusted OS can
 * switch: it does so when an SCMI message says so.
 */
#ifndef BOARD_SUPPLY_H
#define BOARD_SUPPLY_H

#include <stdbool.h>

/* Ids, as in SCMI messages */
#define SUPPLY_EMMC_VOLTAGE	0
#define SUPPLY_EMMC_CLOCK	0
#define SUPPLY_EMMC_RESET	0

/* Everything is off. */
void supply_init(void);

/* Has the eMMC its supply and its clock, and is it not held in reset? */
bool supply_emmc_is_on(void);

/* How often the eMMC has lost its supply, or has been reset. */
unsigned int supply_emmc_losses(void);

#endif
