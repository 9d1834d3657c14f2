// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * What was fixed at boot.
 */
#include <secure/types.h>

#include "config.h"

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
 * config_set() - take over what the machine wants
 * @cfg:	of secure_boot()
 */
void config_set(const struct secure_config *cfg)
{
	kernel_trace = cfg->trace;
	config.caps = CAPS & ~cfg->hide_caps;
	config.hide_thread_count = cfg->hide_thread_count;
}

/**
 * config_announced_caps() - the capability bits in the answer to EXCHANGE_CAPABILITIES
 *
 * The bit SYSTEM_THREAD is left out, although threads can be reserved. Linux takes it for
 * RPMB_PROBE and would tell user space that the kernel routes RPMB (rpmb_routing_model in sysfs),
 * so that tee-supplicant, which serves RPMB for this trusted OS, might not be started. A caller of
 * RESERVE_SYS_THREAD learns by the answer whether threads can be reserved.
 *
 * Return: OPTEE_SMC_SEC_CAP_* bits.
 */
u32 config_announced_caps(void)
{
	return config.caps & ~OPTEE_SMC_SEC_CAP_SYSTEM_THREAD;
}

/**
 * config_supports() - does the trusted OS have a capability, announced or not?
 * @cap:	OPTEE_SMC_SEC_CAP_*
 */
bool config_supports(u32 cap)
{
	return config.caps & cap;
}

/**
 * config_hides_thread_count() - is GET_THREAD_COUNT to be answered as an unknown call?
 */
bool config_hides_thread_count(void)
{
	return config.hide_thread_count;
}
