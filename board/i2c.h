/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The kernel's two I2C buses, and the chips on them: switch on what the bus needs, write to the
 * chip, switch it off again.
 *
 *	bus 0	needs a supply, whose gate is in a PMIC on bus 1
 *	bus 1	needs a clock, which has no gate
 *
 * So to write to a chip on bus 0 takes an SCMI message for which the trusted OS needs bus 1,
 * for which it takes another SCMI message.
 */
#ifndef BOARD_I2C_H
#define BOARD_I2C_H

#include <stdbool.h>

#include "scmi_config.h"
#include "supply.h"

#define I2C_BUSES	2

int i2c_start(const struct scmi_config cfg[I2C_BUSES]);
void i2c_stop(void);
int i2c_switch_gate(unsigned int gate, bool on);

#endif
