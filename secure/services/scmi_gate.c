// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI server: gates, which the normal world switches by a plugin of tee-supplicant
 * (OPTEE_RPC_CMD_SUPP_PLUGIN; optee_client, tee-supplicant/src/plugin.c).
 *
 * The normal world may need another service of the trusted OS first, on another thread. So nothing
 * is locked meanwhile, and no thread waits here for another: a second request for a gate that is
 * being switched is answered with busy.
 */
#include <stdatomic.h>

#include <secure/platform.h>
#include <secure/pta.h>

#include "scmi_gate.h"

/* A bit for each gate that is being switched */
static atomic_uint busy;

/**
 * scmi_gate_boot() - no gate is being switched
 */
void scmi_gate_boot(void)
{
	atomic_init(&busy, 0);
}

/* The plugin's command is the gate's number, its subcommand on or off, and there is no data. */
static u32 ask_plugin(const struct platform_gate *gate, bool on)
{
	struct optee_msg_param params[4] = {
		{ .attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT },
		{ .attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT },
		{ .attr = OPTEE_MSG_ATTR_TYPE_VALUE_INOUT, .u.value.a = on },
		{ .attr = OPTEE_MSG_ATTR_TYPE_TMEM_INOUT },
	};
	u32 uuid[4];

	memcpy(uuid, gate->plugin, sizeof(uuid));
	params[0].u.value.a = OPTEE_RPC_SUPP_PLUGIN_INVOKE;
	params[0].u.value.b = uuid[0];
	params[0].u.value.c = uuid[1];
	params[1].u.value.a = uuid[2];
	params[1].u.value.b = uuid[3];
	params[1].u.value.c = gate->id;
	return secure_rpc(OPTEE_RPC_CMD_SUPP_PLUGIN, params, ARRAY_SIZE(params));
}

/**
 * scmi_gate_begin() - switch a gate; suspends
 * @gate:	gate, NULL: there is none to be switched
 * @on:		on or off
 *
 * Return: SCMI_SUCCESS, and until scmi_gate_end() nobody else can; SCMI_BUSY: somebody else does;
 * SCMI_HARDWARE_ERROR: it has not been switched, or may have been.
 */
int32_t scmi_gate_begin(const struct platform_gate *gate, bool on)
{
	unsigned int bit;

	if (!gate)
		return SCMI_SUCCESS;
	bit = 1U << gate->id;
	if (atomic_fetch_or_explicit(&busy, bit, memory_order_acquire) & bit)
		return SCMI_BUSY;
	if (ask_plugin(gate, on) == TEEC_SUCCESS)
		return SCMI_SUCCESS;
	scmi_gate_end(gate);
	return SCMI_HARDWARE_ERROR;
}

/**
 * scmi_gate_end() - allow the next switch of a gate
 * @gate:	as it was given to scmi_gate_begin()
 */
void scmi_gate_end(const struct platform_gate *gate)
{
	if (gate)
		atomic_fetch_and_explicit(&busy, ~(1U << gate->id), memory_order_release);
}
