// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The ids of sessions: a client's are the driver's own, and the trusted OS can give what numbers it
 * likes.
 */
#include "user.h"

#define FIRST_SESSIONS	8	/* driver/optee/session_table.h: OPTEE_FIRST_SESSIONS */
#define MANY		(3 * FIRST_SESSIONS + 1)
#define TASKS		4
#define VALUE		5	/* notification value that a parked call waits for */

static void open_many(int fd, u32 *session, unsigned int num)
{
	unsigned int n;
	u32 ret;

	for (n = 0; n < num; n++) {
		assert_int_equal(open_session(fd, &session[n], &ret), 0);
		assert_int_equal(ret, 0);
	}
}

/* Each id leads to the session that was opened with it, and to none when that is closed. */
static void each_by_its_id(void **state)
{
	int fd = hosted_open("/dev/tee0");
	u32 session[MANY], again[MANY];
	unsigned int n;

	open_many(fd, session, MANY);
	for (n = 0; n < MANY; n++) {
		assert_int_equal(session[n], n + 1);
		assert_int_equal(invoke_value(fd, session[n], FAKE_ADD, 1), 0);
		assert_int_equal(fake_state().named, FAKE_SESSION + 1 + n);
	}
	for (n = 0; n < MANY; n += 2) {
		assert_int_equal(close_session(fd, session[n]), 0);
		assert_int_equal(fake_state().named, FAKE_SESSION + 1 + n);
		assert_int_equal(close_session(fd, session[n]), -EINVAL);
		assert_int_equal(invoke_value(fd, session[n], FAKE_ADD, 1), -EINVAL);
	}
	open_many(fd, again, (MANY + 1) / 2);
	for (n = 0; n < (MANY + 1) / 2; n++) {
		assert_in_range(again[n], 1, MANY);
		assert_int_equal(invoke_value(fd, again[n], FAKE_ADD, 1), 0);
		assert_int_equal(fake_state().named, FAKE_SESSION + MANY + 1 + n);
	}
	assert_int_equal(fake_state().sessions, MANY);
	assert_int_equal(hosted_close(fd), 0);
	until(fake_state().sessions == 0);
}

/* Numbers that no session has, the trusted OS's own among them, are refused without asking it. */
static void no_such_session(void **state)
{
	static const u32 wrong[] = { 0, 2, FIRST_SESSIONS, FIRST_SESSIONS + 1, FAKE_SESSION + 1,
				     0x80000000, 0xffffffff };
	u32 session;
	int fd = client_open(&session);
	unsigned int n;

	assert_int_equal(session, 1);
	for (n = 0; n < ARRAY_SIZE(wrong); n++) {
		assert_int_equal(invoke_value(fd, wrong[n], FAKE_ADD, 1), -EINVAL);
		assert_int_equal(close_session(fd, wrong[n]), -EINVAL);
	}
	assert_int_equal(fake_state().named, 0);
	assert_int_equal(hosted_close(fd), 0);
}

/* A session is of one context: another one's ids lead elsewhere, or nowhere. */
static void not_of_another_context(void **state)
{
	u32 one, other;
	int fd = client_open(&one);
	int other_fd = client_open(&other);

	assert_int_equal(one, other);
	assert_int_equal(close_session(fd, one), 0);
	assert_int_equal(fake_state().named, FAKE_SESSION + 1);
	assert_int_equal(invoke_value(fd, one, FAKE_ADD, 1), -EINVAL);
	assert_int_equal(invoke_value(other_fd, other, FAKE_ADD, 1), 0);
	assert_int_equal(fake_state().named, FAKE_SESSION + 2);
	assert_int_equal(hosted_close(fd), 0);
	assert_int_equal(hosted_close(other_fd), 0);
}

static int start_same_ids(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .same_ids = true }, 0, 0);
	return 0;
}

/* A trusted OS that gives two sessions one number loses neither of them for the client. */
static void same_number_twice(void **state)
{
	int fd = hosted_open("/dev/tee0");
	u32 session[3];

	open_many(fd, session, 3);
	assert_int_equal(close_session(fd, session[0]), 0);
	assert_int_equal(invoke_value(fd, session[1], FAKE_ADD, 1), 0);
	assert_int_equal(invoke_value(fd, session[2], FAKE_ADD, 1), 0);
	assert_int_equal(close_session(fd, session[1]), 0);
	assert_int_equal(fake_state().sessions, 1);
	assert_int_equal(hosted_close(fd), 0);
	until(fake_state().sessions == 0);
}

/* The first sessions need no memory. Where one does, the trusted OS is not asked in vain. */
static void open_without_memory(void **state)
{
	int fd = hosted_open("/dev/tee0");
	u32 session[FIRST_SESSIONS + 1], ret;
	long rc;

	hosted_fail_all(hosted_task_current(), true);
	open_many(fd, session, FIRST_SESSIONS);
	rc = open_session(fd, &session[FIRST_SESSIONS], &ret);
	hosted_fail_all(hosted_task_current(), false);
	assert_int_equal(rc, -ENOMEM);
	assert_int_equal(fake_state().opened, FIRST_SESSIONS);
	open_many(fd, &session[FIRST_SESSIONS], 1);
	assert_int_equal(invoke_value(fd, session[FIRST_SESSIONS], FAKE_ADD, 1), 0);
	assert_int_equal(hosted_close(fd), 0);
}

static void open_and_use_many(void *arg)
{
	int fd = *(int *)arg;
	u32 session[MANY];
	unsigned int n;

	open_many(fd, session, MANY);
	for (n = 0; n < MANY; n++)
		assert_int_equal(invoke_value(fd, session[n], FAKE_ADD, 1), 0);
	for (n = 0; n < MANY; n += 2)
		assert_int_equal(close_session(fd, session[n]), 0);
}

/* Threads of a process open sessions of one context at once. */
static void all_at_once(void **state)
{
	int fd = hosted_open("/dev/tee0");
	struct task_struct *task[TASKS];
	unsigned int n;

	for (n = 0; n < TASKS; n++)
		task[n] = hosted_thread_start("opens", open_and_use_many, &fd);
	for (n = 0; n < TASKS; n++)
		assert_false(hosted_task_join(task[n]));
	assert_int_equal(fake_state().opened, TASKS * MANY);
	assert_int_equal(fake_state().sessions, TASKS * (MANY / 2));
	assert_int_equal(hosted_close(fd), 0);
}

/**
 * struct user - a thread of a process, and the session that it uses
 * @fd:		its context
 * @session:	its id
 * @rc:		what its call has returned
 * @task:	the thread
 */
struct user {
	int fd;
	u32 session;
	long rc;
	struct task_struct *task;
};

static void use_it(void *arg)
{
	struct user *u = arg;

	u->rc = invoke_value(u->fd, u->session, FAKE_ADD, 1);
}

static void park_in_it(void *arg)
{
	struct user *u = arg;

	u->rc = invoke_value(u->fd, u->session, FAKE_PARK, VALUE);
}

static void close_it(void *arg)
{
	struct user *u = arg;

	u->rc = close_session(u->fd, u->session);
}

static void start(struct user *u, void (*fn)(void *arg))
{
	u->task = hosted_thread_start("user", fn, u);
}

static long result(struct user *u)
{
	assert_false(hosted_task_join(u->task));
	return u->rc;
}

/* Is the session closed, or does the task that closes it wait for those that use it? */
static bool closed_or_waits(void)
{
	return tasks_in("optee_session_wait_unused", true) || !fake_state().sessions;
}

/*
 * A call has found its session, but has not entered when the session is closed. If it came late,
 * the trusted OS could take it for one in another client's session, which has the same number.
 */
static void no_late_call(void **state)
{
	struct user caller = { .fd = hosted_open("/dev/tee0") };
	struct user closer = { .fd = caller.fd };
	int other_fd;
	u32 ret, other;

	assert_int_equal(open_session(caller.fd, &caller.session, &ret), 0);
	closer.session = caller.session;
	fake_hold(true);
	start(&caller, use_it);
	until(fake_state().outside == 1);
	start(&closer, close_it);
	until(closed_or_waits());
	other_fd = client_open(&other);
	assert_int_equal(fake_state().sessions, 2);
	fake_hold(false);
	assert_int_equal(result(&caller), 0);
	assert_int_equal(result(&closer), 0);
	until(fake_state().sessions == 1);
	assert_int_equal(hosted_close(caller.fd), 0);
	assert_int_equal(hosted_close(other_fd), 0);
}

static int start_parking(void **state)
{
	machine_start(&(struct fake_config){ .threads = 2, .notifies = true }, FAKE_IRQ, 0);
	return 0;
}

/*
 * A task that closes a session waits for the call that uses the session. Meanwhile the task can be
 * frozen, and no other call can use the session, nor close it.
 */
static void closed_after_its_calls(void **state)
{
	struct user caller = { .fd = hosted_open("/dev/tee0") };
	struct user closer = { .fd = caller.fd };
	u32 ret;

	assert_int_equal(open_session(caller.fd, &caller.session, &ret), 0);
	closer.session = caller.session;
	start(&caller, park_in_it);
	until(fake_state().inside == 1);
	start(&closer, close_it);
	until(closed_or_waits());
	assert_int_equal(fake_state().sessions, 1);
	assert_int_equal(invoke_value(caller.fd, caller.session, FAKE_ADD, 1), -EINVAL);
	assert_int_equal(close_session(caller.fd, caller.session), -EINVAL);
	assert_int_equal(hosted_freeze(60000), 0);
	hosted_thaw();
	assert_int_equal(fake_state().sessions, 1);
	fake_notify(VALUE);
	assert_int_equal(result(&caller), 0);
	assert_int_equal(result(&closer), 0);
	assert_int_equal(fake_state().sessions, 0);
	assert_int_equal(close_session(caller.fd, caller.session), -EINVAL);
	assert_int_equal(hosted_close(caller.fd), 0);
}

static void park_and_close(void *arg)
{
	struct user *u = arg;

	u->fd = client_open(&u->session);
	start(u, park_in_it);
	until(fake_state().inside == 1);
	close_session(u->fd, u->session);
}

/*
 * A process can be killed while it waits to close a session that a call still uses. The session is
 * then closed by the driver, when that call has ended.
 */
static void killed_closing(void **state)
{
	struct user user;
	struct task_struct *client = hosted_task_start("client", park_and_close, &user);

	until(fake_state().inside == 1 && closed_or_waits());
	hosted_task_kill(client);
	assert_true(hosted_task_join(client));
	assert_true(hosted_task_join(user.task));
	assert_int_equal(fake_state().inside, 1);
	assert_int_equal(fake_state().sessions, 1);
	fake_notify(VALUE);
	until(fake_state().sessions == 0);
}

const struct CMUnitTest session_tests[] = {
	cmocka_unit_test_setup_teardown(each_by_its_id, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(no_such_session, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(not_of_another_context, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(same_number_twice, start_same_ids, stop),
	cmocka_unit_test_setup_teardown(open_without_memory, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(all_at_once, start_two_threads, stop),
	cmocka_unit_test_setup_teardown(no_late_call, start_same_ids, stop),
	cmocka_unit_test_setup_teardown(closed_after_its_calls, start_parking, stop),
	cmocka_unit_test_setup_teardown(killed_closing, start_parking, stop),
};

const unsigned int num_session_tests = ARRAY_SIZE(session_tests);
