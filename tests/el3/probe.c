// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * insmod probe.ko calls=CALL:ANSWER,... - raw SMCs, past the driver: is the
 * answer (a0) of each the one that is wanted?  Without ":ANSWER" any is.
 *
 * The yielding calls name memory that does not exist. So the answer is EBADADDR (4) if the call
 * found a thread, and ETHREAD_LIMIT (1) if not.
 */
#include <linux/arm-smccc.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/string.h>

#include "../../abi/optee_smc.h"

static char *calls[16];
static unsigned int num_calls;
module_param_array(calls, charp, &num_calls, 0);

/* The fast call that reads EL3's counts, see reserve.patch. */
#define READ_COUNT	OPTEE_SMC_FAST_CALL_VAL(0x7e00)
#define KIND(kind)	(2 * (kind))
#define REFUSED		1

static const struct {
	const char *name;
	u32 func;
	u32 a1;
} known[] = {
	{ "reserve", OPTEE_SMC_RESERVE_SYS_THREAD },
	{ "unreserve", OPTEE_SMC_UNRESERVE_SYS_THREAD },
	{ "ordinary", OPTEE_SMC_CALL_WITH_REGD_ARG },
	{ "system", OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG },
	{ "ordinary_calls", READ_COUNT, KIND(1) },
	{ "ordinary_refused", READ_COUNT, KIND(1) + REFUSED },
	{ "system_calls", READ_COUNT, KIND(2) },
	{ "system_refused", READ_COUNT, KIND(2) + REFUSED },
	{ "reserves", READ_COUNT, KIND(3) },
	{ "reserves_refused", READ_COUNT, KIND(3) + REFUSED },
	{ "unreserves", READ_COUNT, KIND(4) },
	{ "unreserves_refused", READ_COUNT, KIND(4) + REFUSED },
};

/* An interrupt may suspend a yielding call; the call makes no other RPC this early. */
static u32 smc(u32 func, u32 a1)
{
	const unsigned long no_such_cookie = 0x7ee1a9e;
	struct arm_smccc_res res;

	arm_smccc_smc(func, a1, no_such_cookie, 0, 0, 0, 0, 0, &res);
	while ((u32)res.a0 == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR)
		arm_smccc_smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, res.a1, res.a2, res.a3, 0, 0, 0, 0,
			      &res);
	return res.a0;
}

/* Whether the answer to @call, a "name:answer" or "name", is the one that is wanted. */
static bool right(const char *call)
{
	size_t len = strcspn(call, ":");
	unsigned int want = 0, n;
	u32 got;

	if (call[len] && kstrtouint(call + len + 1, 0, &want))
		return false;
	for (n = 0; n < ARRAY_SIZE(known); n++) {
		if (strlen(known[n].name) != len || strncmp(call, known[n].name, len))
			continue;
		got = smc(known[n].func, known[n].a1);
		pr_info("el3-probe: %s: %u\n", call, got);
		return !call[len] || got == want;
	}
	return false;
}

static int __init probe_init(void)
{
	unsigned int wrong = 0, n;

	for (n = 0; n < num_calls; n++)
		if (!right(calls[n]))
			wrong++;
	pr_info("el3-probe: %u calls, %u wrong\n", num_calls, wrong);
	return 0;
}

static void __exit probe_exit(void)
{
}
module_init(probe_init);
module_exit(probe_exit);

MODULE_AUTHOR("teelane authors");
MODULE_DESCRIPTION("Asks the secure monitor for system threads");
MODULE_LICENSE("GPL");
