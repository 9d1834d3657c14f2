/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Numbers in words.
 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "watch.h"

const char *name_of_rpc(unsigned int cmd);
const char *name_of_command(const char *service, uint32_t cmd);
const char *name_of_wait(enum watch_wait wait);
const char *name_of_result(uint32_t res, char *buf, size_t size);

#endif
