/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * tee-supplicant, as much of it as the trusted OS's services need: memory, and the
 * RPMB partition of the eMMC.
 */
#ifndef BOARD_SUPPLICANT_H
#define BOARD_SUPPLICANT_H

#include <stdbool.h>

#define SUPPLICANT_THREADS	16

/**
 * supplicant_start() - start the process
 * @threads:	so many of its threads take requests, 1 to SUPPLICANT_THREADS
 *
 * By the task that booted. There is at most one at a time.
 *
 * Return: 0, -EBUSY: it is running, -EINVAL, -ENOMEM.
 */
int supplicant_start(unsigned int threads);

/**
 * supplicant_kill() - kill it, and wait until it is gone
 *
 * By the task that booted.
 *
 * Return: false: it was not running.
 */
bool supplicant_kill(void);

#endif
