// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Messages for "invoke-tests", and calls with them. The message is at the beginning of a page.
 */
#include <linux/io.h>
#include <linux/string.h>

#include "hostile.h"

void hostile_open(struct optee_msg_arg *msg)
{
	static const u8 uuid[] = PTA_INVOKE_TESTS_UUID_OCTETS;

	memset(msg, 0, OPTEE_MSG_GET_ARG_SIZE(2));
	msg->cmd = OPTEE_MSG_CMD_OPEN_SESSION;
	msg->num_params = 2;
	msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	memcpy(msg->params[0].u.octets, uuid, sizeof(uuid));
	msg->params[1].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	msg->params[1].u.value.c = OPTEE_MSG_LOGIN_REE_KERNEL;
}

void hostile_close(struct optee_msg_arg *msg, u32 session)
{
	memset(msg, 0, OPTEE_MSG_GET_ARG_SIZE(0));
	msg->cmd = OPTEE_MSG_CMD_CLOSE_SESSION;
	msg->session = session;
}

/**
 * hostile_call() - make a call that needs no RPC
 * @t:		the test
 * @msg:	its message, in a page
 * @preempted:	how often an interrupt has suspended it
 * @most:	after that many times the test fails
 *
 * Interrupts stay as the caller has them. If they are masked and one is pending, it suspends the
 * call each time that the call is resumed. A call that was suspended too often is brought to its
 * end with interrupts unmasked.
 *
 * Return: a0 of the end.
 */
u32 hostile_call(struct raw *t, struct optee_msg_arg *msg, unsigned int *preempted,
		 unsigned int most)
{
	struct arm_smccc_res res;
	phys_addr_t pa = virt_to_phys(msg);

	*preempted = 0;
	arm_smccc_smc(OPTEE_SMC_CALL_WITH_RPC_ARG, upper_32_bits(pa), lower_32_bits(pa), 0, 0, 0, 0,
		      0, &res);
	while ((u32)res.a0 == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR) {
		if (++*preempted == most) {
			suite_fail(&t->verdict, "suspended %u times, and the call is not over",
				   most);
			local_irq_enable();
		}
		arm_smccc_smc(OPTEE_SMC_CALL_RETURN_FROM_RPC, res.a1, res.a2, res.a3, 0, 0, 0, 0,
			      &res);
	}
	return res.a0;
}
