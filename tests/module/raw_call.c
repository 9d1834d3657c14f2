// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls, and what their answers may carry: x4 to x17 as they were passed, and x1 to x3 of a
 * call that has no results either as they were passed (a fast one) or zero (a yielding one).
 * Anything else would be something of the secure world's.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/string.h>

#include "../../abi/optee_msg.h"
#include "raw.h"

#define MARK		0x7ee1a9e0000ul
#define NO_SUCH_COOKIE	0x7ee1a9e

static void mark(struct arm_smccc_1_2_regs *in, u32 func)
{
	unsigned long *x = &in->a0;
	int n;

	for (n = 1; n < 18; n++)
		x[n] = MARK + n;
	in->a0 = func;
}

static void smc(struct raw *t, const struct arm_smccc_1_2_regs *in,
		struct arm_smccc_1_2_regs *out)
{
	const unsigned long *before = &in->a0, *after = &out->a0;
	int n;

	arm_smccc_1_2_smc(in, out);
	for (n = 4; n < 18; n++)
		if (after[n] != before[n])
			suite_fail(&t->verdict, "call %08lx: x%d comes back as %lx", in->a0, n,
				   after[n]);
}

static void carries_nothing(struct raw *t, const struct arm_smccc_1_2_regs *in,
			    const struct arm_smccc_1_2_regs *out, bool may_keep)
{
	const unsigned long *before = &in->a0, *after = &out->a0;
	int n;

	for (n = 1; n < 4; n++)
		if (after[n] && !(may_keep && (u32)after[n] == (u32)before[n]))
			suite_fail(&t->verdict, "call %08lx: %lx comes with %lx in x%d", in->a0,
				   out->a0, after[n], n);
}

/* Make a fast call that has no results. Returns a0. */
u32 raw_fast(struct raw *t, u32 func)
{
	struct arm_smccc_1_2_regs in, out;

	mark(&in, func);
	smc(t, &in, &out);
	carries_nothing(t, &in, &out, true);
	return out.a0;
}

static void until_no_interrupt(struct raw *t, struct arm_smccc_1_2_regs *out)
{
	struct arm_smccc_1_2_regs in;

	while ((u32)out->a0 == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR) {
		in = *out;
		in.a0 = OPTEE_SMC_CALL_RETURN_FROM_RPC;
		smc(t, &in, out);
	}
}

/* Make a yielding call that must end at once. Returns a0. */
u32 raw_yielding(struct raw *t, u32 func)
{
	struct arm_smccc_1_2_regs in, out;

	mark(&in, func);
	in.a1 = 0;
	in.a2 = NO_SUCH_COOKIE;
	in.a3 = 0;
	smc(t, &in, &out);
	until_no_interrupt(t, &out);
	carries_nothing(t, &in, &out, false);
	return out.a0;
}

/*
 * A call whose message does not exist, so that one that has found a thread says EBADADDR.
 * The other answer that is right is ETHREAD_LIMIT.
 */
u32 raw_call(struct raw *t, enum raw_call kind)
{
	return raw_yielding(t, kind == SYSTEM ? OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG :
						OPTEE_SMC_CALL_WITH_REGD_ARG);
}

/* Prepare to open a session with a TA that does not exist: to look for the TA takes RPCs. */
static void ask_for_ta(struct optee_msg_arg *arg)
{
	arg->cmd = OPTEE_MSG_CMD_OPEN_SESSION;
	arg->num_params = 2;
	arg->params[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	memset(arg->params[0].u.octets, 0x7e, 16);
	arg->params[1].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	arg->params[1].u.value.c = OPTEE_MSG_LOGIN_PUBLIC;
}

/**
 * raw_hold() - make a call and leave it suspended
 * @t:		the test
 * @held:	what raw_release() wants
 *
 * Return: false if there was no thread for it; the test fails at any other answer.
 */
bool raw_hold(struct raw *t, struct held *held)
{
	struct arm_smccc_1_2_regs in;
	phys_addr_t pa;

	held->arg = (void *)get_zeroed_page(GFP_KERNEL);
	if (!held->arg) {
		suite_fail(&t->verdict, "no memory");
		return false;
	}
	ask_for_ta(held->arg);
	pa = virt_to_phys(held->arg);
	mark(&in, OPTEE_SMC_CALL_WITH_ARG);
	in.a1 = upper_32_bits(pa);
	in.a2 = lower_32_bits(pa);
	in.a3 = 0;
	smc(t, &in, &held->rpc);
	until_no_interrupt(t, &held->rpc);
	if ((u32)held->rpc.a0 == OPTEE_SMC_RETURN_RPC_ALLOC)
		return true;
	if (expect_eq(t, (u32)held->rpc.a0, OPTEE_SMC_RETURN_ETHREAD_LIMIT))
		carries_nothing(t, &in, &held->rpc, false);
	free_page((unsigned long)held->arg);
	held->arg = NULL;
	return false;
}

/* Answer the RPC of the call without memory, so that the call ends. */
void raw_release(struct raw *t, struct held *held)
{
	struct arm_smccc_1_2_regs in, *out = &held->rpc;

	if (!held->arg)
		return;
	while (OPTEE_SMC_RETURN_IS_RPC((u32)out->a0)) {
		in = *out;
		in.a0 = OPTEE_SMC_CALL_RETURN_FROM_RPC;
		if ((u32)out->a0 == OPTEE_SMC_RETURN_RPC_ALLOC) {
			in.a1 = 0;
			in.a2 = 0;
			in.a4 = 0;
			in.a5 = 0;
		}
		smc(t, &in, out);
	}
	expect_eq(t, (u32)out->a0, OPTEE_SMC_RETURN_OK);
	expect(t, ((struct optee_msg_arg *)held->arg)->ret != 0);
	free_page((unsigned long)held->arg);
	held->arg = NULL;
}

unsigned int raw_thread_count(void)
{
	struct arm_smccc_res res;

	arm_smccc_smc(OPTEE_SMC_GET_THREAD_COUNT, 0, 0, 0, 0, 0, 0, 0, &res);
	return (u32)res.a0 == OPTEE_SMC_RETURN_OK ? res.a1 : 0;
}
