/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Holding one call, the victim's, at one of its RPCs.
 */
#ifndef TESTS_STACK_HOLD_H
#define TESTS_STACK_HOLD_H

#include "world.h"

/* The places where the victim's call can be held. */
enum hold_place {
	IN_CONDUIT,	/* before the driver knows of the RPC */
	AT_SUPPLICANT,	/* which has the driver's request, and does not answer */
};

/* For world_on(); and before and after it */
extern const struct world_watch hold_watch;
void hold_init(void);
void hold_destroy(void);

/*
 * By who holds: at the @nth RPC from 1 on that comes by at @place. Set before the victim starts.
 */
void hold_at(enum hold_place place, unsigned int nth);

/* Wait until it is held there, true; or has come to its end, false. Then let it go on. */
bool hold_wait(void);
void hold_let_go(void);

/* RPCs that have come by; those of one kind, OPTEE_RPC_CMD_*, that were held since hold_init() */
unsigned int hold_met(void);
unsigned int hold_kinds(uint32_t cmd);

/* By the victim: it is the calling task; the call begins, or is over; so is all of it. */
void hold_me(void);
void hold_arm(bool armed);
void hold_over(void);

#endif
