// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Boot.
 */
#include <secure/pta.h>
#include <secure/secure.h>

#include "boot.h"
#include "call.h"
#include "notif.h"
#include "rpc.h"
#include "session.h"
#include "thread.h"
#include "trace.h"

#include "optee_smc.h"

/* No reserved shared memory: memory is registered, or described where it is used. */
#define CAPS	(OPTEE_SMC_SEC_CAP_UNREGISTERED_SHM | OPTEE_SMC_SEC_CAP_DYNAMIC_SHM | \
		 OPTEE_SMC_SEC_CAP_MEMREF_NULL | OPTEE_SMC_SEC_CAP_ASYNC_NOTIF | \
		 OPTEE_SMC_SEC_CAP_RPC_ARG | OPTEE_SMC_SEC_CAP_SYSTEM_THREAD)

const struct secure_trace *kernel_trace;

static struct {
	u32 caps;
	bool hide_thread_count;
} config;

/**
 * boot_caps() - what is offered to the normal world
 *
 * Return: OPTEE_SMC_SEC_CAP_* bits.
 */
u32 boot_caps(void)
{
	return config.caps;
}

/**
 * boot_has_cap() - is it offered?
 * @cap:	one of the bits
 */
bool boot_has_cap(u32 cap)
{
	return config.caps & cap;
}

/**
 * boot_hides_thread_count() - is GET_THREAD_COUNT unknown?
 */
bool boot_hides_thread_count(void)
{
	return config.hide_thread_count;
}

/* See secure.h. */
int secure_boot(const struct secure_config *cfg)
{
	unsigned int n;

	if (!cfg->threads || cfg->threads > SECURE_MAX_THREADS)
		return -1;
	kernel_trace = cfg->trace;
	config.caps = CAPS & ~cfg->hide_caps;
	config.hide_thread_count = cfg->hide_thread_count;
	extents_boot();
	shm_boot();
	sessions_boot();
	notif_boot();
	rpc_cache_boot();
	for (n = 0; secure_ptas[n]; n++)
		if (secure_ptas[n]->boot)
			secure_ptas[n]->boot();
	return threads_boot(cfg->threads, call_run);
}
