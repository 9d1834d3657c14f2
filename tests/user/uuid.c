// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Login methods.  os_test tells who its client is: the login method and a UUID that the kernel
 * makes, version 5 of RFC 4122 section 4.3 (a SHA-1), of the name "uid=%x" or "gid=%x" in the name
 * space that Linux has for TEE clients.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tee.h"

static const u8 linux_name_space[16] = {
	0x58, 0xac, 0x9c, 0xa0, 0x20, 0x86, 0x46, 0x83,
	0xa1, 0xb8, 0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6
};

static u32 rol(u32 x, int n)
{
	return x << n | x >> (32 - n);
}

/* SHA-1 (FIPS 180-4 section 6.1) of a text that fits into one block: at most 55 bytes. */
static void sha1_block(const void *data, size_t len, u8 out[20])
{
	u32 h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
		     0xc3d2e1f0 };
	u32 w[80], a[5], f, k, t;
	u8 block[64] = { 0 };

	assert_true(len < 56);
	memcpy(block, data, len);
	block[len] = 0x80;
	block[62] = len * 8 >> 8;
	block[63] = len * 8;
	for (int i = 0; i < 16; i++)
		w[i] = (u32)block[4 * i] << 24 | block[4 * i + 1] << 16 |
		       block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	memcpy(a, h, sizeof(a));
	for (int i = 0; i < 80; i++) {
		if (i < 20) {
			f = (a[1] & a[2]) | (~a[1] & a[3]);
			k = 0x5a827999;
		} else if (i >= 40 && i < 60) {
			f = (a[1] & a[2]) | (a[1] & a[3]) | (a[2] & a[3]);
			k = 0x8f1bbcdc;
		} else {
			f = a[1] ^ a[2] ^ a[3];
			k = i < 40 ? 0x6ed9eba1 : 0xca62c1d6;
		}
		t = rol(a[0], 5) + f + a[4] + k + w[i];
		a[4] = a[3];
		a[3] = a[2];
		a[2] = rol(a[1], 30);
		a[1] = a[0];
		a[0] = t;
	}
	for (int i = 0; i < 20; i++)
		out[i] = (h[i / 4] + a[i / 4]) >> (24 - i % 4 * 8);
}

static void uuid_v5(const char *name, u8 uuid[16])
{
	u8 data[16 + 32], hash[20];
	size_t len = strlen(name);

	memcpy(data, linux_name_space, 16);
	memcpy(data + 16, name, len);
	sha1_block(data, 16 + len, hash);
	memcpy(uuid, hash, 16);
	uuid[6] = (uuid[6] & 0x0f) | 0x50;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
}

/*
 * Swap the bytes of the first three fields, which GlobalPlatform's struct has in the byte order of
 * the CPU.
 */
static void swap_fields(u8 u[16])
{
	static const u8 from[16] = { 3, 2, 1, 0, 5, 4, 7, 6,
				     8, 9, 10, 11, 12, 13, 14, 15 };
	u8 old[16];

	memcpy(old, u, 16);
	for (int i = 0; i < 16; i++)
		u[i] = old[from[i]];
}

/* Log in on @fd, and have the TA tell which client it sees. */
static void expect_identity(int fd, u32 login, u32 gid, const u8 *uuid)
{
	struct open_arg o = { .arg.clnt_login = login };
	int id, shm = tee_shm_alloc(fd, PAGE, &id);
	struct tee_ioctl_param p[2] = { VALUE_OUT, MEM_OUT(0, 16, id) };
	u8 *mem;

	assert_true(shm >= 0);
	mem = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	assert_ptr_not_equal(mem, MAP_FAILED);
	memset(mem, 0xee, 16);
	memcpy(o.arg.uuid, uuid_os_test, 16);
	memcpy(o.arg.clnt_uuid, &gid, sizeof(gid));
	assert_rc(tee_open_session(fd, &o), 0);
	assert_int_equal(o.arg.ret, TEE_OK);
	assert_int_equal(do_invoke(fd, o.arg.session, OS_TEST_IDENTITY, 2, p),
			 TEE_OK);
	assert_int_equal(p[0].a, login);
	swap_fields(mem);
	assert_memory_equal(mem, uuid, 16);
	assert_rc(tee_close_session(fd, o.arg.session), 0);
	munmap(mem, PAGE);
	close(shm);
}

static void expect_user(int fd, uid_t uid)
{
	char name[32];
	u8 uuid[16];

	snprintf(name, sizeof(name), "uid=%x", uid);
	uuid_v5(name, uuid);
	expect_identity(fd, TEE_IOCTL_LOGIN_USER, 0, uuid);
}

static void expect_group(int fd, gid_t gid)
{
	char name[32];
	u8 uuid[16];

	snprintf(name, sizeof(name), "gid=%x", gid);
	uuid_v5(name, uuid);
	expect_identity(fd, TEE_IOCTL_LOGIN_GROUP, gid, uuid);
}

/* The SHA-1 of this file agrees with an example of the standard. */
static void sha1_is_right(void)
{
	static const u8 abc[20] = {	/* FIPS 180-4's example, "abc" */
		0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
		0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d
	};
	u8 out[20];

	sha1_block("abc", 3, out);
	assert_memory_equal(out, abc, 20);
}

/* A client with a public login has no UUID, even if it passes one. */
static void public_has_none(void)
{
	static const u8 nil[16];

	expect_identity(tee_open(), TEE_IOCTL_LOGIN_PUBLIC, 0, nil);
	expect_identity(tee_open(), TEE_IOCTL_LOGIN_PUBLIC, 0x1234567, nil);
}

static void user(void)
{
	int fd = tee_open();

	expect_user(fd, 0);
	assert_int_equal(setresuid(0, 1000, 0), 0);
	expect_user(fd, 1000);	/* the UUID is that of the present effective user */
	assert_int_equal(setresuid(0, 0, 0), 0);
	assert_int_equal(setresuid(0, 0xabcdef, 0), 0);
	expect_user(fd, 0xabcdef);
}

static void group(void)
{
	gid_t groups[] = { 77, 0xbeef };
	int fd = tee_open();

	assert_int_equal(setgroups(2, groups), 0);
	expect_group(fd, 0);
	expect_group(fd, 77);
	expect_group(fd, 0xbeef);
	assert_int_equal(setresgid(-1, 4711, -1), 0);
	expect_group(fd, 4711);
}

/* Even root cannot log in as a group that it is not in. */
static void foreign_group(void)
{
	struct open_arg o = { .arg.clnt_login = TEE_IOCTL_LOGIN_GROUP };
	gid_t groups[] = { 77 }, gid = 78;
	int fd = tee_open();

	assert_int_equal(setgroups(1, groups), 0);
	memcpy(o.arg.uuid, uuid_os_test, 16);
	memcpy(o.arg.clnt_uuid, &gid, sizeof(gid));
	assert_rc(tee_open_session(fd, &o), -EPERM);
	expect_group(fd, 77);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(sha1_is_right, 10),
		TEE_TEST(public_has_none, 20),
		TEE_TEST(user, 20),
		TEE_TEST(group, 20),
		TEE_TEST(foreign_group, 20),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("uuid", tests, NULL, NULL);
}
