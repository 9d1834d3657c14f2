// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Holding one call at one of its RPCs. The host thread stops: to the kernel and to the trusted OS
 * that is a CPU, or a supplicant, that is slow.
 */
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

#include "frame.h" /* the types of abi/ */
#include "hold.h"
#include "optee_smc.h"

#define NUM_CMDS	32	/* more than OPTEE_RPC_CMD_* go up to */

/**
 * struct hold - who is held, and where
 * @place:	where
 * @nth:	at which RPC there
 * @met:	how many RPCs have come by
 * @cmd:	the last one's OPTEE_RPC_CMD_*, as the trusted OS says
 * @kinds:	how many of each were held
 * @armed:	RPCs count
 * @event:	the victim is held, or is over
 * @held:	which of the two
 * @go:		the held call may go on
 */
static struct hold {
	enum hold_place place;
	unsigned int nth;
	unsigned int met;
	uint32_t cmd;
	unsigned int kinds[NUM_CMDS];
	atomic_bool armed;
	sem_t event;
	bool held;
	sem_t go;
} hold;

static __thread bool i_am_victim;

static void tell(bool held)
{
	hold.held = held;
	sem_post(&hold.event);
}

static void pass(uint32_t cmd)
{
	if (++hold.met != hold.nth)
		return;
	if (cmd < NUM_CMDS)
		hold.kinds[cmd]++;
	tell(true);
	sem_wait(&hold.go);
}

static void event(const struct secure_event_info *info)
{
	if (info->event == SECURE_EV_RPC && i_am_victim)
		hold.cmd = info->cmd;
}

static void returned(const struct smc_regs *regs)
{
	if (i_am_victim && hold.armed && hold.place == IN_CONDUIT &&
	    OPTEE_SMC_RETURN_IS_RPC(regs->a[0]))
		pass(hold.cmd);
}

/* Only the call of the victim needs the supplicant, so every request is its. */
static void asked(uint32_t cmd)
{
	if (hold.armed && hold.place == AT_SUPPLICANT)
		pass(cmd);
}

const struct world_watch hold_watch = {
	.event = event, .returned = returned, .asked = asked,
};

void hold_init(void)
{
	memset(&hold, 0, sizeof(hold));
	sem_init(&hold.event, 0, 0);
	sem_init(&hold.go, 0, 0);
}

void hold_destroy(void)
{
	sem_destroy(&hold.event);
	sem_destroy(&hold.go);
}

void hold_at(enum hold_place place, unsigned int nth)
{
	hold.place = place;
	hold.nth = nth;
	hold.met = 0;
}

bool hold_wait(void)
{
	while (sem_wait(&hold.event))
		;
	return hold.held;
}

void hold_let_go(void)
{
	sem_post(&hold.go);
}

unsigned int hold_met(void)
{
	return hold.met;
}

unsigned int hold_kinds(uint32_t cmd)
{
	return hold.kinds[cmd];
}

void hold_me(void)
{
	i_am_victim = true;
}

void hold_arm(bool armed)
{
	hold.armed = armed;
}

void hold_over(void)
{
	tell(false);
}
