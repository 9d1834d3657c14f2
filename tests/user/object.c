// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls on TEE objects (TEE_IOC_OBJECT_INVOKE) and the parameters that came with them, through
 * tee.ko to a driver that has objects: object_driver.ko of ../module, which object.sh loads.
 * object.h tells what its objects do.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../module/object.h"
#include "supp.h"

/* Of the user API of Linux 6.18, which the guest's headers are older than. */
#define UBUF_INPUT	8
#define UBUF_OUTPUT	9
#define UBUF_INOUT	10
#define OBJREF_INPUT	11
#define OBJREF_OUTPUT	12
#define OBJREF_INOUT	13
#define ENOTSUPP	524	/* of the kernel, which its user API does not name */
#define FIRST_UNKNOWN	14	/* the first type that there is not */
#define CAP_OBJREF	0x10u
#define OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, struct tee_ioctl_buf_data)

struct object_arg {
	u64 id;
	u32 op;
	u32 ret;
	u32 num_params;
	u32 unused;
	struct tee_ioctl_param params[12];
};

#define HEADER	offsetof(struct object_arg, params)
#define ID	0x1000u
#define KERNEL_ADDRESS	0xffff800008000000ull

/* Returns the test driver's device for clients, or the one for its supplicant. */
static int open_device(const char *kind)
{
	struct tee_ioctl_version_data version;
	char path[32];
	int fd;

	for (int n = 0; n < 16; n++) {
		snprintf(path, sizeof(path), "/dev/%s%d", kind, n);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!ioctl(fd, TEE_IOC_VERSION, &version) && version.impl_id == OBJECT_IMPL_ID) {
			assert_int_equal(version.gen_caps & CAP_OBJREF, CAP_OBJREF);
			return fd;
		}
		close(fd);
	}
	fail_msg("no /dev/%s* is the test driver's", kind);
	return -1;
}

/* Returns 0 or -errno. */
static int invoke_len(int fd, struct object_arg *arg, size_t len)
{
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)arg, .buf_len = len };

	return ioctl(fd, OBJECT_INVOKE, &buf) < 0 ? -errno : 0;
}

static int invoke(int fd, struct object_arg *arg)
{
	return invoke_len(fd, arg, HEADER + arg->num_params * sizeof(arg->params[0]));
}

static struct tee_ioctl_param p_three(u64 attr, u64 a, u64 b, u64 c)
{
	return (struct tee_ioctl_param){ .attr = attr, .a = a, .b = b, .c = c };
}

static struct tee_ioctl_param p_buf(u64 attr, const void *p, u64 size)
{
	return p_three(attr, (uintptr_t)p, size, 0);
}

/* A call with one parameter, whose answer replaces it. */
static int invoke_one(struct tee_ioctl_param *p, u32 *sum)
{
	struct object_arg arg = { .id = ID, .op = OBJECT_OP_ANSWER, .num_params = 1 };
	int fd = open_device("tee");
	int rc;

	arg.params[0] = *p;
	rc = invoke(fd, &arg);
	close(fd);
	*p = arg.params[0];
	*sum = arg.ret;
	return rc;
}

static void expect_param(const struct tee_ioctl_param *p, u64 a, u64 b, u64 c)
{
	assert_int_equal(p->a, a);
	assert_int_equal(p->b, b);
	assert_int_equal(p->c, c);
}

/* The object's id and the operation get to the driver, and its answer comes back. */
static void no_parameters(void)
{
	struct object_arg arg = { .id = (1ull << 40) + ID, .op = OBJECT_OP_ANSWER };
	int fd = open_device("tee");

	assert_rc(invoke(fd, &arg), 0);
	assert_int_equal(arg.ret, ID);
	assert_int_equal(arg.op, OBJECT_OP_ANSWER);
}

static void values(void)
{
	struct tee_ioctl_param p = p_three(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 10, 20, 30);
	u32 sum;

	assert_rc(invoke_one(&p, &sum), 0);
	assert_int_equal(sum, ID + 60);
	expect_param(&p, 10, 20, 30);
	p.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	assert_rc(invoke_one(&p, &sum), 0);
	expect_param(&p, 11, 21, 31);
	p.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	assert_rc(invoke_one(&p, &sum), 0);
	expect_param(&p, 1, 2, 3);
}

static void buffer_in(void)
{
	char text[] = { 1, 2, 3, 4, 100 };
	struct tee_ioctl_param p = p_buf(UBUF_INPUT, text, sizeof(text));
	u32 sum;

	assert_rc(invoke_one(&p, &sum), 0);
	assert_int_equal(sum, ID + 110);
	expect_param(&p, (uintptr_t)text, sizeof(text), 0);
}

static void buffer_out(void)
{
	unsigned char buf[101] = { 0 };
	struct tee_ioctl_param p = p_buf(UBUF_OUTPUT, buf, 100);
	u32 sum;

	assert_rc(invoke_one(&p, &sum), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(buf[i], OBJECT_FILL);
	assert_int_equal(buf[100], 0);
	expect_param(&p, (uintptr_t)buf, 50, 0);
}

static void buffer_inout(void)
{
	unsigned char buf[] = { 0x00, 0x0f, 0xff, 0x42 };
	struct tee_ioctl_param p = p_buf(UBUF_INOUT, buf, 3);
	u32 sum;

	assert_rc(invoke_one(&p, &sum), 0);
	assert_int_equal(buf[0], 0xff);
	assert_int_equal(buf[1], 0xf0);
	assert_int_equal(buf[2], 0x00);
	assert_int_equal(buf[3], 0x42);
	expect_param(&p, (uintptr_t)buf, 4, 0);
}

/* Memory that is not the user's is refused: by the core, or by the driver if it is not mapped. */
static void bad_buffer(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_param p;
	u32 sum;

	for (u64 attr = UBUF_INPUT; attr <= UBUF_INOUT; attr++) {
		p = p_three(attr, KERNEL_ADDRESS, 1, 0);
		assert_rc(invoke_one(&p, &sum), -EFAULT);
		p = p_three(attr, (uintptr_t)page, -1ull, 0);
		assert_rc(invoke_one(&p, &sum), -EFAULT);
		p = p_three(attr, 0, 1, 0);
		assert_rc(invoke_one(&p, &sum), -EFAULT);
		p = p_buf(attr, page, 1);
		assert_rc(invoke_one(&p, &sum), attr == UBUF_INPUT ? 0 : -EFAULT);
		p = p_buf(attr, page, 0);
		assert_rc(invoke_one(&p, &sum), 0);
	}
}

static void objects(void)
{
	struct tee_ioctl_param p = p_three(OBJREF_INPUT, 7, 9, 11);
	u32 sum;

	assert_rc(invoke_one(&p, &sum), 0);
	assert_int_equal(sum, ID + 16);
	expect_param(&p, 7, 9, 11);
	p.attr = OBJREF_INOUT;
	assert_rc(invoke_one(&p, &sum), 0);
	expect_param(&p, 8, ~9ull, 11);
	p.attr = OBJREF_OUTPUT;
	assert_rc(invoke_one(&p, &sum), 0);
	expect_param(&p, OBJECT_NEW_ID, OBJECT_NEW_FLAGS, 11);
}

/* More parameters than the core keeps without an allocation. */
static void twelve_parameters(void)
{
	struct object_arg arg = { .id = ID, .op = OBJECT_OP_ANSWER, .num_params = 12 };
	int fd = open_device("tee");

	for (u32 n = 0; n < 12; n++)
		arg.params[n] = p_three(n % 2 ? OBJREF_INOUT : OBJREF_INPUT, n, 0, 0);
	assert_rc(invoke(fd, &arg), 0);
	assert_int_equal(arg.ret, ID + 0 + 2 + 4 + 6 + 8 + 10);
	for (u32 n = 0; n < 12; n++)
		expect_param(&arg.params[n], n + n % 2, n % 2 ? ~0ull : 0, 0);
}

/* The driver's error is the caller's, and nothing is written back with it. */
static void error(void)
{
	struct object_arg arg = { .id = ID, .op = OBJECT_OP_FAIL, .ret = 99, .num_params = 1 };
	int fd = open_device("tee");

	arg.params[0] = p_three(OBJREF_INOUT, 7, 9, 0);
	assert_rc(invoke(fd, &arg), OBJECT_FAIL_RC);
	assert_int_equal(arg.ret, 99);
	expect_param(&arg.params[0], 7, 9, 0);
}

static void bad_arguments(void)
{
	struct object_arg arg = { .id = ID, .op = OBJECT_OP_ANSWER, .num_params = 2 };
	size_t len = HEADER + 2 * sizeof(arg.params[0]);
	int fd = open_device("tee");

	assert_rc(invoke_len(fd, &arg, len), 0);
	assert_rc(invoke_len(fd, &arg, 0), -EINVAL);
	assert_rc(invoke_len(fd, &arg, HEADER - 1), -EINVAL);
	assert_rc(invoke_len(fd, &arg, len - 1), -EINVAL);
	assert_rc(invoke_len(fd, &arg, len + 1), -EINVAL);
	assert_rc(invoke_len(fd, &arg, 4097), -EINVAL);
	assert_rc(invoke_len(fd, NULL, len), -EFAULT);
	assert_rc(ioctl(fd, OBJECT_INVOKE, NULL) < 0 ? -errno : 0, -EFAULT);
	arg.num_params = 1u << 27;
	assert_rc(invoke_len(fd, &arg, HEADER), -EINVAL);
	arg.num_params = 1;
	arg.params[0].attr = FIRST_UNKNOWN;
	assert_rc(invoke(fd, &arg), -EINVAL);
	arg.params[0].attr = 0x200;
	assert_rc(invoke(fd, &arg), -EINVAL);
	/* a memory object that this client does not have */
	arg.params[0] = MEM_IN(0, 1, 4711);
	assert_rc(invoke(fd, &arg), -EINVAL);
}

/* What the driver does not have is refused. */
static void no_session(void)
{
	struct open_arg o = { .arg.clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	struct invoke_arg i = { .arg.session = 1 };
	int fd = open_device("tee");

	assert_rc(tee_open_session(fd, &o), -EINVAL);
	assert_rc(tee_invoke(fd, &i), -EINVAL);
	assert_rc(tee_cancel(fd, 1, 1), -EINVAL);
	assert_rc(tee_close_session(fd, 1), -EINVAL);
	fd = open_device("teepriv");
	assert_rc(invoke(fd, &(struct object_arg){ .id = ID, .op = OBJECT_OP_ANSWER }), -EINVAL);
}

/* The driver cannot register memory: an errno that no other answer to that ioctl has. */
static void no_shared_memory(void)
{
	static char mem[8192];
	struct tee_ioctl_shm_register_data data = { .addr = (uintptr_t)mem, .length = 4096 };
	int fd = open_device("tee");

	assert_rc(ioctl(fd, TEE_IOC_SHM_REGISTER, &data) < 0 ? -errno : 0, -ENOTSUPP);
	data.length = 0;
	assert_rc(ioctl(fd, TEE_IOC_SHM_REGISTER, &data) < 0 ? -errno : 0, -ENOTSUPP);
}

/* Objects and buffers in requests to a supplicant and in its replies. */
static void supplicant(void)
{
	struct supp_msg m = { .arg.num_params = OBJECT_SUPP_PARAMS };
	int fd = open_device("teepriv");

	assert_rc(supp_recv(fd, &m), 0);
	assert_int_equal(m.arg.func, OBJECT_SUPP_FUNC);
	assert_int_equal(m.arg.num_params, OBJECT_SUPP_PARAMS);
	assert_int_equal(m.params[0].attr, UBUF_INPUT);
	expect_param(&m.params[0], OBJECT_SUPP_ADDR, OBJECT_SUPP_SIZE, 0);
	assert_int_equal(m.params[1].attr, UBUF_INOUT);
	expect_param(&m.params[1], OBJECT_SUPP_ADDR, OBJECT_SUPP_SIZE, 0);
	assert_int_equal(m.params[2].attr, OBJREF_INOUT);
	expect_param(&m.params[2], OBJECT_NEW_ID, OBJECT_NEW_FLAGS, 0);
	assert_int_equal(m.params[3].attr, OBJREF_OUTPUT);
	expect_param(&m.params[3], 0, 0, 0);

	m.arg.func = OBJECT_SUPP_RET;
	m.params[1].a /= 2;
	m.params[1].b /= 2;
	m.params[2].a++;
	m.params[2].b = ~m.params[2].b;
	m.params[3].a = 5;
	m.params[3].b = 6;
	assert_rc(supp_send(fd, &m), 0);
	m.params[3].b = 7;
	assert_rc(supp_send(fd, &m), -EBADMSG);
	m.params[1].a = KERNEL_ADDRESS;
	assert_rc(supp_send(fd, &m), -EFAULT);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(no_parameters, 20),
		TEE_TEST(values, 20),
		TEE_TEST(buffer_in, 20),
		TEE_TEST(buffer_out, 20),
		TEE_TEST(buffer_inout, 20),
		TEE_TEST(bad_buffer, 20),
		TEE_TEST(objects, 20),
		TEE_TEST(twelve_parameters, 20),
		TEE_TEST(error, 20),
		TEE_TEST(bad_arguments, 20),
		TEE_TEST(no_session, 20),
		TEE_TEST(no_shared_memory, 20),
		TEE_TEST(supplicant, 20),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
