// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Fast calls: the trusted OS answers them without a thread context.
 *
 * All are 32-bit calls, so only the lower halves of the results count (SMCCC, section 3.1).
 */
#include <linux/arm-smccc.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/mm.h>

#include "optee_msg.h"
#include "optee_smc.h"

#include "optee.h"
#include "shm.h"
#include "smc.h"

/* The trusted OS refuses to change its cache while a call executes, for example another guest's. */
#define SHM_CACHE_TRIES		1000
/* More thread contexts than any trusted OS has */
#define THREADS_MAX		1024

struct smc_result {
	u32 a0, a1, a2, a3;
};

static struct smc_result fast_call(optee_invoke_fn *invoke_fn, u32 func, u32 a1)
{
	struct arm_smccc_res res;

	invoke_fn(func, a1, 0, 0, 0, 0, 0, 0, &res);
	return (struct smc_result){ res.a0, res.a1, res.a2, res.a3 };
}

/**
 * optee_smc_is_optee() - does a trusted OS with OP-TEE's API answer
 * @invoke_fn:	the conduit
 */
bool optee_smc_is_optee(optee_invoke_fn *invoke_fn)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_CALLS_UID, 0);

	return res.a0 == OPTEE_MSG_UID_0 && res.a1 == OPTEE_MSG_UID_1 &&
	       res.a2 == OPTEE_MSG_UID_2 && res.a3 == OPTEE_MSG_UID_3;
}

/**
 * optee_smc_revision_fits() - does the driver know the trusted OS's revision of the API
 * @invoke_fn:	the conduit
 */
bool optee_smc_revision_fits(optee_invoke_fn *invoke_fn)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_CALLS_REVISION, 0);

	return res.a0 == OPTEE_MSG_REVISION_MAJOR && res.a1 >= OPTEE_MSG_REVISION_MINOR;
}

/**
 * optee_smc_get_os_revision() - ask which trusted OS it is, and log it
 * @invoke_fn:	the conduit
 * @revision:	gets the answer
 */
void optee_smc_get_os_revision(optee_invoke_fn *invoke_fn, struct optee_os_revision *revision)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_CALL_GET_OS_REVISION, 0);

	*revision = (struct optee_os_revision){ res.a0, res.a1, res.a2 };
	if (res.a2)
		pr_info("optee: revision %u.%u (%08x)\n", res.a0, res.a1, res.a2);
	else
		pr_info("optee: revision %u.%u\n", res.a0, res.a1);
}

/**
 * optee_get_revision() - which trusted OS it is, as text
 * @teedev:	one of its devices
 * @buf:	gets the text
 * @len:	bytes @buf has room for
 *
 * Any context.
 *
 * Return: 0.
 */
int optee_get_revision(struct tee_device *teedev, char *buf, size_t len)
{
	const struct optee *optee = tee_drvdata(teedev);
	const struct optee_os_revision *r = &optee->revision;

	/* The build has 16 digits, as the stock driver shows it. */
	if (r->build)
		scnprintf(buf, len, "%u.%u (%016x)", r->major, r->minor, r->build);
	else
		scnprintf(buf, len, "%u.%u", r->major, r->minor);

	return 0;
}

static unsigned int ask_thread_count(optee_invoke_fn *invoke_fn)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_GET_THREAD_COUNT, 0);

	/* Each thread costs a slot. A count that no trusted OS can have counts as not told. */
	if (res.a0 != OPTEE_SMC_RETURN_OK || res.a1 > THREADS_MAX)
		return 0;
	return res.a1;
}

/**
 * optee_smc_reserve_thread() - set a thread context aside for system calls
 * @invoke_fn:	the conduit
 *
 * Return: 0; -EBUSY if no thread can be set aside now; -EOPNOTSUPP for any other answer: the
 * trusted OS does not reserve threads.
 */
int optee_smc_reserve_thread(optee_invoke_fn *invoke_fn)
{
	switch (fast_call(invoke_fn, OPTEE_SMC_RESERVE_SYS_THREAD, 0).a0) {
	case OPTEE_SMC_RETURN_OK:
		return 0;
	case OPTEE_SMC_RETURN_ETHREAD_LIMIT:
		return -EBUSY;
	default:
		return -EOPNOTSUPP;
	}
}

/**
 * optee_smc_unreserve_thread() - undo optee_smc_reserve_thread()
 * @invoke_fn:	the conduit
 *
 * Return: false if the trusted OS says that there is nothing to undo.
 */
bool optee_smc_unreserve_thread(optee_invoke_fn *invoke_fn)
{
	return fast_call(invoke_fn, OPTEE_SMC_UNRESERVE_SYS_THREAD, 0).a0 == OPTEE_SMC_RETURN_OK;
}

/*
 * Does the trusted OS reserve threads? Capability bit 7 does not tell: the proposal of 2023 gave it
 * that meaning, but OP-TEE uses it for something else since 4.4. So the driver makes the call and
 * looks at the answer. A trusted OS that means something else by these ids would be mistaken for
 * one that reserves threads only if it answered both calls as ours does.
 *
 * A system call needs a registered argument buffer, and one is registered for each thread of which
 * the trusted OS tells. So without any of these capabilities the secure world cannot enforce lanes.
 */
static bool reserves_threads(optee_invoke_fn *invoke_fn, const struct optee_caps *caps)
{
	if (!caps->threads || !caps->rpc_params ||
	    !(caps->bits & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM))
		return false;
	switch (optee_smc_reserve_thread(invoke_fn)) {
	case 0:
		return optee_smc_unreserve_thread(invoke_fn);
	case -EBUSY:
		return true;
	default:
		return false;
	}
}

/**
 * optee_smc_exchange_caps() - learn what the trusted OS can do
 * @invoke_fn:	the conduit
 * @caps:	filled in
 *
 * Return: 0, or -EINVAL if the trusted OS refuses this kernel.
 */
int optee_smc_exchange_caps(optee_invoke_fn *invoke_fn, struct optee_caps *caps)
{
	u32 ours = nr_cpu_ids == 1 ? OPTEE_SMC_NSEC_CAP_UNIPROCESSOR : 0;
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_EXCHANGE_CAPABILITIES, ours);

	if (res.a0 != OPTEE_SMC_RETURN_OK)
		return -EINVAL;
	caps->bits = res.a1;
	caps->max_notif_value = OPTEE_DEFAULT_MAX_NOTIF_VALUE;
	if (caps->bits & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF)
		caps->max_notif_value = res.a2;
	/* If RPCs have more parameters than the driver serves, let the trusted OS allocate them. */
	caps->rpc_params = 0;
	if (caps->bits & OPTEE_SMC_SEC_CAP_RPC_ARG && (u8)res.a3 <= OPTEE_MAX_RPC_PARAMS)
		caps->rpc_params = (u8)res.a3;
	caps->threads = ask_thread_count(invoke_fn);
	caps->reserves_threads = reserves_threads(invoke_fn, caps);
	return 0;
}

/**
 * optee_smc_reserved_shm() - ask where the reserved shared memory is
 * @invoke_fn:	the conduit
 * @pa:		its address, page aligned
 * @size:	its size in bytes, whole pages
 *
 * Return: 0; -ENOENT if there is none; -EINVAL if it is not cached memory or
 * less than a page.
 */
int optee_smc_reserved_shm(optee_invoke_fn *invoke_fn, phys_addr_t *pa, size_t *size)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_GET_SHM_CONFIG, 0);
	u64 start = round_up((u64)res.a1, PAGE_SIZE);
	u64 end = round_down((u64)res.a1 + res.a2, PAGE_SIZE);

	if (res.a0 != OPTEE_SMC_RETURN_OK)
		return -ENOENT;
	if (res.a3 != OPTEE_SMC_SHM_CACHED || end <= start)
		return -EINVAL;
	*pa = start;
	*size = end - start;
	return 0;
}

/**
 * optee_smc_enable_async_notif() - let the trusted OS raise its interrupt
 * @invoke_fn:	the conduit
 *
 * Return: 0 or -EINVAL.
 */
int optee_smc_enable_async_notif(optee_invoke_fn *invoke_fn)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_ENABLE_ASYNC_NOTIF, 0);

	return res.a0 == OPTEE_SMC_RETURN_OK ? 0 : -EINVAL;
}

/**
 * optee_smc_async_notif_value() - fetch a notification value
 * @invoke_fn:	the conduit
 * @value:	the value
 * @pending:	there are more values
 *
 * Any context, hard interrupts as well.
 *
 * Return: true if there was one.
 */
bool optee_smc_async_notif_value(optee_invoke_fn *invoke_fn, u32 *value, bool *pending)
{
	struct smc_result res = fast_call(invoke_fn, OPTEE_SMC_GET_ASYNC_NOTIF_VALUE, 0);

	if (res.a0 != OPTEE_SMC_RETURN_OK || !(res.a2 & OPTEE_SMC_ASYNC_NOTIF_VALUE_VALID))
		return false;
	*value = res.a1;
	*pending = res.a2 & OPTEE_SMC_ASYNC_NOTIF_VALUE_PENDING;
	return true;
}

/**
 * optee_smc_enable_shm_cache() - let the trusted OS keep RPC arguments
 * @optee:	the trusted OS
 *
 * For a trusted OS that allocates them by RPC: without the cache each call would do so. May sleep.
 */
void optee_smc_enable_shm_cache(struct optee *optee)
{
	unsigned int tries = SHM_CACHE_TRIES;

	while (fast_call(optee->invoke_fn, OPTEE_SMC_ENABLE_SHM_CACHE, 0).a0 !=
	       OPTEE_SMC_RETURN_OK) {
		if (!--tries) {
			pr_warn("optee: RPC arguments are not cached\n");
			return;
		}
		usleep_range(1000, 2000);
	}
}

/**
 * optee_smc_disable_shm_cache() - let the trusted OS give back the RPC arguments that it keeps
 * @optee:	the trusted OS
 * @ours:	this driver has lent the memory; false: the kernel that ran before has
 *
 * May sleep.
 */
void optee_smc_disable_shm_cache(struct optee *optee, bool ours)
{
	unsigned int tries = SHM_CACHE_TRIES;
	struct tee_shm *shm;

	for (;;) {
		struct smc_result res = fast_call(optee->invoke_fn, OPTEE_SMC_DISABLE_SHM_CACHE,
						  0);

		if (res.a0 == OPTEE_SMC_RETURN_ENOTAVAIL)
			return; /* empty */
		if (res.a0 == OPTEE_SMC_RETURN_OK) {
			shm = ours ? optee_cookie_take_back(optee, optee_smc_pair_to_u64(res.a1,
											 res.a2))
				   : NULL;
			if (shm)
				tee_shm_free(shm);
			continue;
		}
		if (!--tries) {
			pr_warn("optee: a call of somebody else keeps RPC arguments\n");
			return;
		}
		usleep_range(1000, 2000);
	}
}
