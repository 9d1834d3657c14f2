// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Numbers in words.
 */
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "optee_pta.h"
#include "optee_rpc_cmd.h"
#include "tee_result.h"

struct name {
	const char *of;
	uint32_t value;
	const char *name;
};

static const struct name rpcs[] = {
	{ NULL, OPTEE_RPC_CMD_LOAD_TA, "LOAD_TA" },
	{ NULL, OPTEE_RPC_CMD_RPMB, "RPMB" },
	{ NULL, OPTEE_RPC_CMD_FS, "FS" },
	{ NULL, OPTEE_RPC_CMD_GET_TIME, "GET_TIME" },
	{ NULL, OPTEE_RPC_CMD_NOTIFICATION, "NOTIFICATION" },
	{ NULL, OPTEE_RPC_CMD_SUSPEND, "SUSPEND" },
	{ NULL, OPTEE_RPC_CMD_SHM_ALLOC, "SHM_ALLOC" },
	{ NULL, OPTEE_RPC_CMD_SHM_FREE, "SHM_FREE" },
	{ NULL, OPTEE_RPC_CMD_SUPP_PLUGIN, "SUPP_PLUGIN" },
	{ NULL, OPTEE_RPC_CMD_RPMB_PROBE_RESET, "RPMB_PROBE_RESET" },
	{ NULL, OPTEE_RPC_CMD_RPMB_PROBE_NEXT, "RPMB_PROBE_NEXT" },
	{ NULL, OPTEE_RPC_CMD_RPMB_FRAMES, "RPMB_FRAMES" },
};

static const struct name commands[] = {
	{ "storage", PTA_STORAGE_CMD_READ, "READ" },
	{ "storage", PTA_STORAGE_CMD_WRITE, "WRITE" },
	{ "storage", PTA_STORAGE_CMD_DELETE, "DELETE" },
	{ "storage", PTA_STORAGE_CMD_INFO, "INFO" },
	{ "scmi", PTA_SCMI_CMD_CAPABILITIES, "CAPABILITIES" },
	{ "scmi", PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, "PROCESS_SMT_CHANNEL" },
	{ "scmi", PTA_SCMI_CMD_GET_CHANNEL_HANDLE, "GET_CHANNEL_HANDLE" },
	{ "scmi", PTA_SCMI_CMD_PROCESS_MSG_CHANNEL, "PROCESS_MSG_CHANNEL" },
	{ "watchdog", PTA_WATCHDOG_CMD_INIT, "INIT" },
	{ "watchdog", PTA_WATCHDOG_CMD_SET_TIMEOUT, "SET_TIMEOUT" },
	{ "watchdog", PTA_WATCHDOG_CMD_ENABLE, "ENABLE" },
	{ "watchdog", PTA_WATCHDOG_CMD_PING, "PING" },
	{ "invoke-tests", PTA_INVOKE_TESTS_CMD_TRACE, "TRACE" },
	{ "invoke-tests", PTA_INVOKE_TESTS_CMD_PARAMS, "PARAMS" },
	{ "invoke-tests", PTA_INVOKE_TESTS_CMD_PARK, "PARK" },
	{ "invoke-tests", PTA_INVOKE_TESTS_CMD_COMPUTE, "COMPUTE" },
};

static const struct name results[] = {
	{ NULL, TEEC_SUCCESS, "ok" },
	{ NULL, TEEC_ERROR_GENERIC, "GENERIC" },
	{ NULL, TEEC_ERROR_ACCESS_DENIED, "ACCESS_DENIED" },
	{ NULL, TEEC_ERROR_CANCEL, "CANCEL" },
	{ NULL, TEEC_ERROR_BAD_PARAMETERS, "BAD_PARAMETERS" },
	{ NULL, TEEC_ERROR_BAD_STATE, "BAD_STATE" },
	{ NULL, TEEC_ERROR_ITEM_NOT_FOUND, "ITEM_NOT_FOUND" },
	{ NULL, TEEC_ERROR_NOT_SUPPORTED, "NOT_SUPPORTED" },
	{ NULL, TEEC_ERROR_OUT_OF_MEMORY, "OUT_OF_MEMORY" },
	{ NULL, TEEC_ERROR_BUSY, "BUSY" },
	{ NULL, TEEC_ERROR_COMMUNICATION, "COMMUNICATION" },
	{ NULL, TEEC_ERROR_SECURITY, "SECURITY" },
	{ NULL, TEEC_ERROR_SHORT_BUFFER, "SHORT_BUFFER" },
	{ NULL, TEEC_ERROR_TIMEOUT, "TIMEOUT" },
	{ NULL, TEEC_ERROR_TARGET_DEAD, "TARGET_DEAD" },
	{ NULL, TEEC_ERROR_STORAGE_NO_SPACE, "STORAGE_NO_SPACE" },
	{ NULL, TEEC_ERROR_STORAGE_NOT_AVAILABLE, "STORAGE_NOT_AVAILABLE" },
};

static const char *find_name(const struct name *names, size_t num, const char *of, uint32_t value)
{
	size_t n;

	for (n = 0; n < num; n++)
		if (names[n].value == value && (!names[n].of || (of && !strcmp(names[n].of, of))))
			return names[n].name;
	return NULL;
}

#define FIND(names, of, value)	find_name(names, sizeof(names) / sizeof((names)[0]), of, value)

/**
 * name_of_rpc() - an RPC command in words
 * @cmd:		OPTEE_RPC_CMD_*
 */
const char *name_of_rpc(unsigned int cmd)
{
	const char *name = FIND(rpcs, NULL, cmd);

	return name ? name : "(another RPC)";
}

/**
 * name_of_command() - a command of a service in words
 * @service:	name of the service
 * @cmd:		the command
 *
 * Return: "" if it has no name.
 */
const char *name_of_command(const char *service, uint32_t cmd)
{
	const char *name = FIND(commands, service, cmd);

	return name ? name : "";
}

/**
 * name_of_wait() - what a task waits for, as in "NAME waits for a thread"
 * @wait:		what
 */
const char *name_of_wait(enum watch_wait wait)
{
	switch (wait) {
	case WATCH_THREAD:
		return "waits for a thread";
	case WATCH_ANSWER:
		return "waits for the supplicant";
	case WATCH_NOTIF:
		return "waits for a notification";
	default:
		return "waits for the eMMC host";
	}
}

/**
 * name_of_result() - the result of a call in words
 * @res:		TEEC_*
 * @buf:		room for it, where it has no name
 * @size:		bytes of @buf
 */
const char *name_of_result(uint32_t res, char *buf, size_t size)
{
	const char *name = FIND(results, NULL, res);

	if (name)
		return name;
	snprintf(buf, size, "%#x", res);
	return buf;
}
