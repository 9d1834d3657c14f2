/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Raw calls to our trusted OS that end in a service of it, "invoke-tests". As for raw.h, no driver
 * may be loaded.
 */
#ifndef TEELANE_HOSTILE_H
#define TEELANE_HOSTILE_H

#include "../../abi/optee_msg.h"
#include "../../abi/optee_pta.h"
#include "raw.h"

extern struct suite hostile_suite;

void hostile_open(struct optee_msg_arg *msg);
void hostile_close(struct optee_msg_arg *msg, u32 session);
u32 hostile_call(struct raw *t, struct optee_msg_arg *msg, unsigned int *preempted,
		 unsigned int most);
unsigned long hostile_fuzz(struct raw *t, u32 seed, unsigned int steps);

#endif
