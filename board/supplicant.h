/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * tee-supplicant, as much of it as the trusted OS's services need: memory, the RPMB
 * partition of the eMMC, and a plugin that switches gates in chips on I2C buses.
 */
#ifndef BOARD_SUPPLICANT_H
#define BOARD_SUPPLICANT_H

#include <stdbool.h>

#define SUPPLICANT_THREADS	16

/* Asks whether a supplicant that has taken a request shall not serve it yet. */
typedef bool supplicant_hold_fn(const void *arg);

void supplicant_hold(supplicant_hold_fn *hold, const void *arg);
int supplicant_start(unsigned int threads);
bool supplicant_kill(void);

#endif
