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

void platform_init(void);
int platform_smt_reserve(void);
void platform_smt_free(void);
bool platform_was_reset(void);

#endif
