/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RPMB frames for code that has no kernel headers.
 */
#ifndef BOARD_FRAME_H
#define BOARD_FRAME_H

#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#include "rpmb_frame.h"

#endif
