// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Bad arguments to /dev/tee0: ioctl numbers, buffers, parameters, sessions and
 * logins.  For shared memory see ioctl_shm.c.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/udmabuf.h>
#include "bad_call.h"

#define PARAM_LEN	sizeof(struct tee_ioctl_param)
#define INVOKE_HEADER	sizeof(struct tee_ioctl_invoke_arg)
#define INVOKE_LEN	sizeof(struct invoke_arg)	/* with 4 parameters */
#define OPEN_HEADER	sizeof(struct tee_ioctl_open_session_arg)

/* --- ioctl numbers and argument pointers --- */

static int number(u64 cmd)
{
	return ctl(cmd, rw);
}

static int null_arg(u64 cmd)
{
	return ctl(cmd, NULL);
}

static int kernel_pointer(void)
{
	return ctl(TEE_IOC_VERSION, (void *)KERNEL_ADDRESS);
}

static int read_only_version(void)
{
	return ctl(TEE_IOC_VERSION, ro);
}

/* --- struct tee_ioctl_buf_data: where the argument is and how long --- */

static int invoke_len(u64 len)
{
	return ctl_buf(TEE_IOC_INVOKE, good_invoke(rw), len);
}

static int invoke_at(u64 addr)
{
	return ctl_buf(TEE_IOC_INVOKE, (void *)addr, INVOKE_LEN);
}

static int open_len(u64 len)
{
	return ctl_buf(TEE_IOC_OPEN_SESSION, good_open(rw), len);
}

static int open_at(u64 addr)
{
	return ctl_buf(TEE_IOC_OPEN_SESSION, (void *)addr, OPEN_HEADER);
}

/* The argument runs out of the mapping half way. */
static int invoke_buf_ends(void)
{
	char *last = rw + 2 * PAGE - INVOKE_LEN / 2;

	memcpy(last, good_invoke(rw), INVOKE_LEN / 2);
	return ctl_buf(TEE_IOC_INVOKE, last, INVOKE_LEN);
}

/* The kernel can read the argument, but cannot write the results back. */
static int open_read_only(void)
{
	return ctl_buf(TEE_IOC_OPEN_SESSION,
		       read_only_copy(good_open(rw), OPEN_HEADER), OPEN_HEADER);
}

/* --- struct tee_ioctl_invoke_arg and its parameters --- */

static int num_params_of_4(u64 n)
{
	good_invoke(rw)->arg.num_params = n;
	return ctl_buf(TEE_IOC_INVOKE, rw, INVOKE_LEN);
}

/* 2^27 parameters have 2^32 bytes: in 32 bits that is the length of no parameters. */
static int num_params_wrap(void)
{
	good_invoke(rw)->arg.num_params = 1u << 27;
	return ctl_buf(TEE_IOC_INVOKE, rw, INVOKE_HEADER);
}

/* 31 parameters fit into the largest argument, but they are more than a message can carry. */
static int num_params_31(void)
{
	memset(rw, 0, MAX_ARG_SIZE);
	good_invoke(rw)->arg.num_params = 31;
	return ctl_buf(TEE_IOC_INVOKE, rw, INVOKE_HEADER + 31 * PARAM_LEN);
}

static int session(u64 id)
{
	struct invoke_arg *i = good_invoke(rw);

	i->arg.session = id;
	return tee_invoke(me.fd, i);
}

static int session_foreign(void)
{
	return session(other.session);
}

static int session_closed(void)
{
	u32 s = do_session(me.fd, uuid_pta);

	assert_rc(tee_close_session(me.fd, s), 0);
	return session(s);
}

static int invoke_param(struct tee_ioctl_param p)
{
	struct invoke_arg *i = good_invoke(rw);

	i->params[1] = p;
	return tee_invoke(me.fd, i);
}

static int attr(u64 attr)
{
	return invoke_param((struct tee_ioctl_param){ .attr = attr });
}

static int memref_shm(u64 id)
{
	return invoke_param(MEM_IN(0, PAGE, id));
}

static int shm_foreign(void)
{
	return memref_shm(other.shm_id);
}

static int shm_closed(void)
{
	int id, fd = tee_shm_alloc(me.fd, PAGE, &id);

	assert_true(fd >= 0);
	close(fd);
	return memref_shm(id);
}

static int memref(u64 offset, u64 size)
{
	return invoke_param(MEM_IN(offset, size, me.shm_id));
}

static int memref_too_long(void)
{
	return memref(0, 2 * PAGE + 1);
}

static int memref_offset_past(void)
{
	return memref(2 * PAGE + 1, 0);
}

static int memref_sum_past(void)
{
	return memref(PAGE, PAGE + 1);
}

static int memref_sum_wraps(void)
{
	return memref(PAGE, ~0ull - PAGE + 2);
}

static int memref_huge(void)
{
	return memref(~0ull, ~0ull);
}

/* The third parameter is bad.  The driver holds references for the first two by then. */
static int memref_third(void)
{
	struct invoke_arg *i = good_invoke(rw);

	i->params[0] = MEM_IN(0, PAGE, me.shm_id);
	i->params[1] = MEM_IN(0, PAGE, me.shm_id);
	i->params[2] = MEM_IN(0, PAGE, other.shm_id);
	return tee_invoke(me.fd, i);
}

/* --- struct tee_ioctl_open_session_arg --- */

static int login(u64 method)
{
	struct open_arg *o = good_open(rw);

	o->arg.clnt_login = method;
	return tee_open_session(me.fd, o);
}

/* The clnt_uuid of a group login carries the group, and the process must be in that group. */
static int login_group(u64 gid)
{
	struct open_arg *o = good_open(rw);

	o->arg.clnt_login = TEE_IOCTL_LOGIN_GROUP;
	memcpy(o->arg.clnt_uuid, &gid, sizeof(u32));
	return tee_open_session(me.fd, o);
}

static int open_bad_param(void)
{
	struct open_arg *o = good_open(rw);

	o->arg.num_params = 1;
	o->params[0] = MEM_IN(0, PAGE, other.shm_id);
	return tee_open_session(me.fd, o);
}

/* The ioctl succeeds when there is no such TA; the result of the message tells of it. */
static int open_unknown_ta(void)
{
	struct open_arg *o = good_open(rw);
	int rc;

	o->arg.uuid[0] ^= 0xff;
	rc = tee_open_session(me.fd, o);
	assert_int_equal(o->arg.ret, TEE_ITEM_NOT_FOUND);
	return rc;
}

/* --- cancel and close --- */

static int cancel_session(u64 id)
{
	return tee_cancel(me.fd, id, 1);
}

static int cancel_foreign(void)
{
	return cancel_session(other.session);
}

static int close_session(u64 id)
{
	return tee_close_session(me.fd, id);
}

static int close_foreign(void)
{
	return close_session(other.session);
}

static int close_twice(void)
{
	u32 s = do_session(me.fd, uuid_pta);

	assert_rc(tee_close_session(me.fd, s), 0);
	return tee_close_session(me.fd, s);
}

/* --- commands of Linux 7.3, which older kernels do not know --- */

#define OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, struct tee_ioctl_buf_data)

struct register_fd {
	int64_t fd;
	u64 size;
	u32 flags;
	int32_t id;
};

#define SHM_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, struct register_fd)

static int register_fd(int file, u32 flags)
{
	struct register_fd data = { .fd = file, .flags = flags };

	memcpy(rw, &data, sizeof(data));
	return ctl(SHM_REGISTER_FD, rw);
}

static int register_no_fd(void)
{
	return register_fd(-1, 0);
}

static int register_no_dma_buf(void)
{
	return register_fd(me.shm_fd, 0);
}

static int register_flags(void)
{
	return register_fd(me.shm_fd, 1);
}

/* Register a dma-buf that has no protected memory. */
static int register_ordinary_dma_buf(void)
{
	struct udmabuf_create create = { .size = 16 * PAGE };
	int dev = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	int buf, rc;

	if (dev < 0)
		return -EINVAL; /* this kernel has no udmabuf to make one */
	create.memfd = memfd_create("udmabuf", MFD_ALLOW_SEALING | MFD_CLOEXEC);
	assert_int_equal(ftruncate(create.memfd, create.size), 0);
	assert_int_equal(fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	buf = ioctl(dev, UDMABUF_CREATE, &create);
	assert_true(buf >= 0);
	rc = register_fd(buf, 0);
	close(buf);
	close(create.memfd);
	close(dev);
	return rc;
}

/* Each line is one case; bad_call.h says what the columns mean. */
static const struct bad_call cases[] = {
	CASE_ARG(number, "unknown", _IO(TEE_IOC_MAGIC, 0x7f), -EINVAL, MANY),
	CASE_ARG(number, "magic", _IOR('T', 0, char[12]), -EINVAL, MANY),
	CASE_ARG(number, "size", _IOR(TEE_IOC_MAGIC, 0, char[3]), -EINVAL, MANY),
	CASE_ARG(number, "object_invoke", OBJECT_INVOKE, -EINVAL, MANY),
	CASE(register_no_fd, -EINVAL, MANY),
	CASE(register_no_dma_buf, -EINVAL, MANY),
	CASE(register_flags, -EINVAL, MANY),
	CASE(register_ordinary_dma_buf, -EINVAL, SOME),
	CASE_ARG(null_arg, "version", TEE_IOC_VERSION, -EFAULT, MANY),
	CASE_ARG(null_arg, "shm_alloc", TEE_IOC_SHM_ALLOC, -EFAULT, MANY),
	CASE_ARG(null_arg, "shm_register", TEE_IOC_SHM_REGISTER, -EFAULT, MANY),
	CASE_ARG(null_arg, "open", TEE_IOC_OPEN_SESSION, -EFAULT, MANY),
	CASE_ARG(null_arg, "invoke", TEE_IOC_INVOKE, -EFAULT, MANY),
	CASE_ARG(null_arg, "cancel", TEE_IOC_CANCEL, -EFAULT, MANY),
	CASE_ARG(null_arg, "close", TEE_IOC_CLOSE_SESSION, -EFAULT, MANY),
	CASE(kernel_pointer, -EFAULT, MANY),
	CASE(read_only_version, -EFAULT, MANY),

	CASE_ARG(invoke_len, "0", 0, -EINVAL, MANY),
	CASE_ARG(invoke_len, "header - 1", INVOKE_HEADER - 1, -EINVAL, MANY),
	CASE_ARG(invoke_len, "params - 1", INVOKE_LEN - 1, -EINVAL, MANY),
	CASE_ARG(invoke_len, "params + 1", INVOKE_LEN + 1, -EINVAL, MANY),
	CASE_ARG(invoke_len, "max + 1", MAX_ARG_SIZE + 1, -EINVAL, MANY),
	CASE_ARG(invoke_len, "2^64 - 1", ~0ull, -EINVAL, MANY),
	CASE_ARG(invoke_len, "4G more", (1ull << 32) + INVOKE_LEN, -EINVAL, MANY),
	CASE_ARG(invoke_at, "null", 0, -EFAULT, MANY),
	CASE_ARG(invoke_at, "kernel", KERNEL_ADDRESS, -EFAULT, MANY),
	CASE(invoke_buf_ends, -EFAULT, MANY),
	CASE_ARG(open_len, "0", 0, -EINVAL, MANY),
	CASE_ARG(open_len, "header - 1", OPEN_HEADER - 1, -EINVAL, MANY),
	CASE_ARG(open_len, "header + 1", OPEN_HEADER + 1, -EINVAL, MANY),
	CASE_ARG(open_len, "max + 1", MAX_ARG_SIZE + 1, -EINVAL, MANY),
	CASE_ARG(open_at, "null", 0, -EFAULT, MANY),
	CASE_ARG(open_at, "kernel", KERNEL_ADDRESS, -EFAULT, MANY),
	CASE(open_read_only, -EFAULT, SOME),

	CASE_ARG(num_params_of_4, "3", 3, -EINVAL, MANY),
	CASE_ARG(num_params_of_4, "5", 5, -EINVAL, MANY),
	CASE_ARG(num_params_of_4, "2^32 - 1", ~0u, -EINVAL, MANY),
	CASE(num_params_wrap, -EINVAL, MANY),
	CASE(num_params_31, -EINVAL, MANY),
	CASE_ARG(session, "0", 0, -EINVAL, MANY),
	CASE_ARG(session, "nobody's", NOBODYS_ID, -EINVAL, MANY),
	CASE(session_foreign, -EINVAL, MANY),
	CASE(session_closed, -EINVAL, SOME),
	CASE_ARG(attr, "4", 4, -EINVAL, MANY),
	CASE_ARG(attr, "8", 8, -EINVAL, MANY),
	CASE_ARG(attr, "255", 255, -EINVAL, MANY),
	CASE_ARG(attr, "bit 9", 0x200 | 1, -EINVAL, MANY),
	CASE_ARG(attr, "bit 63", 1ull << 63, -EINVAL, MANY),
	CASE_ARG(memref_shm, "nobody's", NOBODYS_ID, -EINVAL, MANY),
	CASE_ARG(memref_shm, "-2", -2ull, -EINVAL, MANY),
	CASE(shm_foreign, -EINVAL, MANY),
	CASE(shm_closed, -EINVAL, SOME),
	CASE(memref_too_long, -EINVAL, MANY),
	CASE(memref_offset_past, -EINVAL, MANY),
	CASE(memref_sum_past, -EINVAL, MANY),
	CASE(memref_sum_wraps, -EINVAL, MANY),
	CASE(memref_huge, -EINVAL, MANY),
	CASE(memref_third, -EINVAL, MANY),

	CASE_ARG(login, "kernel", TEE_IOCTL_LOGIN_REE_KERNEL, -EPERM, MANY),
	CASE_ARG(login, "kernel max", TEE_IOCTL_LOGIN_REE_KERNEL_MAX, -EPERM,
		 MANY),
	CASE_ARG(login, "application", TEE_IOCTL_LOGIN_APPLICATION, -EINVAL,
		 MANY),
	CASE_ARG(login, "3", 3, -EINVAL, MANY),
	CASE_ARG(login, "2^32 - 1", ~0u, -EINVAL, MANY),
	CASE_ARG(login_group, "foreign", 4242, -EPERM, MANY),
	CASE_ARG(login_group, "-1", ~0u, -EPERM, MANY),
	CASE(open_bad_param, -EINVAL, MANY),
	CASE(open_unknown_ta, 0, 20),

	CASE_ARG(cancel_session, "nobody's", NOBODYS_ID, -EINVAL, MANY),
	CASE(cancel_foreign, -EINVAL, MANY),
	CASE_ARG(close_session, "nobody's", NOBODYS_ID, -EINVAL, MANY),
	CASE(close_foreign, -EINVAL, MANY),
	CASE(close_twice, -EINVAL, SOME),
};

int main(int argc, char **argv)
{
	return bad_call_main(argc, argv, "ioctl", cases, ARRAY_SIZE(cases));
}
