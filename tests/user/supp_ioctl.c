// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Bad arguments to /dev/teepriv0, the supplicant's device.  The test takes the
 * place of tee-supplicant, with no request waiting.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>
#include <linux/tee_system.h>
#include "bad_call.h"
#include "supp.h"

#define RECV_HEADER	sizeof(struct tee_iocl_supp_recv_arg)
#define SEND_HEADER	sizeof(struct tee_iocl_supp_send_arg)

/* Returns the device.  Each process opens it once, and the end of the process closes it. */
static int priv(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = supp_open();
	return fd;
}

static int priv_ctl(unsigned long cmd, void *arg)
{
	return ioctl(priv(), cmd, arg) < 0 ? -errno : 0;
}

static int priv_buf(unsigned long cmd, void *p, u64 len)
{
	struct tee_ioctl_buf_data b = {
		.buf_ptr = (uintptr_t)p,
		.buf_len = len,
	};

	return priv_ctl(cmd, &b);
}

static int null_arg(u64 cmd)
{
	return priv_ctl(cmd, NULL);
}

static struct supp_msg *good_recv(void)
{
	struct supp_msg *m = (void *)rw;

	memset(m, 0, sizeof(*m));
	m->arg.num_params = MAX_PARAMS + 1;
	m->params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	return m;
}

static int recv_len(u64 len)
{
	return priv_buf(TEE_IOC_SUPPL_RECV, good_recv(), len);
}

static int recv_at(u64 addr)
{
	return priv_buf(TEE_IOC_SUPPL_RECV, (void *)addr,
			sizeof(struct supp_msg));
}

static int recv_num_params(u64 n)
{
	good_recv()->arg.num_params = n;
	return priv_buf(TEE_IOC_SUPPL_RECV, rw, sizeof(struct supp_msg));
}

static int recv_wrap(void)
{
	good_recv()->arg.num_params = 1u << 27;
	return priv_buf(TEE_IOC_SUPPL_RECV, rw, RECV_HEADER);
}

/* A supplicant that asks for a request must pass parameters of type NONE. */
static int recv_attr(u64 attr)
{
	good_recv()->params[1].attr = attr;
	return priv_buf(TEE_IOC_SUPPL_RECV, rw, sizeof(struct supp_msg));
}

static int recv_foreign_memory(void)
{
	good_recv()->params[1] = MEM_IN(0, PAGE, me.shm_id);
	return priv_buf(TEE_IOC_SUPPL_RECV, rw, sizeof(struct supp_msg));
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* The supplicant waits while there is no request, and a signal ends the wait. */
static int recv_interrupted(void)
{
	struct sigaction a = { .sa_handler = on_alarm };
	struct itimerval t = { { 0, 20000 }, { 0, 20000 } };
	struct itimerval off = { 0 };
	int fd = priv(), rc;

	sigaction(SIGALRM, &a, NULL);
	setitimer(ITIMER_REAL, &t, NULL);
	rc = supp_recv(fd, (void *)rw);
	setitimer(ITIMER_REAL, &off, NULL);
	return rc;
}

static struct supp_msg *good_send(void)
{
	struct supp_msg *m = (void *)rw;

	memset(m, 0, sizeof(*m));
	m->arg.num_params = MAX_PARAMS + 1;
	m->params[0] = p_value(TEE_IOCTL_PARAM_ATTR_META |
			       TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 0, 0);
	return m;
}

static int send_len(u64 len)
{
	return priv_buf(TEE_IOC_SUPPL_SEND, good_send(), len);
}

static int send_at(u64 addr)
{
	return priv_buf(TEE_IOC_SUPPL_SEND, (void *)addr,
			sizeof(struct supp_msg));
}

static int send_id(u64 id)
{
	good_send()->params[0].a = id;
	return priv_buf(TEE_IOC_SUPPL_SEND, rw, sizeof(struct supp_msg));
}

static int send_nothing(void)
{
	good_send()->arg.num_params = 0;
	return priv_buf(TEE_IOC_SUPPL_SEND, rw, SEND_HEADER);
}

static int open_session(void)
{
	return tee_open_session(priv(), good_open(rw));
}

static int invoke(void)
{
	return tee_invoke(priv(), good_invoke(rw));
}

static int cancel(void)
{
	return tee_cancel(priv(), me.session, 1);
}

static int close_session(void)
{
	return tee_close_session(priv(), me.session);
}

static int lane(u64 cmd)
{
	return priv_ctl(cmd, NULL);
}

static int second_open(void)
{
	int fd;

	priv();
	fd = open("/dev/teepriv0", O_RDWR);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* Each line is one case; bad_call.h says what the columns mean. */
static const struct bad_call cases[] = {
	CASE_ARG(null_arg, "recv", TEE_IOC_SUPPL_RECV, -EFAULT, MANY),
	CASE_ARG(null_arg, "send", TEE_IOC_SUPPL_SEND, -EFAULT, MANY),
	CASE_ARG(recv_len, "0", 0, -EINVAL, MANY),
	CASE_ARG(recv_len, "header - 1", RECV_HEADER - 1, -EINVAL, MANY),
	CASE_ARG(recv_len, "header", RECV_HEADER, -EINVAL, MANY),
	CASE_ARG(recv_len, "max + 1", MAX_ARG_SIZE + 1, -EINVAL, MANY),
	CASE_ARG(recv_len, "2^64 - 1", ~0ull, -EINVAL, MANY),
	CASE_ARG(recv_at, "null", 0, -EFAULT, MANY),
	CASE_ARG(recv_at, "kernel", KERNEL_ADDRESS, -EFAULT, MANY),
	CASE_ARG(recv_num_params, "0", 0, -EINVAL, MANY),
	CASE_ARG(recv_num_params, "6", 6, -EINVAL, MANY),
	CASE_ARG(recv_num_params, "2^32 - 1", ~0u, -EINVAL, MANY),
	CASE(recv_wrap, -EINVAL, MANY),
	CASE_ARG(recv_attr, "value", TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		 -EINVAL, MANY),
	CASE_ARG(recv_attr, "4", 4, -EINVAL, MANY),
	CASE_ARG(recv_attr, "bit 63", 1ull << 63, -EINVAL, MANY),
	CASE(recv_foreign_memory, -EINVAL, MANY),
	CASE(recv_interrupted, -EINTR, 20),
	CASE_ARG(send_len, "0", 0, -EINVAL, MANY),
	CASE_ARG(send_len, "header - 1", SEND_HEADER - 1, -EINVAL, MANY),
	CASE_ARG(send_len, "header", SEND_HEADER, -EINVAL, MANY),
	CASE_ARG(send_len, "max + 1", MAX_ARG_SIZE + 1, -EINVAL, MANY),
	CASE_ARG(send_at, "null", 0, -EFAULT, MANY),
	CASE_ARG(send_id, "0", 0, -ENOENT, MANY),
	CASE_ARG(send_id, "1", 1, -ENOENT, MANY),
	CASE_ARG(send_id, "2^31", 1ull << 31, -ENOENT, MANY),
	CASE(send_nothing, -EINVAL, MANY),
	CASE(open_session, -EINVAL, MANY),
	CASE(invoke, -EINVAL, MANY),
	CASE(cancel, -EINVAL, MANY),
	CASE(close_session, -EINVAL, MANY),
	CASE_ARG(lane, "request", TEE_IOC_REQUEST_SYSTEM_CONTEXT, -EOPNOTSUPP,
		 MANY),
	CASE_ARG(lane, "release", TEE_IOC_RELEASE_SYSTEM_CONTEXT, -EOPNOTSUPP,
		 MANY),
	CASE(second_open, -EBUSY, MANY),
};

int main(int argc, char **argv)
{
	int rc = bad_call_main(argc, argv, "supp_ioctl", cases,
			       ARRAY_SIZE(cases));

	supp_start();
	return rc;
}
