/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fast calls, and what the trusted OS says of itself in their answers.
 */
#ifndef OPTEE_SMC_H
#define OPTEE_SMC_H

#include <linux/types.h>

struct arm_smccc_res;
struct optee;
struct tee_device;

/* The largest notification value where the trusted OS does not tell one */
#define OPTEE_DEFAULT_MAX_NOTIF_VALUE	255

/* The most parameters of an RPC command; OP-TEE uses up to 4 */
#define OPTEE_MAX_RPC_PARAMS	8

typedef void optee_invoke_fn(unsigned long a0, unsigned long a1, unsigned long a2,
			     unsigned long a3, unsigned long a4, unsigned long a5,
			     unsigned long a6, unsigned long a7, struct arm_smccc_res *res);

/**
 * struct optee_caps - capabilities of the trusted OS, as it told at probe
 * @bits:		OPTEE_SMC_SEC_CAP_*
 * @max_notif_value:	largest notification value
 * @rpc_params:		the message of an RPC follows the message of the call, and has room for
 *			so many parameters; 0: the trusted OS allocates it by another RPC
 * @threads:		thread contexts; 0: not known
 * @reserves_threads:	the trusted OS knows RESERVE_SYS_THREAD
 */
struct optee_caps {
	u32 bits;
	u32 max_notif_value;
	unsigned int rpc_params;
	unsigned int threads;
	bool reserves_threads;
};

/**
 * struct optee_os_revision - which trusted OS it is
 * @major:	of its version
 * @minor:	of its version
 * @build:	the source's commit; 0: not known
 */
struct optee_os_revision {
	u32 major;
	u32 minor;
	u32 build;
};

/* smc.c: fast calls */
bool optee_smc_is_optee(optee_invoke_fn *invoke_fn);
bool optee_smc_revision_fits(optee_invoke_fn *invoke_fn);
void optee_smc_get_os_revision(optee_invoke_fn *invoke_fn, struct optee_os_revision *revision);
int optee_get_revision(struct tee_device *teedev, char *buf, size_t len);
int optee_smc_exchange_caps(optee_invoke_fn *invoke_fn, struct optee_caps *caps);
int optee_smc_reserved_shm(optee_invoke_fn *invoke_fn, phys_addr_t *pa, size_t *size);
int optee_smc_reserve_thread(optee_invoke_fn *invoke_fn);
bool optee_smc_unreserve_thread(optee_invoke_fn *invoke_fn);
int optee_smc_enable_async_notif(optee_invoke_fn *invoke_fn);
bool optee_smc_async_notif_value(optee_invoke_fn *invoke_fn, u32 *value, bool *pending);
void optee_smc_enable_shm_cache(struct optee *optee);
void optee_smc_disable_shm_cache(struct optee *optee, bool ours);

#endif /* OPTEE_SMC_H */
