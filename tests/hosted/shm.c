// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory of user space: from the pool, and its own.
 */
#include "user.h"

/* Have the TA fill @size bytes from @offset on: rc, or -EPROTO if the TA says no. */
static long fill(int fd, u32 session, u64 id, u64 offset, u64 size, u64 first)
{
	struct tee_ioctl_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, .a = offset, .b = size,
		  .c = id },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .a = first },
	};
	u32 ret;
	long rc = invoke(fd, session, FAKE_FILL, params, &ret);

	return rc ? rc : ret ? -EPROTO : 0;
}

static void assert_filled(const unsigned char *mem, size_t size, unsigned char first)
{
	size_t n;

	for (n = 0; n < size; n++)
		assert_int_equal(mem[n], (unsigned char)(first + n));
}

static void assert_zero(const unsigned char *mem, size_t size)
{
	while (size--)
		assert_int_equal(*mem++, 0);
}

static int alloc_shm(int fd, u64 size, struct tee_ioctl_shm_alloc_data *data)
{
	*data = (struct tee_ioctl_shm_alloc_data){ .size = size };
	return hosted_ioctl(fd, TEE_IOC_SHM_ALLOC, data);
}

static int register_shm(int fd, const void *addr, u64 length, int *id)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)addr,
		.length = length,
	};
	int rc = hosted_ioctl(fd, TEE_IOC_SHM_REGISTER, &data);

	*id = data.id;
	return rc;
}

static void alloc(void **state)
{
	struct tee_ioctl_shm_alloc_data data;
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int shm = alloc_shm(fd, 5000, &data);

	assert_true(shm >= 0);
	assert_int_equal(data.size, 2 * PAGE);
	assert_int_equal(hosted_mmap(shm, 3 * PAGE, (void **)&mem), -EINVAL);
	assert_int_equal(hosted_mmap(shm, 2 * PAGE, (void **)&mem), 0);
	assert_zero(mem, 2 * PAGE);
	assert_int_equal(fill(fd, session, data.id, 100, 6000, 7), 0);
	assert_zero(mem, 100);
	assert_filled(mem + 100, 6000, 7);
	assert_zero(mem + 6100, 2 * PAGE - 6100);
	assert_int_equal(fill(fd, session, data.id, 100, 2 * PAGE, 7), -EINVAL);
	assert_int_equal(fill(fd, session, data.id + 1, 0, 1, 7), -EINVAL);
	assert_int_equal(alloc_shm(fd, 0, &data), -EINVAL);

	/* The mapping keeps the object, and so does an open context for others. */
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(fill(fd, session, data.id, 0, 1, 7), -EINVAL);
	mem[0] = 1;
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_close(fd), 0);
}

static void registered(void **state)
{
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int shm, id;

	assert_int_equal(hosted_mmap(-1, 3 * PAGE, (void **)&mem), 0);
	shm = register_shm(fd, mem + PAGE - 100, 5000, &id);
	assert_true(shm >= 0);
	assert_int_equal(fill(fd, session, id, 0, 5000, 3), 0);
	assert_zero(mem, PAGE - 100);
	assert_filled(mem + PAGE - 100, 5000, 3);
	assert_zero(mem + PAGE + 4900, 3 * PAGE - PAGE - 4900);

	/* Pages are pinned, so that nobody else gets memory which the secure world may write to. */
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(fill(fd, session, id, 0, 5000, 3), 0);
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(hosted_close(fd), 0);
}

static void unregistrable(void **state)
{
	static char not_pages[2 * PAGE];
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int id;

	assert_int_equal(hosted_mmap(-1, 2 * PAGE, (void **)&mem), 0);
	assert_int_equal(register_shm(fd, mem, 0, &id), -ENOMEM);
	assert_int_equal(register_shm(fd, NULL, PAGE, &id), -EFAULT);
	assert_int_equal(register_shm(fd, &id, sizeof(id), &id), -EFAULT);
	assert_int_equal(hosted_user_map(not_pages, sizeof(not_pages)), 0);
	assert_int_equal(register_shm(fd, not_pages, PAGE, &id), -EFAULT);
	assert_int_equal(hosted_user_unmap(not_pages), 0);
	/* Only a part of the memory is mapped. */
	assert_int_equal(hosted_mprotect_none(mem + PAGE), 0);
	assert_int_equal(register_shm(fd, mem, 2 * PAGE, &id), -ENOMEM);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(register_shm(fd, mem, PAGE, &id), -EFAULT);
	assert_int_equal(hosted_close(fd), 0);
}

/* At whatever allocation it fails, all pages are unpinned again. */
static void failing_allocations(void **state)
{
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int n, id, shm, failed = 0;
	unsigned int left = 0;
	size_t used;

	assert_int_equal(hosted_mmap(-1, 3 * PAGE, (void **)&mem), 0);
	used = hosted_pages_used();
	for (n = 1; !left; n++) {
		hosted_fail_nth(hosted_task_current(), n);
		shm = register_shm(fd, mem + 1, 2 * PAGE, &id);
		left = hosted_fail_nth(hosted_task_current(), 0);
		if (shm < 0) {
			failed++;
		} else {
			assert_int_equal(fill(fd, session, id, 0, 2 * PAGE, 3), 0);
			assert_int_equal(hosted_close(shm), 0);
		}
		assert_int_equal(hosted_pages_used(), used);
	}
	assert_in_range(failed, 4, n);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_close(fd), 0);
}

static size_t largest;

static bool note_largest(size_t bytes, bool may_sleep, bool may_io)
{
	if (bytes > largest)
		largest = bytes;
	return false;
}

/* The cost of a registration depends on the memory that exists, not on the length. */
static void claims_too_much(void **state)
{
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int id;

	assert_int_equal(hosted_mmap(-1, PAGE, (void **)&mem), 0);
	largest = 0;
	hosted_alloc_hook(note_largest);
	assert_int_equal(register_shm(fd, mem, HOSTED_RAM_SIZE, &id), -ENOMEM);
	assert_int_equal(register_shm(fd, mem, HOSTED_RAM_SIZE + PAGE, &id), -ENOMEM);
	hosted_alloc_hook(NULL);
	assert_in_range(largest, 1, PAGE);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_close(fd), 0);
}

/* More pages than the list of them has room for at first. */
static void large(void **state)
{
	const size_t size = 60 * PAGE;
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int shm, id;

	assert_int_equal(hosted_mmap(-1, 1200 * PAGE, (void **)&mem), 0);
	/* The fake takes no more than this. */
	shm = register_shm(fd, mem, size, &id);
	assert_true(shm >= 0);
	assert_int_equal(fill(fd, session, id, 0, size, 3), 0);
	assert_filled(mem, size, 3);
	/* All of it is pinned, then refused by the fake, and unpinned. */
	assert_int_equal(register_shm(fd, mem, 1200 * PAGE, &id), -EINVAL);
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_close(fd), 0);
}

static void take_everything(void *arg)
{
	struct tee_ioctl_shm_alloc_data data;
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int shm = alloc_shm(fd, PAGE, &data);
	int id;

	if (hosted_mmap(shm, PAGE, (void **)&mem) || hosted_mmap(-1, PAGE, (void **)&mem) ||
	    register_shm(fd, mem, PAGE, &id) < 0)
		return;
	__atomic_store_n((int *)arg, 1, __ATOMIC_RELAXED);
	hosted_msleep(1000 * PATIENCE);
}

/* Nothing of a process is left when it is killed. */
static void killed(void **state)
{
	size_t used = hosted_pages_used();
	int ready = 0;
	struct task_struct *client = hosted_task_start("client", take_everything, &ready);

	until(__atomic_load_n(&ready, __ATOMIC_RELAXED));
	assert_true(fake_state().shms > 2);
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	until(fake_state().sessions == 0);
	/* The driver keeps the page of message buffers. */
	until(hosted_pages_used() <= used + 1);
}

static void register_one(void *arg)
{
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int id;

	if (hosted_mmap(-1, PAGE, (void **)&mem))
		return;
	*(long *)arg = register_shm(fd, mem, PAGE, &id);
}

/* What the TA said to FAKE_ASK_REFUSED; 1: nothing yet */
static void ask_with_refused_memory(void *arg)
{
	struct tee_ioctl_param params[4] = { };
	u32 session, ret;
	int fd = client_open(&session);

	if (invoke(fd, session, FAKE_ASK_REFUSED, params, &ret))
		return;
	__atomic_store_n((u32 *)arg, ret, __ATOMIC_RELEASE);
}

/*
 * A trusted OS names memory that it is being told of in an RPC of another call, and then refuses
 * it. The memory is freed at once, so it must not have been found by its cookie.
 */
static void named_too_early(void **state)
{
	struct task_struct *client, *namer, *supp;
	int taken = 0;
	u32 ret = 1;
	long rc = 0;

	fake_stop_register(true);
	client = hosted_task_start("client", register_one, &rc);
	until(fake_state().registering == 1);
	namer = hosted_task_start("namer", ask_with_refused_memory, &ret);
	/* If the memory is found, the request is kept, with the memory, until somebody serves. */
	until(fake_state().inside == 2 || __atomic_load_n(&ret, __ATOMIC_ACQUIRE) != 1);
	hosted_msleep(100);
	fake_stop_register(false);
	assert_false(hosted_task_join(client));
	assert_int_equal(rc, -EINVAL);
	/* The object is freed after a grace period. */
	hosted_msleep(100);
	supp = mute_supplicant_start(&taken);
	assert_false(hosted_task_join(namer));
	hosted_task_kill(supp);
	assert_true(hosted_task_join(supp));
	assert_int_equal(ret, TEE_BAD_PARAMETERS);
}

static void ask_with_memory(void *arg)
{
	struct tee_ioctl_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, .b = PAGE },
	};
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int id;

	if (hosted_mmap(-1, PAGE, (void **)&mem) || register_shm(fd, mem, PAGE, &id) < 0)
		return;
	params[0].c = id;
	invoke(fd, session, FAKE_ASK_MEM, params, arg);
}

/* When a client has its memory registered, and passes it on, an RPC may name it. */
static void named_in_rpc(void **state)
{
	struct task_struct *client, *supp;
	u32 ret = TEE_OK;
	int taken = 0;

	supp = mute_supplicant_start(&taken);
	client = hosted_task_start("client", ask_with_memory, &ret);
	assert_false(hosted_task_join(client));
	hosted_task_kill(supp);
	assert_true(hosted_task_join(supp));
	/* It is found, but no supplicant gets memory that is not its own. */
	assert_int_equal(ret, TEE_COMMUNICATION);
	assert_int_equal(taken, 0);
}

/* What gives memory back by @cookie whenever @task allocates, and how often it did or could not */
static struct {
	struct task_struct *task;
	int fd;
	u32 session;
	u64 cookie;
	bool inside;
	unsigned int refused;
	unsigned int accepted;
} giver;

static bool give_back_meanwhile(size_t bytes, bool may_sleep, bool may_io)
{
	if (hosted_task_current() != giver.task || giver.inside || !may_sleep)
		return false;
	giver.inside = true;
	if (invoke_value(giver.fd, giver.session, FAKE_GIVE_BACK, giver.cookie))
		giver.refused++;
	else
		giver.accepted++;
	giver.inside = false;
	return false;
}

static int start_borrowing(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .borrows = true }, 0, 0);
	return 0;
}

/*
 * A trusted OS borrows memory in one call, and before it has been told what it gets, it gives the
 * memory back in another call, for it can guess the cookie.
 */
static void given_back_too_early(void **state)
{
	u32 session;
	int fd = client_open(&session);

	memset(&giver, 0, sizeof(giver));
	giver.task = hosted_task_current();
	giver.fd = client_open(&giver.session);
	giver.cookie = fake_first_cookie() + fake_state().shms;
	hosted_alloc_hook(give_back_meanwhile);
	assert_int_equal(close_session(fd, session), 0);
	hosted_alloc_hook(NULL);
	assert_int_equal(fake_state().borrowed, 1);
	assert_int_equal(giver.accepted, 0);
	assert_in_range(giver.refused, 3, 100);
	assert_int_equal(hosted_close(giver.fd), 0);
	assert_int_equal(hosted_close(fd), 0);
}

/* Memory that was reserved at boot, in the place of pages from anywhere */

static struct fake_config reserved = { .threads = 2, .pool_size = 16 * PAGE };

static int start_reserved(void **state)
{
	assert_int_equal(hosted_boot(NULL), 0);
	assert_int_equal(hosted_phys_reserve(reserved.pool_size, &reserved.pool_pa), 0);
	fake_init(&reserved);
	return hosted_optee_probe(fake_smc, 0, 0);
}

static int stop_reserved(void **state)
{
	until(hosted_optee_remove() == 0);
	hosted_phys_release(reserved.pool_pa, reserved.pool_size);
	return hosted_shutdown();
}

static void pool(void **state)
{
	struct tee_ioctl_shm_alloc_data data;
	struct tee_ioctl_version_data vers;
	unsigned char *mem;
	u32 session;
	int fd = client_open(&session);
	int shm = alloc_shm(fd, PAGE, &data);

	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, &vers), 0);
	assert_false(vers.gen_caps & TEE_GEN_CAP_REG_MEM);
	assert_true(shm >= 0);
	assert_int_equal(hosted_mmap(shm, PAGE, (void **)&mem), 0);
	assert_int_equal(fill(fd, session, data.id, 0, PAGE, 9), 0);
	assert_filled(mem, PAGE, 9);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(alloc_shm(fd, 17 * PAGE, &data), -ENOMEM);
	assert_int_equal(hosted_close(fd), 0);
}

const struct CMUnitTest shm_tests[] = {
	cmocka_unit_test_setup_teardown(alloc, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(registered, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(unregistrable, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(failing_allocations, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(claims_too_much, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(large, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(killed, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(named_too_early, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(named_in_rpc, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(given_back_too_early, start_borrowing, stop),
	cmocka_unit_test_setup_teardown(pool, start_reserved, stop_reserved),
};

const unsigned int num_shm_tests = ARRAY_SIZE(shm_tests);
