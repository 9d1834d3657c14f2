// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Asynchronous notifications: values posted for the normal world to fetch.
 *
 * Invariant: when a value becomes posted while notifications are on, or they are
 * switched on while any is posted, the interrupt is raised afterwards. The normal
 * world fetches until there is none, so a value that was posted already has an
 * interrupt of its own that is still to be answered.
 */
#include <secure/secure.h>

#include "arch.h"
#include "config.h"
#include "notif.h"
#include "spin.h"

#include "optee_smc.h"

#define WORDS	(SECURE_NOTIF_MAX / 64 + 1)

static struct {
	struct secure_lock lock;
	bool on;
	u64 posted[WORDS];
} notif;

static bool any_posted(void)
{
	unsigned int n;

	for (n = 0; n < WORDS; n++)
		if (notif.posted[n])
			return true;
	return false;
}

/**
 * notif_boot() - none posted, switched off
 */
void notif_boot(void)
{
	notif.on = false;
	memset(notif.posted, 0, sizeof(notif.posted));
}

/**
 * notif_post() - post a value
 * @value:	0 to SECURE_NOTIF_MAX
 */
void notif_post(u32 value)
{
	u64 bit = 1ULL << value % 64;
	bool raise;

	trace(.event = SECURE_EV_NOTIF, .thread = SECURE_NO_THREAD, .value = value);
	spin_lock(&notif.lock);
	raise = notif.on && !(notif.posted[value / 64] & bit);
	notif.posted[value / 64] |= bit;
	spin_unlock(&notif.lock);
	if (raise)
		platform_raise_notif();
}

/**
 * notif_enable() - the normal world takes notifications from now on, or no longer
 * @on:		takes them
 *
 * What is posted meanwhile is kept.
 */
void notif_enable(bool on)
{
	bool raise;

	spin_lock(&notif.lock);
	notif.on = on;
	raise = on && any_posted();
	spin_unlock(&notif.lock);
	if (raise)
		platform_raise_notif();
}

/**
 * notif_take() - the normal world fetches a value, the lowest
 * @value:	the value
 * @more:	others are posted
 *
 * Return: whether there was one.
 */
bool notif_take(u32 *value, bool *more)
{
	bool found = false;
	unsigned int n;

	spin_lock(&notif.lock);
	for (n = 0; n < WORDS && !found; n++) {
		if (notif.posted[n]) {
			*value = n * 64 + __builtin_ctzll(notif.posted[n]);
			notif.posted[n] &= notif.posted[n] - 1;
			found = true;
		}
	}
	*more = any_posted();
	spin_unlock(&notif.lock);
	return found;
}

/* See pta.h. */
void secure_notif_send(u32 value)
{
	if (value && value < SECURE_NOTIF_SYNC)
		notif_post(arch_index(value, SECURE_NOTIF_SYNC));
}

/* See pta.h. */
void secure_bottom_half_request(void)
{
	notif_post(OPTEE_SMC_ASYNC_NOTIF_VALUE_DO_BOTTOM_HALF);
}
