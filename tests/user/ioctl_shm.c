// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Bad arguments to /dev/tee0 and its shared memory descriptors: allocation,
 * registration, mmap(), and what belongs to the supplicant's device.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "bad_call.h"

/* --- allocation --- */

static int alloc_size(u64 size)
{
	struct tee_ioctl_shm_alloc_data a = { .size = size };

	return ctl(TEE_IOC_SHM_ALLOC, &a);
}

static int alloc_flags(u64 flags)
{
	struct tee_ioctl_shm_alloc_data a = { .size = PAGE, .flags = flags };

	return ctl(TEE_IOC_SHM_ALLOC, &a);
}

static int alloc_read_only(void)
{
	struct tee_ioctl_shm_alloc_data a = { .size = PAGE };

	return ctl(TEE_IOC_SHM_ALLOC, read_only_copy(&a, sizeof(a)));
}

/* --- registration --- */

static int reg(void *p, u64 len, u32 flags)
{
	struct tee_ioctl_shm_register_data r = {
		.addr = (uintptr_t)p,
		.length = len,
		.flags = flags,
	};

	return ctl(TEE_IOC_SHM_REGISTER, &r);
}

static int register_flags(u64 flags)
{
	return reg(rw, PAGE, flags);
}

static int register_len(u64 len)
{
	return reg(rw, len, 0);
}

static int register_at(u64 addr)
{
	return reg((void *)addr, PAGE, 0);
}

static int register_unmapped(void)
{
	return reg(rw + 2 * PAGE, PAGE, 0);
}

static int register_half_mapped(void)
{
	return reg(rw + PAGE, 2 * PAGE, 0);
}

/* Register 1 TiB, from an address low enough that the end is still an address of user space. */
static int register_1t(void)
{
	static void *low;

	if (!low)
		low = mmap((void *)(1ul << 30), PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			   -1, 0);
	assert_ptr_not_equal(low, MAP_FAILED);
	return reg(low, 1ull << 40, 0);
}

static int register_to_0(void)
{
	return reg(rw, -(u64)(uintptr_t)rw, 0);
}

static int register_read_only(void)
{
	return reg(ro, PAGE, 0);
}

/* --- mmap() of a shared memory descriptor, which is two pages --- */

static int map_fd(int fd, size_t len, off_t offset)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		       offset);

	if (p == MAP_FAILED)
		return -errno;
	munmap(p, len);
	return 0;
}

static int map_pages(u64 pages)
{
	return map_fd(me.shm_fd, pages * PAGE, 0);
}

static int map_page(u64 page)
{
	return map_fd(me.shm_fd, PAGE, page * PAGE);
}

static int map_offset(u64 offset)
{
	return map_fd(me.shm_fd, PAGE, offset);
}

static int map_sum_past(void)
{
	return map_fd(me.shm_fd, 2 * PAGE, PAGE);
}

static int map_registered(void)
{
	int id, rc, fd = tee_shm_register(me.fd, rw, PAGE, &id);

	assert_true(fd >= 0);
	rc = map_fd(fd, PAGE, 0);
	close(fd);
	return rc;
}

/* --- the wrong descriptor, or the wrong system call --- */

static int map_device(void)
{
	return map_fd(me.fd, PAGE, 0);
}

static int ioctl_on_shm(void)
{
	return ioctl(me.shm_fd, TEE_IOC_VERSION, rw) < 0 ? -errno : 0;
}

static int read_device(void)
{
	return read(me.fd, rw, 1) < 0 ? -errno : 0;
}

static int write_device(void)
{
	return write(me.fd, rw, 1) < 0 ? -errno : 0;
}

static int supplicant_recv(void)
{
	return ctl_buf(TEE_IOC_SUPPL_RECV, rw,
		       sizeof(struct tee_iocl_supp_recv_arg));
}

static int supplicant_send(void)
{
	return ctl_buf(TEE_IOC_SUPPL_SEND, rw,
		       sizeof(struct tee_iocl_supp_send_arg));
}

/* The device can be open only once, and tee-supplicant has it. */
static int second_supplicant(void)
{
	int fd = open("/dev/teepriv0", O_RDWR);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* Each line is one case; bad_call.h says what the columns mean. */
static const struct bad_call cases[] = {
	CASE_ARG(alloc_size, "0", 0, -EINVAL, MANY),
	CASE_ARG(alloc_size, "1T", 1ull << 40, -ENOMEM, SOME),
	CASE_ARG(alloc_size, "2^64 - 1", ~0ull, -ENOMEM, MANY),
	CASE_ARG(alloc_flags, "1", 1, -EINVAL, MANY),
	CASE_ARG(alloc_flags, "2^32 - 1", ~0u, -EINVAL, MANY),
	CASE(alloc_read_only, -EFAULT, SOME),

	CASE_ARG(register_len, "0", 0, -ENOMEM, MANY),
	CASE_ARG(register_len, "2^64 - 1", ~0ull, -EFAULT, MANY),
	CASE_ARG(register_len, "2^63", 1ull << 63, -EFAULT, MANY),
	CASE(register_1t, -ENOMEM, SOME),
	CASE_ARG(register_flags, "1", 1, -EINVAL, MANY),
	CASE_ARG(register_at, "null", 0, -EFAULT, MANY),
	CASE_ARG(register_at, "kernel", KERNEL_ADDRESS, -EFAULT, MANY),
	CASE(register_to_0, -EFAULT, MANY),
	CASE(register_unmapped, -EFAULT, MANY),
	CASE(register_half_mapped, -ENOMEM, MANY),
	CASE(register_read_only, -EFAULT, MANY),

	CASE_ARG(map_pages, "3", 3, -EINVAL, MANY),
	CASE_ARG(map_page, "2", 2, -EINVAL, MANY),
	CASE_ARG(map_offset, "2^62", 1ull << 62, -EINVAL, MANY),
	CASE_ARG(map_offset, "1", 1, -EINVAL, MANY),
	CASE(map_sum_past, -EINVAL, MANY),
	CASE(map_registered, -EINVAL, SOME),

	CASE(map_device, -ENODEV, MANY),
	CASE(ioctl_on_shm, -ENOTTY, MANY),
	CASE(read_device, -EINVAL, MANY),
	CASE(write_device, -EINVAL, MANY),
	CASE(supplicant_recv, -EINVAL, MANY),
	CASE(supplicant_send, -EINVAL, MANY),
	CASE(second_supplicant, -EBUSY, MANY),
};

int main(int argc, char **argv)
{
	return bad_call_main(argc, argv, "ioctl_shm", cases, ARRAY_SIZE(cases));
}
