// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Sessions and calls, and what user space can do wrong with them.
 */
#include "user.h"

static void version(void **state)
{
	struct tee_ioctl_version_data vers;
	int fd = hosted_open("/dev/tee0");

	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, &vers), 0);
	assert_int_equal(vers.impl_id, TEE_IMPL_ID_OPTEE);
	assert_int_equal(vers.gen_caps,
			 TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL);
	assert_int_equal(hosted_close(fd), 0);
	fd = hosted_open("/dev/teepriv0");
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, &vers), 0);
	assert_true(vers.gen_caps & TEE_GEN_CAP_PRIVILEGED);
	assert_int_equal(hosted_open("/dev/teepriv0"), -EBUSY);
	assert_int_equal(hosted_open("/dev/tee1"), -ENOENT);
	assert_int_equal(hosted_close(fd), 0);
	assert_int_equal(hosted_close(fd), -EBADF);
}

static void session(void **state)
{
	struct tee_ioctl_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, .a = 40, .b = 2 },
	};
	int fd = hosted_open("/dev/tee0");
	u32 session, ret;

	assert_int_equal(open_session(fd, &session, &ret), 0);
	assert_int_equal(ret, TEE_OK);
	assert_int_equal(fake_state().sessions, 1);
	assert_int_equal(invoke(fd, session, FAKE_ADD, params, &ret), 0);
	assert_int_equal(ret, TEE_OK);
	assert_int_equal(params[0].a, 42);
	assert_int_equal(close_session(fd, session), 0);
	assert_int_equal(close_session(fd, session), -EINVAL);
	assert_int_equal(invoke(fd, session, FAKE_ADD, params, &ret), -EINVAL);
	assert_int_equal(hosted_close(fd), 0);
}

/* A session that no client closes is closed with the file. */
static void forgotten_session(void **state)
{
	u32 session;
	int fd = client_open(&session);

	assert_int_equal(hosted_optee_remove(), -EBUSY);
	assert_int_equal(hosted_close(fd), 0);
	until(fake_state().sessions == 0);
}

static void bad_pointers(void **state)
{
	static struct tee_ioctl_version_data not_announced;
	struct tee_ioctl_buf_data buf = { .buf_ptr = 8, .buf_len = 64 };
	int fd = hosted_open("/dev/tee0");
	char *mem;

	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, NULL), -EFAULT);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, &not_announced), -EFAULT);
	/* The kernel could write there, but the memory does not belong to the process. */
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, hosted_phys_ptr(HOSTED_RAM_BASE, 64)),
			 -EFAULT);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_INVOKE, &buf), -EFAULT);

	/* Across the border of what is there */
	assert_int_equal(hosted_mmap(-1, 2 * 4096, (void **)&mem), 0);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, mem + 4096 - 4), 0);
	assert_int_equal(hosted_mprotect_none(mem + 4096), 0);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, mem + 4096 - 4), -EFAULT);
	assert_int_equal(hosted_munmap(mem), 0);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, mem), -EFAULT);

	assert_int_equal(hosted_user_map(&not_announced, sizeof(not_announced)), 0);
	assert_int_equal(hosted_ioctl(fd, TEE_IOC_VERSION, &not_announced), 0);
	assert_int_equal(hosted_user_unmap(&not_announced), 0);
	assert_int_equal(hosted_close(fd), 0);
}

/* Whichever allocation fails, nothing is lost and the next attempt may succeed. */
static void failing_allocations(void **state)
{
	unsigned int n, failed = 0, left = 0;
	u32 session, ret;
	long rc;
	int fd;

	for (n = 1; !left; n++) {
		hosted_fail_nth(hosted_task_current(), n);
		fd = hosted_open("/dev/tee0");
		rc = fd < 0 ? fd : open_session(fd, &session, &ret);
		if (!rc && ret)
			rc = -EPROTO;
		if (!rc)
			rc = invoke_value(fd, session, FAKE_ADD, 1);
		if (!rc)
			rc = invoke_value(fd, session, FAKE_SLEEP, 1);
		failed += !!rc;
		left = hosted_fail_nth(hosted_task_current(), 0);
		hosted_close(fd);
	}
	assert_int_equal(rc, 0);
	assert_in_range(failed, 3, n);
	assert_int_equal(fake_state().inside, 0);
}

/**
 * struct first - a client whose first call waits for a thread
 * @fd:		its open file
 * @session:	its session
 * @cancel_id:	the cancellation id of the call
 * @rc:		what the ioctl returned
 * @ret:	the result of the trusted application
 */
struct first {
	int fd;
	u32 session;
	u32 cancel_id;
	long rc;
	u32 ret;
};

static void sleep_inside(void *arg)
{
	u32 session;
	int fd = client_open(&session);

	*(long *)arg = invoke_value(fd, session, FAKE_SLEEP, 500);
}

/* To close a session takes no memory, also while another call is inside. */
static void close_without_memory(void **state)
{
	struct task_struct *other;
	u32 session;
	int fd = client_open(&session);
	long other_rc, rc;

	other = hosted_task_start("other", sleep_inside, &other_rc);
	until(fake_state().inside == 1);
	hosted_fail_all(hosted_task_current(), true);
	rc = close_session(fd, session);
	hosted_fail_all(hosted_task_current(), false);
	assert_int_equal(rc, 0);
	assert_int_equal(invoke_value(fd, session, FAKE_ADD, 1), -EINVAL);
	assert_false(hosted_task_join(other));
	assert_int_equal(other_rc, 0);
	until(fake_state().sessions == 0);
	assert_int_equal(hosted_close(fd), 0);
}

#define VALUE	5	/* notification value that a client's session or call waits for */

static void open_parked(void *arg)
{
	u32 session, ret;

	open_parked_session(hosted_open("/dev/tee0"), VALUE, &session, &ret);
}

static int start_notified(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .notifies = true }, FAKE_IRQ, 0);
	return 0;
}

/* A session that its client has not lived to see is closed, also without memory. */
static void orphan_without_memory(void **state)
{
	struct task_struct *client = hosted_task_start("client", open_parked, NULL);

	until(fake_state().inside == 1);
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	assert_int_equal(fake_state().inside, 1);
	hosted_fail_all(NULL, true);
	fake_notify(VALUE);
	until(fake_state().sessions == 0);
	hosted_fail_all(NULL, false);
}

static void open_parked_on_lane(void *arg)
{
	int fd = hosted_open("/dev/tee0");
	u32 session, ret;

	assert_int_equal(hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	open_parked_session(fd, VALUE, &session, &ret);
}

static int io_allocs;

static bool note_io(size_t bytes, bool may_sleep, bool may_io)
{
	if (may_io)
		__atomic_add_fetch(&io_allocs, 1, __ATOMIC_RELAXED);
	return false;
}

static int start_borrowing(void **state)
{
	machine_start(&(struct fake_config){ .threads = 3, .notifies = true, .borrows = true },
		      FAKE_IRQ, 0);
	return 0;
}

/* G8: that session is closed on the lane, and what its RPCs allocate does not wait for I/O. */
static void orphan_on_lane(void **state)
{
	struct task_struct *client = hosted_task_start("client", open_parked_on_lane, NULL);

	until(fake_state().inside == 1);
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	assert_int_equal(fake_state().inside, 1);
	io_allocs = 0;
	hosted_alloc_hook(note_io);
	fake_notify(VALUE);
	until(fake_state().inside == 0);
	hosted_alloc_hook(NULL);
	assert_int_equal(fake_state().sessions, 0);
	assert_int_equal(fake_state().borrowed, 1);
	assert_int_equal(io_allocs, 0);
}

#define CROWD	40

static void call_often(void *arg)
{
	u32 session;
	int fd = client_open(&session);
	unsigned int n;
	long rc = 0;

	for (n = 0; n < 20 && !rc; n++)
		rc = invoke_value(fd, session, n % 2 ? FAKE_ADD : FAKE_SLEEP, 1);
	*(long *)arg = rc;
}

/* Argument buffers belong to threads: more clients need no more pages, not even at once. */
static void need_pages(unsigned int pages)
{
	struct task_struct *task[CROWD];
	long rc[CROWD];
	unsigned int n;

	assert_int_equal(fake_state().shms, pages);
	for (n = 0; n < CROWD; n++)
		task[n] = hosted_task_start("client", call_often, &rc[n]);
	for (n = 0; n < CROWD; n++) {
		assert_false(hosted_task_join(task[n]));
		assert_int_equal(rc[n], 0);
	}
	assert_int_equal(fake_state().max_shms, pages);
}

static int start_many_threads(void **state)
{
	machine_start(&(struct fake_config){ .threads = 12 }, 0, 0);
	return 0;
}

/* There is room for ten calls in a page. */
static void calls_share_pages(void **state)
{
	need_pages(2);
}

static int start_old(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .old = true }, 0, 0);
	return 0;
}

/* Calls on one page can make OP-TEE panic before 3.22. */
static void page_for_each_thread(void **state)
{
	need_pages(2);
}

static void first_call(void *arg)
{
	struct tee_ioctl_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, .a = 1, .b = 1 },
	};
	struct first *f = arg;

	f->rc = invoke_named(f->fd, f->session, FAKE_ADD, params, f->cancel_id, &f->ret);
}

/* The first call of all that finds no thread has its name from the first moment. */
static void first_call_cancelled(void **state)
{
	struct first f = { .cancel_id = 7 };
	struct tee_ioctl_cancel_arg arg = { .cancel_id = 7 };
	struct caller parked[2] = {
		{ .func = FAKE_PARK, .value = VALUE }, { .func = FAKE_PARK, .value = VALUE + 1 },
	};
	struct task_struct *task;
	unsigned int n;

	f.fd = client_open(&f.session);
	arg.session = f.session;
	for (n = 0; n < 2; n++)
		caller_start(&parked[n]);
	until(fake_state().inside == 2);
	task = hosted_thread_start("first", first_call, &f);
	until(lanes("waiting") == 1);
	assert_int_equal(hosted_ioctl(f.fd, TEE_IOC_CANCEL, &arg), 0);
	assert_false(hosted_task_join(task));
	assert_int_equal(f.rc, 0);
	assert_int_equal(f.ret, TEE_CANCEL);
	assert_int_equal(fake_state().inside, 2);
	for (n = 0; n < 2; n++) {
		fake_notify(parked[n].value);
		assert_false(hosted_task_join(parked[n].task));
		assert_int_equal(caller_result(&parked[n]), 0);
	}
	assert_int_equal(hosted_close(f.fd), 0);
}

/* Memory of clients comes and goes by address, and everything else by the thread's page. */
static void registered_by_address(void **state)
{
	struct tee_ioctl_shm_alloc_data data = { .size = 4096 };
	unsigned int before = fake_state().by_address;
	u32 session;
	int fd = client_open(&session);
	int shm;

	assert_int_equal(invoke_value(fd, session, FAKE_ADD, 1), 0);
	assert_int_equal(fake_state().by_address, before);
	shm = hosted_ioctl(fd, TEE_IOC_SHM_ALLOC, &data);
	assert_true(shm >= 0);
	assert_int_equal(fake_state().by_address, before + 1);
	assert_int_equal(hosted_close(shm), 0);
	assert_int_equal(fake_state().by_address, before + 2);
	assert_int_equal(hosted_close(fd), 0);
}

static int start_reserving(void **state)
{
	machine_start(&(struct fake_config){ .threads = 3, .reserves = true, .notifies = true },
		      FAKE_IRQ, 0);
	return 0;
}

struct on_lane {
	int fd;
	u32 session;
	long parked;
	int shm;
	u32 other;
	long closed;
};

static void park_on_lane(void *arg)
{
	struct on_lane *c = arg;

	c->parked = invoke_value(c->fd, c->session, FAKE_PARK, VALUE);
}

static void share_memory(void *arg)
{
	struct tee_ioctl_shm_alloc_data data = { .size = 4096 };
	struct on_lane *c = arg;

	c->shm = (int)hosted_ioctl(c->fd, TEE_IOC_SHM_ALLOC, &data);
}

/*
 * An ordinary call by address that was refused, and has got a lane since: it enters on that lane,
 * so it does not wait for the threads that somebody else has taken.
 */
static void registered_on_a_lane_later(void **state)
{
	struct task_struct *parked, *registers;
	struct on_lane c;

	c.fd = client_open(&c.session);
	assert_int_equal(hosted_ioctl(c.fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	parked = hosted_thread_start("parked", park_on_lane, &c);
	until(fake_state().inside == 1);
	fake_lose_threads(2);
	registers = hosted_thread_start("registers", share_memory, &c);
	until(lanes("waiting") == 1);
	fake_notify(VALUE);
	assert_false(hosted_task_join(parked));
	assert_int_equal(c.parked, 0);
	assert_false(hosted_task_join(registers));
	assert_true(c.shm >= 0);
	fake_lose_threads(0);
	assert_int_equal(hosted_close(c.shm), 0);
	assert_int_equal(hosted_close(c.fd), 0);
}

static int start_reserving_borrowing(void **state)
{
	const struct fake_config config = {
		.threads = 3, .reserves = true, .notifies = true, .borrows = true,
	};

	machine_start(&config, FAKE_IRQ, 0);
	return 0;
}

static void close_other(void *arg)
{
	struct on_lane *c = arg;

	c->closed = close_session(c->fd, c->other);
}

/*
 * G8: a call began when its context had no lane, was refused, and has got a lane since. What its
 * RPCs allocate does not wait for I/O. The lane is one that was released while it was in use.
 */
static void no_io_on_a_lane_later(void **state)
{
	struct task_struct *parked, *closes;
	struct on_lane c;
	u32 ret;

	c.fd = client_open(&c.session);
	assert_int_equal(open_session(c.fd, &c.other, &ret), 0);
	assert_int_equal(hosted_ioctl(c.fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	parked = hosted_thread_start("parked", park_on_lane, &c);
	until(fake_state().inside == 1);
	assert_int_equal(hosted_ioctl(c.fd, TEE_IOC_RELEASE_SYSTEM_CONTEXT, NULL), 0);
	fake_lose_threads(2);
	closes = hosted_thread_start("closes", close_other, &c);
	until(lanes("waiting") == 1);
	assert_int_equal(hosted_ioctl(c.fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL), 0);
	io_allocs = 0;
	hosted_alloc_hook(note_io);
	fake_notify(VALUE);
	assert_false(hosted_task_join(closes));
	hosted_alloc_hook(NULL);
	assert_false(hosted_task_join(parked));
	assert_int_equal(c.parked, 0);
	assert_int_equal(c.closed, 0);
	assert_int_equal(fake_state().borrowed, 1);
	assert_int_equal(io_allocs, 0);
	fake_lose_threads(0);
	assert_int_equal(hosted_close(c.fd), 0);
}

/* Was the call still inside when it was frozen? Its sleep then ends in the frozen system. */
static bool frozen_inside(u64 ms)
{
	struct caller c = { .func = FAKE_SLEEP, .value = ms };
	unsigned int entered = fake_state().entered;
	bool inside;

	caller_start(&c);
	until(fake_state().entered >= entered + 2);
	assert_int_equal(hosted_freeze(60000), 0);
	inside = fake_state().inside == 1;
	if (inside) {
		hosted_msleep(2 * ms);
		assert_int_equal(hosted_task_try_join(c.task), 0);
		assert_int_equal(fake_state().inside, 1);
	}
	hosted_thaw();
	assert_false(hosted_task_join(c.task));
	assert_int_equal(caller_result(&c), 0);
	return inside;
}

/* A call that sleeps does not keep the system from being suspended. */
static void freeze(void **state)
{
	u64 ms = 100;

	while (!frozen_inside(ms)) {
		ms *= 2;
		assert_true(ms < PATIENCE / 4);
	}
}

const struct CMUnitTest call_tests[] = {
	cmocka_unit_test_setup_teardown(version, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(session, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(forgotten_session, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(bad_pointers, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(failing_allocations, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(close_without_memory, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(orphan_without_memory, start_notified, stop),
	cmocka_unit_test_setup_teardown(orphan_on_lane, start_borrowing, stop),
	cmocka_unit_test_setup_teardown(calls_share_pages, start_many_threads, stop),
	cmocka_unit_test_setup_teardown(page_for_each_thread, start_old, stop),
	cmocka_unit_test_setup_teardown(first_call_cancelled, start_notified, stop),
	cmocka_unit_test_setup_teardown(registered_by_address, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(registered_on_a_lane_later, start_reserving, stop),
	cmocka_unit_test_setup_teardown(no_io_on_a_lane_later, start_reserving_borrowing,
					stop),
	cmocka_unit_test_setup_teardown(freeze, start_two_threads, stop),
};

const unsigned int num_call_tests = ARRAY_SIZE(call_tests);
