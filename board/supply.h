/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Supplies, clocks and the reset line of the eMMC and of the I2C buses, which only the trusted
 * OS can switch: it does so when an SCMI message says so. Some have a gate in a chip on an I2C
 * bus, which the trusted OS cannot reach.
 */
#ifndef BOARD_SUPPLY_H
#define BOARD_SUPPLY_H

#include <stdbool.h>
#include <stdint.h>

/* Ids, as in SCMI messages */
#define SUPPLY_EMMC_VOLTAGE	0
#define SUPPLY_BUS0_VOLTAGE	1
#define SUPPLY_EMMC_CLOCK	0
#define SUPPLY_BUS1_CLOCK	1
#define SUPPLY_EMMC_RESET	0

/* The plugin of tee-supplicant that reaches the chips: 3b4cea5b-04f1-4ef8-9ac8-0a9a7c3b2f6e */
#define SUPPLY_PLUGIN_UUID \
	{ 0x3b, 0x4c, 0xea, 0x5b, 0x04, 0xf1, 0x4e, 0xf8, \
	  0x9a, 0xc8, 0x0a, 0x9a, 0x7c, 0x3b, 0x2f, 0x6e }

/* Gates */
enum supply_gate {
	SUPPLY_GATE_EMMC_CLOCK,		/* in a clock generator on bus 0 */
	SUPPLY_GATE_BUS0_VOLTAGE,	/* in a PMIC on bus 1 */
	SUPPLY_GATES,
};

void supply_init(bool gated);
bool supply_emmc_is_on(void);
unsigned int supply_emmc_losses(void);
bool supply_bus_is_on(unsigned int bus);
void supply_gate_write(enum supply_gate gate, bool on);

#endif
