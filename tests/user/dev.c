// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The user API of /dev/tee0 without a library in between: <linux/tee.h>, and
 * <linux/tee_system.h> for lanes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <linux/tee_system.h>
#include "tee.h"

#define LANES	"/sys/class/tee/tee0/lanes/"

const u8 uuid_os_test[TEE_IOCTL_UUID_LEN] = {
	0x5b, 0x9e, 0x0e, 0x40, 0x26, 0x36, 0x11, 0xe1,
	0xad, 0x9e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b
};

const u8 uuid_sims[TEE_IOCTL_UUID_LEN] = {
	0xe6, 0xa3, 0x3e, 0xd4, 0x56, 0x2b, 0x46, 0x3a,
	0xbb, 0x7e, 0xff, 0x5e, 0x15, 0xa4, 0x93, 0xc8
};

const u8 uuid_storage[TEE_IOCTL_UUID_LEN] = {
	0xb6, 0x89, 0xf2, 0xa7, 0x8a, 0xdf, 0x47, 0x7a,
	0x9f, 0x99, 0x32, 0xe9, 0x0c, 0x0a, 0xd0, 0xa2
};

const u8 uuid_pta[TEE_IOCTL_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b
};

const struct busy_service *busy_service(void)
{
	static const struct busy_service ta = {
		uuid_os_test, OS_TEST_WAIT, OS_TEST_GLOBAL_VAR,
		TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
	};
	static const struct busy_service pta = {
		uuid_pta, PTA_PARK, PTA_COMPUTE, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
	};
	const char *which = getenv("TEE_BUSY");

	return which && !strcmp(which, "pta") ? &pta : &ta;
}

static int call(int fd, unsigned long cmd, void *arg)
{
	int rc = ioctl(fd, cmd, arg);

	return rc < 0 ? -errno : rc;
}

int tee_open(void)
{
	int fd = open("/dev/tee0", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fail_msg("/dev/tee0: %s", strerror(errno));
	return fd;
}

static size_t params_len(u32 n)
{
	return n * sizeof(struct tee_ioctl_param);
}

int tee_open_session(int fd, struct open_arg *o)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)o,
		.buf_len = sizeof(o->arg) + params_len(o->arg.num_params),
	};

	return call(fd, TEE_IOC_OPEN_SESSION, &buf);
}

int tee_invoke(int fd, struct invoke_arg *i)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)i,
		.buf_len = sizeof(i->arg) + params_len(i->arg.num_params),
	};

	return call(fd, TEE_IOC_INVOKE, &buf);
}

int tee_cancel(int fd, u32 session, u32 cancel_id)
{
	struct tee_ioctl_cancel_arg arg = {
		.cancel_id = cancel_id,
		.session = session,
	};

	return call(fd, TEE_IOC_CANCEL, &arg);
}

int tee_close_session(int fd, u32 session)
{
	struct tee_ioctl_close_session_arg arg = { .session = session };

	return call(fd, TEE_IOC_CLOSE_SESSION, &arg);
}

int tee_shm_alloc(int fd, u64 size, int *id)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = size };
	int rc = call(fd, TEE_IOC_SHM_ALLOC, &arg);

	*id = arg.id;
	return rc;
}

int tee_shm_register(int fd, const void *p, u64 len, int *id)
{
	struct tee_ioctl_shm_register_data arg = {
		.addr = (uintptr_t)p,
		.length = len,
	};
	int rc = call(fd, TEE_IOC_SHM_REGISTER, &arg);

	*id = arg.id;
	return rc;
}

int tee_lane_request(int fd)
{
	return call(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL);
}

int tee_lane_release(int fd)
{
	return call(fd, TEE_IOC_RELEASE_SYSTEM_CONTEXT, NULL);
}

u32 do_session(int fd, const u8 *uuid)
{
	struct open_arg o = { .arg.clnt_login = TEE_IOCTL_LOGIN_PUBLIC };

	memcpy(o.arg.uuid, uuid, sizeof(o.arg.uuid));
	assert_rc(tee_open_session(fd, &o), 0);
	assert_int_equal(o.arg.ret, TEE_OK);
	return o.arg.session;
}

u32 do_invoke(int fd, u32 session, u32 func, unsigned int n,
	      struct tee_ioctl_param *p)
{
	struct invoke_arg i = {
		.arg = { .func = func, .session = session, .num_params = n },
	};

	assert_true(n <= MAX_PARAMS);
	memcpy(i.params, p, params_len(n));
	assert_rc(tee_invoke(fd, &i), 0);
	memcpy(p, i.params, params_len(n));
	return i.arg.ret;
}

void do_short(int fd, u32 session)
{
	const struct busy_service *busy = busy_service();
	struct tee_ioctl_param p = p_value(busy->attr, 0, 0);

	assert_int_equal(do_invoke(fd, session, busy->brief, 1, &p), TEE_OK);
}

/*
 * With more than two threads the driver keeps a lane of its own, for the bottom half of
 * notifications. Tests are about the other threads, so they count this lane neither as a thread nor
 * as reserved.
 */
static long own_lanes;

void lanes_note_own(void)
{
	own_lanes = 0;
	own_lanes = lanes("reserved");
	if (own_lanes < 0)
		own_lanes = 0;
}

long lanes(const char *counter)
{
	char path[100];
	long v = -1;
	FILE *f;

	snprintf(path, sizeof(path), LANES "%s", counter);
	f = fopen(path, "r");
	if (!f)
		return -1;
	if (fscanf(f, "%ld", &v) != 1)
		v = -1;
	fclose(f);
	return !strcmp(counter, "reserved") ? v - own_lanes : v;
}

long lanes_wait(const char *counter, long value, int ms)
{
	double t0 = now_ms();

	while (lanes(counter) != value) {
		if (now_ms() - t0 > ms * SLOW_HOST)
			return -1;
		sleep_ms(2);
	}
	return now_ms() - t0;
}

bool lanes_reach_until(const char *counter, long value, double until)
{
	if (lanes(counter) < 0)
		sleep_ms(300); /* a driver without lanes has no counter to wait for */
	else
		while (lanes(counter) < value) {
			if (now_ms() > until)
				return false;
			sleep_ms(2);
		}
	return true;
}

/*
 * Wait until the counter has reached the value.  The limit is far longer than the others need,
 * because a test that waits for them says nothing about how fast they are.  The counter may be
 * larger than the test knows: the driver may have a call of its own under way.
 */
void lanes_reach(const char *counter, long value)
{
	if (!lanes_reach_until(counter, value, now_ms() + 10000 * SLOW_HOST))
		fail_msg("lanes/%s is %ld, not %ld", counter, lanes(counter), value);
}

static void counter_idle(const char *counter, int ms)
{
	long v = lanes(counter);

	if (v > 0 && lanes_wait(counter, 0, ms) < 0)
		fail_msg("lanes/%s is still %ld after %d ms", counter,
			 lanes(counter), ms * SLOW_HOST);
}

/*
 * Check that every thread and lane came back, so that nothing is left of what a test did.  A driver
 * without lanes has no counters, and then nothing is checked.
 */
void lanes_idle(int ms)
{
	counter_idle("waiting", ms);
	counter_idle("busy", ms);
	counter_idle("reserved", ms);
}

/*
 * Returns how many threads the trusted OS has, or -1 where the driver has no lanes and does not
 * say.
 */
int tee_threads(void)
{
	const char *s = getenv("TEE_THREADS");
	long n = lanes("total") - own_lanes;

	if (n < 0)
		n = s ? atoi(s) : 2;
	assert_true(n >= 2);
	return n;
}
