// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Boot: the parts of the kernel and the services are set to their first state, then threads are
 * made.
 */
#include <secure/pta.h>
#include <secure/secure.h>

#include "call.h"
#include "config.h"
#include "notif.h"
#include "rpc.h"
#include "session.h"
#include "thread.h"

/* See secure.h. */
int secure_boot(const struct secure_config *cfg)
{
	unsigned int n;

	if (!cfg->threads || cfg->threads > SECURE_MAX_THREADS)
		return -1;
	config_set(cfg);
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
