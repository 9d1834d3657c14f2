// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory: a TA sees what the client wrote, at any offset, and memory lives exactly as long
 * as somebody uses it.  The TA is "sims", which stores a blob of bytes and gives it back.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tee.h"
#include "leak.h"

#define BLOB		1000	/* bytes; small enough for the heap of sims */
#define GUARD		0xa5

static int fd;
static u32 sims;

static void set_up(void)
{
	fd = tee_open();
	sims = do_session(fd, uuid_sims);
}

static void fill(u8 *p, size_t n, unsigned int seed)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (seed + i * 7 + (i >> 8)) & 0xff;
}

static void *map_anon(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

static void *map_shm(int shm, size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

static u32 sims_call(u32 cmd, struct tee_ioctl_param mem)
{
	struct tee_ioctl_param p[2] = { VALUE_IN(0), mem };

	return do_invoke(fd, sims, cmd, 2, p);
}

/* Send a blob from offset @from to the TA, and have it back at offset @to of the same object. */
static void round_trip(u8 *mem, int id, size_t from, size_t to, unsigned int seed)
{
	fill(mem + from, BLOB, seed);
	assert_int_equal(sims_call(SIMS_WRITE, MEM_IN(from, BLOB, id)), TEE_OK);
	memset(mem + to - 1, GUARD, BLOB + 2);
	assert_int_equal(sims_call(SIMS_READ, MEM_OUT(to, BLOB, id)), TEE_OK);
	assert_memory_equal(mem + from, mem + to, BLOB);
	assert_int_equal(mem[to - 1], GUARD);
	assert_int_equal(mem[to + BLOB], GUARD);
}

static void allocated(void)
{
	size_t len = 5 * PAGE;
	int id, shm;
	u8 *mem;

	set_up();
	shm = tee_shm_alloc(fd, len, &id);
	assert_true(shm >= 0);
	mem = map_shm(shm, len);
	for (size_t i = 0; i < len; i++)	/* new memory has no old data of others */
		assert_int_equal(mem[i], 0);
	round_trip(mem, id, 0, 2 * PAGE, 1);
	round_trip(mem, id, PAGE - 3, 3 * PAGE - BLOB / 2, 2);
	round_trip(mem, id, 2 * PAGE + 1, len - BLOB - 1, 3);
	munmap(mem, len);
	close(shm);
}

/* Memory can be registered at any alignment, across borders of pages. */
static void registered(void)
{
	size_t len = 6 * PAGE;
	u8 *mem = map_anon(len);
	int id, shm;

	set_up();
	for (size_t off = 0; off < PAGE; off += 511) {
		shm = tee_shm_register(fd, mem + off, 4 * PAGE + 17, &id);
		assert_true(shm >= 0);
		round_trip(mem + off, id, PAGE - 5, 3 * PAGE - 7, off);
		round_trip(mem + off, id, 0, 4 * PAGE + 17 - BLOB - 1, off + 1);
		close(shm);
	}
	munmap(mem, len);
}

/* A blob at the end of a large object: the page list of 16 MB has several pages. */
static void large(void)
{
	size_t len = 16 << 20;
	u8 *mem = map_anon(len);
	int id, shm;

	set_up();
	shm = tee_shm_register(fd, mem, len, &id);
	assert_true(shm >= 0);
	round_trip(mem, id, 0, len - BLOB - 1, 4);
	round_trip(mem, id, len / 2 - 9, 3 * PAGE, 5);
	close(shm);
	munmap(mem, len);
	shm = tee_shm_alloc(fd, 1 << 20, &id);
	assert_true(shm >= 0);
	mem = map_shm(shm, 1 << 20);
	round_trip(mem, id, 0, (1 << 20) - BLOB - 1, 6);
	munmap(mem, 1 << 20);
	close(shm);
}

static void registered_file_pages(void)
{
	int file = memfd_create("shm", MFD_CLOEXEC), id, shm;
	u8 *mem, *again;

	assert_int_equal(ftruncate(file, 4 * PAGE), 0);
	set_up();
	mem = map_shm(file, 4 * PAGE);
	again = map_shm(file, 4 * PAGE);
	shm = tee_shm_register(fd, mem, 4 * PAGE, &id);
	assert_true(shm >= 0);
	round_trip(mem, id, 5, 2 * PAGE + 5, 7);
	assert_memory_equal(mem, again, 4 * PAGE);
	close(shm);
}

/* The pages of registered memory stay pinned when the process unmaps them. */
static void unmapped_while_registered(void)
{
	u8 *mem = map_anon(2 * PAGE);
	u8 *other = map_anon(2 * PAGE);
	int id, id2, shm, shm2;

	set_up();
	fill(mem, BLOB, 8);
	shm = tee_shm_register(fd, mem, 2 * PAGE, &id);
	shm2 = tee_shm_register(fd, other, 2 * PAGE, &id2);
	assert_true(shm >= 0 && shm2 >= 0);
	munmap(mem, 2 * PAGE);
	mem = map_anon(2 * PAGE);	/* the kernel will likely choose the same address */
	assert_int_equal(sims_call(SIMS_WRITE, MEM_IN(0, BLOB, id)), TEE_OK);
	assert_int_equal(sims_call(SIMS_READ, MEM_OUT(0, BLOB, id2)), TEE_OK);
	fill(mem, BLOB, 8);
	assert_memory_equal(mem, other, BLOB);
	close(shm);
	close(shm2);
}

/* A mapping keeps the object and its ID when the descriptor is closed. */
static void mapping_keeps_it(void)
{
	struct tee_ioctl_param p[2];
	struct leak l;
	int id, shm;
	u8 *mem;

	set_up();
	leak_mark(&l);
	shm = tee_shm_alloc(fd, 4 * PAGE, &id);
	assert_true(shm >= 0);
	mem = map_shm(shm, 4 * PAGE);
	close(shm);
	round_trip(mem, id, 0, 2 * PAGE, 9);
	munmap(mem, 4 * PAGE);
	p[0] = VALUE_IN(0);
	p[1] = MEM_IN(0, BLOB, id);
	assert_rc(tee_invoke(fd, &(struct invoke_arg){
		.arg = { .func = SIMS_WRITE, .session = sims, .num_params = 2 },
		.params = { p[0], p[1] },
	}), -EINVAL);
	leak_check(&l);
}

/* The object outlives even its context while it is mapped. */
static void outlives_the_context(void)
{
	struct leak l;

	leak_mark(&l);
	for (int i = 0; i < 20; i++) {
		int ctx = tee_open(), id, shm;
		u8 *mem;

		shm = tee_shm_alloc(ctx, 3 * PAGE, &id);
		assert_true(shm >= 0);
		mem = map_shm(shm, 3 * PAGE);
		fill(mem, 3 * PAGE, i);
		close(ctx);
		assert_int_equal(mem[2 * PAGE], (u8)(i + 2 * PAGE * 7 + (2 * PAGE >> 8)));
		close(shm);
		assert_int_equal(mem[2 * PAGE], (u8)(i + 2 * PAGE * 7 + (2 * PAGE >> 8)));
		mem[0]++;
		munmap(mem, 3 * PAGE);
	}
	leak_check(&l);
}

static void *wait_with_memref(void *arg)
{
	assert_rc(tee_invoke(fd, arg), 0);
	return NULL;
}

/* One thread closes the memory while a call of another thread has it as a parameter. */
static void closed_during_a_call(void)
{
	struct invoke_arg call = {
		.arg = { .func = OS_TEST_WAIT, .num_params = 2 },
	};
	struct leak l;
	pthread_t t;
	int id, shm;

	leak_mark(&l);
	fd = tee_open();
	call.arg.session = do_session(fd, uuid_os_test);
	shm = tee_shm_register(fd, map_anon(PAGE), PAGE, &id);
	assert_true(shm >= 0);
	call.params[0] = VALUE_IN(500);
	call.params[1] = MEM_IN(0, PAGE, id);
	assert_int_equal(pthread_create(&t, NULL, wait_with_memref, &call), 0);
	sleep_ms(150);
	close(shm);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_int_equal(call.arg.ret, TEE_OK);
	close(fd);
	leak_check(&l);
}

/* Parent and child map the same memory; the last one to unmap frees it. */
static void inherited(void)
{
	int id, shm, status;
	struct leak l;
	u8 *mem;

	set_up();
	leak_mark(&l);
	shm = tee_shm_alloc(fd, PAGE, &id);
	assert_true(shm >= 0);
	mem = map_shm(shm, PAGE);
	if (!fork()) {
		while (!__atomic_load_n(mem, __ATOMIC_ACQUIRE))
			sleep_ms(1);
		mem[1] = mem[0] + 1;
		_exit(0);
	}
	__atomic_store_n(mem, 41, __ATOMIC_RELEASE);
	close(shm);
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	assert_int_equal(mem[1], 42);
	munmap(mem, PAGE);
	leak_check(&l);
}

static void many(void)
{
	enum { N = 150 };
	static int shm[N];
	struct leak l;
	int id;

	set_up();
	for (int round = 0; round < 9; round++) {
		if (round == 1)	/* the first round fills the slabs */
			leak_mark(&l);
		for (int i = 0; i < N; i++) {
			shm[i] = tee_shm_alloc(fd, PAGE * (1 + i % 16), &id);
			assert_true(shm[i] >= 0);
		}
		for (int i = 0; i < N; i++)
			close(shm[(i * 7) % N]);
	}
	leak_check(&l);
}

#define CGROUP		"/tmp/cgroup"
#define OWN_CGROUP	CGROUP "/shm"

static void write_file(const char *path, const char *text)
{
	int f = open(path, O_WRONLY);

	assert_true(f >= 0);
	assert_int_equal(write(f, text, strlen(text)), strlen(text));
	close(f);
}

/* Returns the bytes that are charged to the memory cgroup of the process. */
static long charged(void)
{
	char text[32] = "";
	int f = open(OWN_CGROUP "/memory.current", O_RDONLY);

	assert_true(f >= 0);
	assert_true(read(f, text, sizeof(text) - 1) > 0);
	close(f);
	return atol(text);
}

/*
 * Memory from the pool is charged to the memory cgroup of the client, or its limit would not hold.
 */
static void charged_to_the_cgroup(void)
{
	const size_t len = 2 << 20;
	long before;
	int shm, id;

	mkdir(CGROUP, 0700);
	mount("none", CGROUP, "cgroup2", 0, NULL);
	write_file(CGROUP "/cgroup.subtree_control", "+memory");
	mkdir(OWN_CGROUP, 0700);
	write_file(OWN_CGROUP "/cgroup.procs", "0");
	set_up();
	before = charged();
	shm = tee_shm_alloc(fd, len, &id);
	assert_true(shm >= 0);
	assert_in_range(charged() - before, len, 2 * len);
	close(shm);
	write_file(CGROUP "/cgroup.procs", "0");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(allocated, 20),
		TEE_TEST(registered, 20),
		TEE_TEST(large, 20),
		TEE_TEST(registered_file_pages, 20),
		TEE_TEST(unmapped_while_registered, 20),
		TEE_TEST(mapping_keeps_it, 20),
		TEE_TEST(outlives_the_context, 20),
		TEE_TEST(closed_during_a_call, 20),
		TEE_TEST(inherited, 20),
		TEE_TEST(many, 60),
		TEE_TEST(charged_to_the_cgroup, 20),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("shm", tests, NULL, NULL);
}
