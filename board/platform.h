/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The board's side of <secure/platform.h>.
 */
#ifndef BOARD_PLATFORM_H
#define BOARD_PLATFORM_H

#include <stdbool.h>

/* The interrupt of asynchronous notifications */
#define PLATFORM_NOTIF_IRQ	1

/* As it is when the machine is switched on. */
void platform_init(void);

/**
 * platform_smt_reserve() - set aside the shared memory of SCMI channels
 *
 * After hosted_boot(), before secure_boot(). Where it is, platform_scmi_smt() says.
 *
 * Return: 0 or -ENOMEM.
 */
int platform_smt_reserve(void);
void platform_smt_free(void);

/* Has the watchdog expired since? */
bool platform_was_reset(void);

#endif
