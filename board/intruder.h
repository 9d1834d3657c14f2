/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A caller of the trusted OS beside our kernel: another guest, or a boot stage that crashed. The
 * kernel's drivers do not know that it exists, and so miss the thread context that it holds.
 */
#ifndef BOARD_INTRUDER_H
#define BOARD_INTRUDER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct intruder - one, with a thread of the trusted OS
 * @pa:		his page of RAM
 * @regs:	registers of the call that is suspended
 */
struct intruder {
	uint64_t pa;
	uint64_t regs[8];
};

int intruder_take(struct intruder *in, uint32_t ms);
bool intruder_answer(struct intruder *in);
void intruder_give(struct intruder *in);

#endif
