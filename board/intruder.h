/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Somebody beside our kernel who calls the trusted OS: another guest, or a boot stage
 * that crashed. The kernel's drivers know nothing of him.
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

/**
 * intruder_take() - take a thread, and keep it
 * @in:		filled in
 * @ms:		until intruder_give(), or, if he answers RPCs, so long at least
 *
 * By the task that booted, after machine_on().
 *
 * Return: 0; -EBUSY: no thread is free; -ENOMEM; -EIO: it went otherwise.
 */
int intruder_take(struct intruder *in, uint32_t ms);

/* Answer the RPC that the thread is suspended in. False: it was the last, the call is over. */
bool intruder_answer(struct intruder *in);

/* Answer until the call is over, and let the thread go. */
void intruder_give(struct intruder *in);

#endif
