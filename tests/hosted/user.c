// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A machine for each test, and calls of the TEE user API.
 */
#include <stdio.h>
#include <stdlib.h>

#include "user.h"

void machine_start(const struct fake_config *config, unsigned int irq, int percpu)
{
	int rc = hosted_boot(NULL);

	/* A test that has failed leaves its machine running, so no other test can be made. */
	if (rc == -EBUSY)
		exit(1);
	assert_int_equal(rc, 0);
	fake_init(config);
	assert_int_equal(hosted_optee_probe(config->borrows_rpcs ? fake_old_smc : fake_smc, irq,
					    percpu), 0);
}

void machine_stop(void)
{
	struct fake_state state;

	/* The worker may still be releasing what was closed last. */
	until(fake_state().inside == 0);
	until(hosted_optee_remove() == 0);
	state = fake_state();
	assert_int_equal(state.sessions, 0);
	assert_int_equal(state.shms, 0);
	assert_int_equal(state.reserved, 0);
	assert_int_equal(hosted_shutdown(), 0);
}

int start_two_threads(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2 }, 0, 0);
	return 0;
}

int stop(void **state)
{
	machine_stop();
	return 0;
}

unsigned int lanes(const char *counter)
{
	char text[4096];
	char path[32];

	snprintf(path, sizeof(path), "%s/%s", __func__, counter);
	assert_true(hosted_sysfs_read("tee0", path, text) > 0);
	return strtoul(text, NULL, 10);
}

/* An argument with its parameters, and where it is. */
struct open_arg {
	struct tee_ioctl_open_session_arg arg;
	struct tee_ioctl_param params[4];
};

struct invoke_arg {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[4];
};

static long call(int fd, unsigned int cmd, void *arg, size_t size)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)arg,
		.buf_len = size,
	};

	return hosted_ioctl(fd, cmd, &buf);
}

static long open_with(int fd, struct open_arg *a, u32 *session, u32 *ret)
{
	long rc = call(fd, TEE_IOC_OPEN_SESSION, a, sizeof(*a));

	*session = a->arg.session;
	*ret = a->arg.ret;
	return rc;
}

long open_session(int fd, u32 *session, u32 *ret)
{
	struct open_arg a = { .arg = { .uuid = { 0xaa }, .num_params = 4 } };

	return open_with(fd, &a, session, ret);
}

long open_parked_session(int fd, u64 value, u32 *session, u32 *ret)
{
	struct open_arg a = {
		.arg = { .uuid = { 0xaa }, .num_params = 4 },
		.params = { { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .b = value } },
	};

	return open_with(fd, &a, session, ret);
}

long close_session(int fd, u32 session)
{
	struct tee_ioctl_close_session_arg a = { .session = session };

	return hosted_ioctl(fd, TEE_IOC_CLOSE_SESSION, &a);
}

long invoke(int fd, u32 session, u32 func, struct tee_ioctl_param params[4], u32 *ret)
{
	return invoke_named(fd, session, func, params, 0, ret);
}

long invoke_named(int fd, u32 session, u32 func, struct tee_ioctl_param params[4], u32 cancel_id,
		  u32 *ret)
{
	struct invoke_arg a = {
		.arg = {
			.func = func,
			.session = session,
			.cancel_id = cancel_id,
			.num_params = 4,
		},
	};
	long rc;

	memcpy(a.params, params, sizeof(a.params));
	rc = call(fd, TEE_IOC_INVOKE, &a, sizeof(a));
	memcpy(params, a.params, sizeof(a.params));
	*ret = a.arg.ret;
	return rc;
}

struct sleepers {
	const char *where;
	bool killable;
	unsigned int num;
};

static void count_sleeper(const struct hosted_task_info *info, void *arg)
{
	struct sleepers *s = arg;

	s->num += info->blocked && (!s->killable || info->state == 'K') &&
		  !strcmp(info->wait.where, s->where);
}

unsigned int tasks_in(const char *where, bool killable)
{
	struct sleepers s = { .where = where, .killable = killable };

	hosted_for_each_task(count_sleeper, &s);
	return s.num;
}

long invoke_value(int fd, u32 session, u32 func, u64 a)
{
	struct tee_ioctl_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, .a = a },
	};
	u32 ret;
	long rc = invoke(fd, session, func, params, &ret);

	return rc ? rc : ret ? -EPROTO : 0;
}

int client_open(u32 *session)
{
	int fd = hosted_open("/dev/tee0");
	u32 ret;

	if (fd < 0 || open_session(fd, session, &ret) || ret)
		hosted_exit();
	return fd;
}

int register_page(int fd)
{
	struct tee_ioctl_shm_register_data data = { .length = PAGE };
	unsigned char *mem;
	int shm;

	assert_int_equal(hosted_mmap(-1, PAGE, (void **)&mem), 0);
	data.addr = (uintptr_t)mem;
	shm = hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data);
	assert_true(shm >= 0);
	assert_int_equal(hosted_munmap(mem), 0);
	return shm;
}

static void make_call(void *arg)
{
	struct caller *c = arg;
	u32 session;
	int fd = client_open(&session);
	long rc = 0;

	if (c->lane)
		rc = hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL);
	if (!rc)
		rc = invoke_value(fd, session, c->func, c->value);
	__atomic_store_n(&c->rc, rc, __ATOMIC_RELEASE);
}

void caller_start(struct caller *c)
{
	c->rc = 1;
	c->task = hosted_task_start("client", make_call, c);
	assert_non_null(c->task);
}

long caller_result(struct caller *c)
{
	return __atomic_load_n(&c->rc, __ATOMIC_ACQUIRE);
}
