// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The driver and the trusted OS, without the other parts of the machine.
 */
#include <string.h>

#include <hosted/hosted.h>
#include <hosted/optee.h>
#include <hosted/user.h>
#include <secure/secure.h>

#include "frame.h"
#include "optee_pta.h"
#include "optee_smc.h"
#include "platform.h"
#include "worlds.h"

#define THREADS	2

static bool is_stub;

static bool is_yielding_entry(uint64_t id)
{
	return id == OPTEE_SMC_CALL_WITH_REGD_ARG || id == OPTEE_SMC_CALL_WITH_RPC_ARG;
}

static void worlds_smc(uint64_t reg[8])
{
	struct smc_regs regs;

	if (is_stub && is_yielding_entry(reg[0])) {
		reg[0] = OPTEE_SMC_RETURN_OK;
		return;
	}
	memcpy(regs.a, reg, sizeof(regs.a));
	secure_smc(&regs);
	memcpy(reg, regs.a, sizeof(regs.a));
}

/**
 * worlds_on() - boot both worlds, and load the driver
 *
 * The calling thread becomes the kernel's first task.
 *
 * Return: 0 or -1.
 */
int worlds_on(void)
{
	static const struct hosted_config hosted = { .log_level = 3 };
	static const struct secure_config secure = { .threads = THREADS };

	is_stub = false;
	platform_init();
	if (hosted_boot(&hosted))
		return -1;
	if (!secure_boot(&secure) && !hosted_optee_probe(worlds_smc, PLATFORM_NOTIF_IRQ, 0))
		return 0;
	hosted_shutdown();
	return -1;
}

/**
 * worlds_off() - remove the driver, and shut the kernel down
 *
 * By the thread that called worlds_on().
 *
 * Return: 0, or -1: something was left behind.
 */
int worlds_off(void)
{
	return hosted_optee_remove() || hosted_shutdown() ? -1 : 0;
}

/**
 * worlds_stub() - from now on yielding calls do not get to the trusted OS
 * @stub:	they return OK at once; false: they do again
 *
 * The driver cannot tell: it has zeroed the message, and zeroes say that the command
 * succeeded. So what it does for a call is the same with and without.
 */
void worlds_stub(bool stub)
{
	is_stub = stub;
}

/* Returns the ID of the session, or 0 if there is none. */
static uint32_t worlds_open_session(int fd)
{
	static const uint8_t uuid[TEE_IOCTL_UUID_LEN] = PTA_INVOKE_TESTS_UUID_OCTETS;
	struct tee_ioctl_open_session_arg arg = { 0 };
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)&arg, .buf_len = sizeof(arg) };

	memcpy(arg.uuid, uuid, sizeof(arg.uuid));
	if (hosted_ioctl(fd, TEE_IOC_OPEN_SESSION, &buf) || arg.ret)
		return 0;
	return arg.session;
}

/**
 * client_open() - open a session for null invocations
 * @client:	out, static
 *
 * By the thread that booted.
 *
 * Return: 0 or -1.
 */
int client_open(struct client *client)
{
	memset(client, 0, sizeof(*client));
	if (hosted_user_map(client, sizeof(*client)))
		return -1;
	client->fd = hosted_open("/dev/tee0");
	if (client->fd < 0)
		goto unmap;
	client->arg.head.session = worlds_open_session(client->fd);
	if (!client->arg.head.session)
		goto close;
	client->arg.head.func = PTA_INVOKE_TESTS_CMD_TRACE;
	client->arg.head.num_params = CLIENT_PARAMS;
	client->buf.buf_ptr = (uintptr_t)&client->arg;
	client->buf.buf_len = sizeof(client->arg);
	return 0;

close:
	hosted_close(client->fd);
unmap:
	hosted_user_unmap(client);
	return -1;
}

/**
 * client_close() - close a session
 * @client:	opened
 *
 * By the thread that booted.
 */
void client_close(struct client *client)
{
	hosted_close(client->fd);
	hosted_user_unmap(client);
}

/**
 * client_call() - a null invocation, from ioctl to ioctl
 * @client:	opened
 *
 * By the thread that booted.
 *
 * Return: 0 or -1.
 */
int client_call(struct client *client)
{
	if (hosted_ioctl(client->fd, TEE_IOC_INVOKE, &client->buf))
		return -1;
	return client->arg.head.ret ? -1 : 0;
}
