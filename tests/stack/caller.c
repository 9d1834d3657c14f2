// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Clients of all kinds.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <linux/tee.h>
#include <linux/tee_system.h>

#include <hosted/user.h>

#include "caller.h"
#include "kernel.h"
#include "optee_pta.h"

#define VALUE_IN	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define VALUE_OUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define MEM_IN		TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEM_OUT		TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT

/* Source and destination of copies; they do not begin at a page */
#define COPY_SIZE	1000
#define COPY_FROM	24
#define COPY_TO		2048

/* An object in storage: three blocks of RPMB */
#define OBJECT_SIZE	600
#define NAME_AT		0
#define WRITTEN_AT	64
#define READ_AT		1024

const uint8_t caller_tests_uuid[16] = PTA_INVOKE_TESTS_UUID_OCTETS;
const uint8_t caller_storage_uuid[16] = PTA_STORAGE_UUID_OCTETS;

static long do_ioctl(int fd, unsigned int cmd, const void *arg, size_t size)
{
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)arg, .buf_len = size };

	return hosted_ioctl(fd, cmd, &buf);
}

int caller_request(struct caller *c)
{
	if (c->kernel)
		return kernel_request_lane(c->kernel);
	return (int)hosted_ioctl(c->fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL);
}

int caller_release(struct caller *c)
{
	if (c->kernel)
		return kernel_release_lane(c->kernel);
	return (int)hosted_ioctl(c->fd, TEE_IOC_RELEASE_SYSTEM_CONTEXT, NULL);
}

static int request_lanes(struct caller *c, unsigned int lanes)
{
	int rc = 0;

	while (!rc && lanes--)
		rc = caller_request(c);
	return rc;
}

static int allocate_shm(struct caller *c)
{
	struct tee_ioctl_shm_alloc_data data = { .size = CALLER_SHM };
	void *shm;
	int rc;

	rc = (int)hosted_ioctl(c->fd, TEE_IOC_SHM_ALLOC, &data);
	if (rc < 0)
		return rc;
	c->shm_id = data.id;
	if (!hosted_mmap(rc, CALLER_SHM, &shm))
		c->shm = shm;
	hosted_close(rc); /* the mapping holds it */
	return c->shm ? 0 : -ENOMEM;
}

static int open_process(struct caller *c, unsigned int lanes, const uint8_t uuid[16])
{
	struct tee_ioctl_open_session_arg arg = { 0 };
	int rc;

	c->fd = hosted_open("/dev/tee0");
	if (c->fd < 0)
		return c->fd;
	rc = request_lanes(c, lanes);
	if (rc)
		return rc;
	memcpy(arg.uuid, uuid, sizeof(arg.uuid));
	rc = (int)do_ioctl(c->fd, TEE_IOC_OPEN_SESSION, &arg, sizeof(arg));
	if (rc || arg.ret)
		return rc ? rc : -EIO;
	c->session = arg.session;
	return c->kind == CALLER_BARE ? 0 : allocate_shm(c);
}

static int open_kernel(struct caller *c, unsigned int lanes, const uint8_t uuid[16])
{
	void *shm;
	int rc;

	c->kernel = kernel_open(CALLER_SHM, &shm);
	if (!c->kernel)
		return -ENOMEM;
	c->shm = shm;
	rc = request_lanes(c, lanes);
	if (!rc)
		rc = kernel_open_session(c->kernel, uuid, &c->session);
	if (!rc && c->kind == CALLER_SYSTEM)
		rc = kernel_system_session(c->kernel, c->session);
	return rc;
}

int caller_open(struct caller *c, enum caller_kind kind, unsigned int lanes,
		const uint8_t uuid[16])
{
	*c = (struct caller){ .kind = kind, .fd = -1 };
	if (kind == CALLER_PROCESS || kind == CALLER_BARE)
		return open_process(c, lanes, uuid);
	return open_kernel(c, lanes, uuid);
}

int caller_close_session(struct caller *c)
{
	struct tee_ioctl_close_session_arg arg = { .session = c->session };

	if (c->kernel)
		return kernel_close_session(c->kernel, c->session);
	return (int)hosted_ioctl(c->fd, TEE_IOC_CLOSE_SESSION, &arg);
}

void caller_close(struct caller *c)
{
	if (c->kernel) {
		kernel_close(c->kernel);
		return;
	}
	if (c->shm)
		hosted_munmap(c->shm);
	if (c->fd >= 0)
		hosted_close(c->fd);
}

static int invoke_process(struct caller *c, uint32_t cmd, struct call_param param[CALLER_PARAMS],
			  uint32_t *ret)
{
	struct {
		struct tee_ioctl_invoke_arg head;
		struct tee_ioctl_param params[CALLER_PARAMS];
	} msg = { .head = { .func = cmd, .session = c->session, .num_params = CALLER_PARAMS,
			.cancel_id = c->cancel_id } };
	unsigned int n;
	int rc;

	for (n = 0; n < CALLER_PARAMS; n++)
		msg.params[n] = (struct tee_ioctl_param){
			.attr = param[n].attr, .a = param[n].a, .b = param[n].b,
			.c = param[n].attr >= MEM_IN ? (uint64_t)c->shm_id : 0,
		};
	rc = (int)do_ioctl(c->fd, TEE_IOC_INVOKE, &msg, sizeof(msg));
	for (n = 0; n < CALLER_PARAMS; n++) {
		param[n].a = msg.params[n].a;
		param[n].b = msg.params[n].b;
	}
	*ret = msg.head.ret;
	return rc;
}

int caller_invoke(struct caller *c, uint32_t cmd, struct call_param param[CALLER_PARAMS],
		  uint32_t *ret)
{
	if (c->kernel)
		return kernel_invoke(c, cmd, param, ret);
	return invoke_process(c, cmd, param, ret);
}

int caller_cancel(struct caller *c)
{
	struct tee_ioctl_cancel_arg arg = { .cancel_id = c->cancel_id, .session = c->session };

	return c->kernel ? kernel_cancel(c) : (int)hosted_ioctl(c->fd, TEE_IOC_CANCEL, &arg);
}

long caller_value(struct caller *c, uint32_t cmd, uint32_t a, uint32_t b)
{
	struct call_param param[CALLER_PARAMS] = { { VALUE_IN, a, b } };
	uint32_t ret;
	int rc;

	rc = caller_invoke(c, cmd, param, &ret);
	return rc ? rc : (long)ret;
}

_Bool caller_adds(struct caller *c, uint32_t seed)
{
	struct call_param param[CALLER_PARAMS] = {
		{ VALUE_IN, seed, 1 }, { VALUE_OUT, 0, 0 }, { VALUE_IN, 30, 2 },
		{ VALUE_IN, 500, seed },
	};
	uint32_t ret;

	return !caller_invoke(c, PTA_INVOKE_TESTS_CMD_PARAMS, param, &ret) && !ret &&
	       param[1].a == (uint32_t)(seed + 530) && param[1].b == (uint32_t)(seed + 3);
}

_Bool caller_copies(struct caller *c, uint32_t seed)
{
	struct call_param param[CALLER_PARAMS] = {
		{ MEM_IN, COPY_FROM, COPY_SIZE }, { MEM_OUT, COPY_TO, COPY_SIZE },
	};
	uint32_t ret;

	memset(c->shm + COPY_TO, 0, COPY_SIZE);
	memset(c->shm + COPY_FROM, (int)(seed | 1), COPY_SIZE);
	return !caller_invoke(c, PTA_INVOKE_TESTS_CMD_COPY, param, &ret) && !ret &&
	       param[1].b == COPY_SIZE &&
	       !memcmp(c->shm + COPY_FROM, c->shm + COPY_TO, COPY_SIZE);
}

static bool registers_process(struct caller *c)
{
	struct tee_ioctl_shm_register_data data = { .length = CALLER_SHM };
	void *page;
	long fd;

	if (hosted_mmap(-1, CALLER_SHM, &page))
		return false;
	data.addr = (uintptr_t)page;
	fd = hosted_ioctl(c->fd, TEE_IOC_SHM_REGISTER, &data);
	if (fd >= 0)
		hosted_close((int)fd);
	hosted_munmap(page);
	return fd >= 0;
}

_Bool caller_registers(struct caller *c)
{
	return c->kernel ? kernel_registers(c->kernel) : registers_process(c);
}

static struct call_param object_name(struct caller *c, const char *name)
{
	size_t size = strlen(name);

	memcpy(c->shm + NAME_AT, name, size);
	return (struct call_param){ MEM_IN, NAME_AT, size };
}

_Bool caller_writes(struct caller *c, const char *name, uint8_t fill)
{
	struct call_param param[CALLER_PARAMS] = {
		object_name(c, name), { MEM_IN, WRITTEN_AT, OBJECT_SIZE },
	};
	uint32_t ret;

	memset(c->shm + WRITTEN_AT, fill, OBJECT_SIZE);
	return !caller_invoke(c, PTA_STORAGE_CMD_WRITE, param, &ret) && !ret;
}

int caller_reads(struct caller *c, const char *name)
{
	struct call_param param[CALLER_PARAMS] = {
		object_name(c, name), { MEM_OUT, READ_AT, OBJECT_SIZE },
	};
	const uint8_t *object = c->shm + READ_AT;
	uint32_t ret;

	if (caller_invoke(c, PTA_STORAGE_CMD_READ, param, &ret) || ret ||
	    param[1].b != OBJECT_SIZE)
		return -1;
	/* All octets are equal if each is equal to the next one. */
	return memcmp(object, object + 1, OBJECT_SIZE - 1) ? -1 : object[0];
}
