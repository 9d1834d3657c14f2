// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The calls that clients make.
 *
 * A process can end in any system call, if it is killed: nothing here has to be
 * cleaned up by itself.
 */
#include <errno.h>
#include <string.h>

#include <linux/tee.h>
#include <linux/tee_system.h>

#include <hosted/user.h>

#include "client_private.h"
#include "optee_pta.h"

#define NUM_PARAMS	4
#define CONTENT_SIZE	600	/* of an object in secure storage: three blocks */
#define NAME_AT		0
#define WRITTEN_AT	64
#define READ_AT		1024
#define SHM_SIZE	4096
#define WATCHDOG_S	10

struct message {
	struct tee_ioctl_invoke_arg head;
	struct tee_ioctl_param params[NUM_PARAMS];
};

static const uint8_t uuids[][TEE_IOCTL_UUID_LEN] = {
	[SERVICE_NULL] = PTA_INVOKE_TESTS_UUID_OCTETS,
	[SERVICE_RPMB] = PTA_STORAGE_UUID_OCTETS,
	[SERVICE_WATCHDOG] = PTA_WATCHDOG_UUID_OCTETS,
	[SERVICE_SLEEP] = PTA_INVOKE_TESTS_UUID_OCTETS,
	[SERVICE_COMPUTE] = PTA_INVOKE_TESTS_UUID_OCTETS,
};

static int client_fails(struct client *client, const char *what, long long result)
{
	client->error = what;
	client->result = result;
	return -1;
}

static long client_ioctl(const struct user *u, unsigned int cmd, const void *arg, size_t size)
{
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)arg, .buf_len = size };

	return hosted_ioctl(u->fd, cmd, &buf);
}

static int client_open_session(struct user *u, enum scenario_service service)
{
	struct tee_ioctl_open_session_arg arg = { 0 };
	long rc;

	memcpy(arg.uuid, uuids[service], sizeof(arg.uuid));
	rc = client_ioctl(u, TEE_IOC_OPEN_SESSION, &arg, sizeof(arg));
	if (rc || arg.ret)
		return client_fails(u->client, "open a session", rc ? rc : (long long)arg.ret);
	u->session = arg.session;
	return 0;
}

static int client_alloc_shm(struct user *u)
{
	struct tee_ioctl_shm_alloc_data data = { .size = SHM_SIZE };
	void *addr;
	int fd;

	fd = (int)hosted_ioctl(u->fd, TEE_IOC_SHM_ALLOC, &data);
	if (fd < 0)
		return client_fails(u->client, "allocate shared memory", fd);
	u->shm_id = data.id;
	if (hosted_mmap(fd, SHM_SIZE, &addr))
		return client_fails(u->client, "map shared memory", 0);
	u->shm = addr;
	return 0;
}

static int client_invoke(struct user *u, uint32_t func, struct message *msg)
{
	long rc;

	msg->head.func = func;
	msg->head.session = u->session;
	msg->head.num_params = NUM_PARAMS;
	rc = client_ioctl(u, TEE_IOC_INVOKE, msg, sizeof(*msg));
	if (rc || msg->head.ret)
		return client_fails(u->client, "a call", rc ? rc : (long long)msg->head.ret);
	return 0;
}

static void set_mem(const struct user *u, struct tee_ioctl_param *param, uint64_t type,
		    size_t offset, size_t size)
{
	*param = (struct tee_ioctl_param){
		.attr = type, .a = offset, .b = size, .c = (uint64_t)u->shm_id,
	};
}

/* Each client has one object; its content says who wrote it, and which time it was. */
static int call_rpmb(struct user *u, unsigned int n)
{
	struct message msg = { 0 };

	memset(u->shm + NAME_AT, 0, PTA_STORAGE_NAME_MAX);
	strcpy((char *)u->shm + NAME_AT, u->client->name);
	memset(u->shm + WRITTEN_AT, (int)(u->client->number * 16 + n), CONTENT_SIZE);
	set_mem(u, &msg.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, NAME_AT,
		strlen(u->client->name));
	set_mem(u, &msg.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, WRITTEN_AT,
		CONTENT_SIZE);
	return client_invoke(u, PTA_STORAGE_CMD_WRITE, &msg);
}

/* After the last write: is it there? */
static int check_rpmb(struct user *u)
{
	struct message msg = { 0 };

	set_mem(u, &msg.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, NAME_AT,
		strlen(u->client->name));
	set_mem(u, &msg.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, READ_AT,
		CONTENT_SIZE);
	if (client_invoke(u, PTA_STORAGE_CMD_READ, &msg))
		return -1;
	if (msg.params[1].b != CONTENT_SIZE ||
	    memcmp(u->shm + READ_AT, u->shm + WRITTEN_AT, CONTENT_SIZE))
		return client_fails(u->client, "what was written is not there", 0);
	return 0;
}

static int start_watchdog(struct user *u)
{
	struct message msg = { 0 };

	msg.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	msg.params[0].a = WATCHDOG_S;
	if (client_invoke(u, PTA_WATCHDOG_CMD_SET_TIMEOUT, &msg))
		return -1;
	msg.params[0].a = 1;
	return client_invoke(u, PTA_WATCHDOG_CMD_ENABLE, &msg);
}

static int stop_watchdog(struct user *u)
{
	struct message msg = { 0 };

	msg.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	return client_invoke(u, PTA_WATCHDOG_CMD_ENABLE, &msg);
}

/* A command of the invoke tests that takes so long */
static int call_that_takes(struct user *u, uint32_t func, unsigned int time)
{
	struct message msg = { 0 };

	msg.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	msg.params[0].a = time;
	return client_invoke(u, func, &msg);
}

/**
 * client_make_call() - make a call
 * @u:		the client
 * @n:		which of its calls, counted from 0
 *
 * Return: 0, or -1: the client says how it failed.
 */
int client_make_call(struct user *u, unsigned int n)
{
	struct message msg = { 0 };

	switch (u->client->sc->service) {
	case SERVICE_NULL:
		return client_invoke(u, PTA_INVOKE_TESTS_CMD_TRACE, &msg);
	case SERVICE_RPMB:
		return call_rpmb(u, n);
	case SERVICE_WATCHDOG:
		return client_invoke(u, PTA_WATCHDOG_CMD_PING, &msg);
	case SERVICE_SLEEP:
		return call_that_takes(u, PTA_INVOKE_TESTS_CMD_PARK, u->client->sc->hold_ms);
	case SERVICE_COMPUTE:
		return call_that_takes(u, PTA_INVOKE_TESTS_CMD_COMPUTE, u->client->sc->compute_us);
	}
	return -1;
}

/**
 * client_begin() - open the device, request lanes, open a session
 * @u:		the client
 *
 * Return: as client_make_call().
 */
int client_begin(struct user *u)
{
	const struct scenario_client *sc = u->client->sc;
	unsigned int n;
	long rc;

	u->fd = hosted_open("/dev/tee0");
	if (u->fd < 0)
		return client_fails(u->client, "open /dev/tee0", u->fd);
	for (n = 0; n < sc->lanes; n++) {
		rc = hosted_ioctl(u->fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL);
		if (rc)
			return client_fails(u->client, "request a lane", rc);
	}
	if (client_open_session(u, sc->service))
		return -1;
	if (sc->service == SERVICE_RPMB)
		return client_alloc_shm(u);
	if (sc->service == SERVICE_WATCHDOG)
		return start_watchdog(u);
	return 0;
}

/**
 * client_end() - after the last call: is there what was written? The watchdog is stopped.
 * @u:		the client
 * @calls:	how many it has made
 *
 * Return: as client_make_call().
 */
int client_end(struct user *u, unsigned int calls)
{
	(void)calls;
	if (u->client->sc->service == SERVICE_RPMB)
		return check_rpmb(u);
	if (u->client->sc->service == SERVICE_WATCHDOG)
		return stop_watchdog(u);
	return 0;
}

/**
 * client_try_storage() - use secure storage for the first time
 * @u:		the client
 *
 * Return: as client_make_call().
 */
int client_try_storage(struct user *u)
{
	struct message msg = { 0 };

	u->fd = hosted_open("/dev/tee0");
	if (u->fd < 0)
		return client_fails(u->client, "open /dev/tee0", u->fd);
	if (client_open_session(u, SERVICE_RPMB))
		return -1;
	msg.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	msg.params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	return client_invoke(u, PTA_STORAGE_CMD_INFO, &msg);
}
