// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Lanes as user space has them: the two ioctls, calls on a lane (G1, G2), who gets a thread that
 * comes free (G3), and what a request for a lane promises (G4, G5).
 *
 * A client process stands for each party.  Sessions are opened before threads
 * are parked, because opening one is a call too.
 */
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <linux/capability.h>
#include <unistd.h>
#include "tee.h"

#define MAX_CLIENTS	16

static struct client parked[MAX_CLIENTS];

static void start_parked(int n)
{
	for (int i = 0; i < n; i++)
		parked[i] = client_start(-1);
}

static void end_parked(int n)
{
	for (int i = 0; i < n; i++) {
		assert_int_equal(client_reply(&parked[i], 60000).res, TEE_OK);
		client_end(&parked[i]);
	}
}

static void drop_capability(int cap)
{
	struct __user_cap_header_struct h = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct d[2];

	assert_int_equal(syscall(SYS_capget, &h, d), 0);
	d[CAP_TO_INDEX(cap)].effective &= ~CAP_TO_MASK(cap);
	assert_int_equal(syscall(SYS_capset, &h, d), 0);
}

static void counters_exist(void)
{
	assert_true(lanes("total") >= 2);
	assert_int_equal(lanes("reserved"), 0);
	lanes_idle(1000); /* the driver's bottom half may have a call under way */
	assert_int_equal(lanes("refused"), 0);
}

static void needs_capability(void)
{
	int fd = tee_open();

	drop_capability(CAP_SYS_RESOURCE);
	assert_rc(tee_lane_request(fd), -EPERM);
	assert_int_equal(lanes("reserved"), 0);
	close(fd);
}

/* The kernel checks the capability of the caller, not of the process that opened the device. */
static void release_needs_none(void)
{
	int fd = tee_open();

	assert_rc(tee_lane_request(fd), 0);
	drop_capability(CAP_SYS_RESOURCE);
	assert_rc(tee_lane_release(fd), 0);
	assert_int_equal(lanes("reserved"), 0);
	close(fd);
}

static void last_thread_stays(void)
{
	int total = tee_threads(), fd = tee_open(), other = tee_open();

	for (int i = 1; i < total; i++) {
		assert_rc(tee_lane_request(fd), 0);
		assert_int_equal(lanes("reserved"), i);
	}
	assert_rc(tee_lane_request(fd), -EBUSY);
	assert_rc(tee_lane_request(other), -EBUSY);
	assert_int_equal(lanes("reserved"), total - 1);
	assert_rc(tee_lane_release(fd), 0);
	assert_int_equal(lanes("reserved"), total - 2);
	assert_rc(tee_lane_request(other), 0);
	close(fd);
	close(other);
	lanes_idle(1000);
}

static void release_without_a_lane(void)
{
	int fd = tee_open(), other = tee_open();

	assert_rc(tee_lane_release(fd), -EINVAL);
	assert_rc(tee_lane_request(fd), 0);
	assert_rc(tee_lane_release(other), -EINVAL);
	assert_rc(tee_lane_release(fd), 0);
	assert_rc(tee_lane_release(fd), -EINVAL);
	close(fd);
	close(other);
}

static void close_returns_lanes(void)
{
	for (int i = 0; i < 200; i++) {
		int fd = tee_open();

		assert_rc(tee_lane_request(fd), 0);
		assert_int_equal(lanes("reserved"), 1);
		close(fd);
		assert_int_equal(lanes("reserved"), 0);
	}
}

/*
 * What a test sees while @n calls are parked says something only if none of them can have ended
 * by then.  On a busy machine it may take longer than they are parked, so the test is repeated
 * with calls that are parked for longer.
 */
static void while_parked(int n, bool (*test)(double until))
{
	bool done = false;
	double until;

	start_parked(n);
	for (int ms = 2500; !done && ms <= 40000; ms *= 2) {
		until = now_ms() + ms - 10;
		park(parked, n, ms, n);
		done = test(until);
		for (int i = 0; i < n; i++)
			assert_int_equal(client_reply(&parked[i], 2 * ms + 20000).res, TEE_OK);
	}
	for (int i = 0; i < n; i++)
		client_end(&parked[i]);
	assert_true(done);
}

static struct client owner, other;
static int other_fd;
static u32 other_session;

/* Every kind of call, and closing the session, which makes a call as well. */
static bool all_calls_get_through(double until)
{
	static const enum client_op ops[] = { OP_SHORT, OP_PTA, OP_REGISTER };
	struct reply r;

	owner = client_start(-1);
	assert_rc(client_do(&owner, OP_REQUEST, 0).err, 0);
	for (int round = 0; round < 10; round++) {
		for (unsigned int i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
			r = client_do(&owner, ops[i], 0);
			assert_rc(r.err, 0);
			assert_int_equal(r.res, TEE_OK);
		}
	}
	client_end(&owner);
	return now_ms() < until;
}

/* G1: a lane does not wait for a call of another context, with every ordinary thread parked. */
static void lane_gets_through(void)
{
	while_parked(tee_threads() - 1, all_calls_get_through);
	lanes_idle(1000);
}

/* The control of the test above: without a lane the same call waits until a parked one ends. */
static void without_a_lane_it_waits(void)
{
	struct client c = client_start(-1);
	int n = tee_threads();
	double first_end;

	start_parked(n);
	first_end = now_ms() + 1000 - 10;
	park(parked, n, 1000, n);
	client_cmd(&c, OP_SHORT, 0);
	assert_true(client_reply(&c, 20000).end >= first_end);
	end_parked(n);
	client_end(&c);
}

static void wait_until_one_waits(double until)
{
	lanes_reach_until("waiting", 1, until);
}

/* The call on the lane is back, and the other client's call still waits. */
static bool other_waits_and_owner_does_not(double until)
{
	bool waits;

	client_cmd(&other, OP_SHORT, 0);
	wait_until_one_waits(until);
	sleep_ms(300);
	assert_rc(client_do(&owner, OP_SHORT, 0).err, 0);
	waits = client_pending(&other);
	if (now_ms() >= until) {
		client_reply(&other, 60000);
		return false;
	}
	assert_true(waits);
	assert_rc(client_reply(&other, 60000).err, 0);
	return true;
}

/* G2: no client can use an idle lane but its holder. */
static void lane_is_private(void)
{
	owner = client_start(-1);
	other = client_start(-1);
	assert_rc(client_do(&owner, OP_REQUEST, 0).err, 0);
	while_parked(tee_threads() - 1, other_waits_and_owner_does_not);
	client_end(&other);
	client_end(&owner);
	lanes_idle(1000);
}

/* Of all threads that the context may use, its lane is the first to come free. */
static bool second_call_waits_for_the_first(double until)
{
	client_cmd(&owner, OP_WAIT, 600);
	while (lanes("busy") != tee_threads() && now_ms() < until)
		sleep_ms(1);
	client_cmd(&other, OP_SHORT, 0);
	wait_until_one_waits(until);
	assert_rc(client_reply(&owner, 60000).err, 0);
	assert_rc(client_reply(&other, 60000).err, 0);
	return now_ms() < until;
}

/* G2: one lane carries one call; the second call of the context queues. */
static void one_lane_one_call(void)
{
	int fd = tee_open();

	owner = client_start(fd);
	other = client_start(fd);
	assert_rc(tee_lane_request(fd), 0);
	while_parked(tee_threads() - 1, second_call_waits_for_the_first);
	client_end(&other);
	client_end(&owner);
	close(fd);
	lanes_idle(1000);
}

/* The calls of a test take up to so many times as long, see until_in_time(). */
#define MOST_FACTOR	16

/* One call is parked for a short time, the others for long: the request gets the first thread. */
static bool request_is_first(unsigned int factor)
{
	int n = tee_threads();
	double first, others;
	bool pending, in_time;
	struct reply r;

	start_parked(n);
	others = now_ms() + 4000 * factor - 10;
	first = now_ms() + 800 * factor - 10;
	for (int i = 1; i < n; i++)
		client_cmd(&parked[i], OP_WAIT, 4000 * factor);
	client_cmd(&parked[0], OP_WAIT, 800 * factor);
	lanes_reach_until("busy", n, first);
	client_cmd(&owner, OP_REQUEST, 0);
	lanes_reach_until("waiting", 1, first);
	sleep_ms(100);
	pending = client_pending(&owner);
	/* If it was granted, the driver's bottom half was taken for one of the parked calls. */
	in_time = pending && now_ms() < first;
	r = client_reply(&owner, 60000);
	assert_rc(r.err, 0);
	in_time = in_time && r.end < others;
	assert_int_equal(lanes("reserved"), 1);
	assert_rc(client_do(&owner, OP_RELEASE, 0).err, 0);
	end_parked(n);
	return in_time;
}

static void request_waits_for_a_thread(void)
{
	owner = client_start(-1);
	until_in_time(request_is_first, 1, MOST_FACTOR);
	client_end(&owner);
	lanes_idle(1000);
}

/* The lane is given back before its call returns to the client. */
static void release_of_a_busy_lane(void)
{
	int fd = tee_open();
	struct client c = client_start(fd);

	assert_rc(tee_lane_request(fd), 0);
	park(&c, 1, 1500, 1);
	assert_rc(tee_lane_release(fd), 0);
	assert_int_equal(client_reply(&c, 20000).res, TEE_OK);
	assert_int_equal(lanes("reserved"), 0);
	client_end(&c);
	close(fd);
	lanes_idle(1000);
}

/*
 * Park one call for 4 s and the others for 0.4 s.  @long_one is the place of the long call in the
 * order of arrival.  A short call that is made meanwhile must return when those have, wherever the
 * long call is.  One that waited for the long call would be back after 4 s.
 */
static bool short_call_is_first(unsigned int factor, int long_one)
{
	struct client c = client_start(-1);
	double first, last = 0;
	int n = tee_threads();
	struct reply r;
	bool in_time;

	start_parked(n);
	first = now_ms() + 400 * factor - 10;
	for (int i = 0; i < n; i++) {
		if (i == long_one)
			last = now_ms() + 4000 * factor - 10;
		client_cmd(&parked[i], OP_WAIT, (i == long_one ? 4000 : 400) * factor);
		lanes_reach_until("busy", i + 1, first);
	}
	in_time = now_ms() < first;
	client_cmd(&c, OP_SHORT, 0);
	lanes_reach_until("waiting", 1, first);
	r = client_reply(&c, 60000);
	assert_rc(r.err, 0);
	in_time = in_time && r.end >= first && r.end < last;
	end_parked(n);
	client_end(&c);
	return in_time;
}

static bool long_call_first(unsigned int factor)
{
	return short_call_is_first(factor, 0);
}

static bool long_call_last(unsigned int factor)
{
	return short_call_is_first(factor, tee_threads() - 1);
}

static void short_call_long_first(void)
{
	until_in_time(long_call_first, 1, MOST_FACTOR);
}

static void short_call_long_last(void)
{
	until_in_time(long_call_last, 1, MOST_FACTOR);
}

/*
 * All threads but one are busy for long.  The calls of several processes get that one, one after
 * the other.  A call keeps it until all of them wait.  A process looks at the clock when its call
 * has returned, which may be late on a busy machine, so each call takes longer than that may be.
 */
static bool served_in_order(unsigned int factor)
{
	enum { WAITERS = 6, CALL_MS = 500 };
	int n = tee_threads();
	double first, others, last = 0;
	struct client c[WAITERS];
	bool in_time, in_order = true;
	struct reply r;

	for (int i = 0; i < WAITERS; i++)
		c[i] = client_start(-1);
	start_parked(n);
	others = now_ms() + 11000 * factor - 10;
	first = now_ms() + 3000 * factor - 10;
	for (int i = 0; i < n; i++)
		client_cmd(&parked[i], OP_WAIT, (i ? 11000 : 3000) * factor);
	lanes_reach_until("busy", n, first);
	for (int i = 0; i < WAITERS; i++) {
		client_cmd(&c[i], OP_WAIT, CALL_MS * factor);
		lanes_reach_until("waiting", i + 1, first);
		/* It may be the driver's bottom half that waits; see cancel_while_waiting(). */
		while (!task_in_call(c[i].pid, c[i].pid) && now_ms() < first)
			sleep_ms(1);
	}
	in_time = now_ms() < first;
	for (int i = 0; i < WAITERS; i++) {
		r = client_reply(&c[i], 60000);
		assert_int_equal(r.res, TEE_OK);
		in_order = in_order && r.end > last;
		last = r.end;
	}
	/* All of them had the one thread, if the other calls were still inside. */
	in_time = in_time && last < others;
	assert_true(in_order || !in_time);
	end_parked(n);
	for (int i = 0; i < WAITERS; i++)
		client_end(&c[i]);
	return in_time;
}

/* Calls of several processes get threads in the order in which they began to wait. */
static void first_come_first_served(void)
{
	until_in_time(served_in_order, 1, MOST_FACTOR);
	lanes_idle(1000);
}

/*
 * A call that waits for a thread can be cancelled before it enters the secure world. Once a second
 * OP-TEE's test timer makes the driver's bottom half wait for a thread. If that is the call that
 * waits here, the client's comes after it was cancelled, and ends with the parked ones.
 */
static bool cancelled_call_is_back(double until)
{
	struct reply r;
	int rc;

	client_cmd(&other, OP_WAIT, 1);
	wait_until_one_waits(until);
	rc = tee_cancel(other_fd, other_session, CLIENT_CANCEL_ID);
	r = client_reply(&other, 60000);
	if (r.end >= until)
		return false;
	assert_rc(rc, 0);
	assert_rc(r.err, 0);
	assert_int_equal(r.res, TEE_CANCEL);
	return true;
}

/* The other client has a session, and all threads are parked. */
static void cancel_while_parked(bool (*test)(double until))
{
	other_fd = tee_open();
	other = client_start(other_fd);
	other_session = client_do(&other, OP_SHORT, 0).session;
	while_parked(tee_threads(), test);
	client_end(&other);
	close(other_fd);
	lanes_idle(1000);
}

static void cancel_while_waiting(void)
{
	cancel_while_parked(cancelled_call_is_back);
}

/* A context cannot cancel calls of another context. */
static bool not_cancelled(double until)
{
	int elsewhere = tee_open();
	bool pending, in_time;

	client_cmd(&other, OP_WAIT, 1);
	wait_until_one_waits(until);
	assert_int_equal(tee_cancel(elsewhere, other_session, CLIENT_CANCEL_ID), -EINVAL);
	sleep_ms(100);
	pending = client_pending(&other);
	in_time = pending && now_ms() < until;
	assert_int_equal(client_reply(&other, 60000).res, TEE_OK);
	close(elsewhere);
	return in_time;
}

static void cancel_from_elsewhere(void)
{
	cancel_while_parked(not_cancelled);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(counters_exist, 20),
		TEE_TEST(needs_capability, 20),
		TEE_TEST(release_needs_none, 20),
		TEE_TEST(last_thread_stays, 20),
		TEE_TEST(release_without_a_lane, 20),
		TEE_TEST(close_returns_lanes, 20),
		TEE_TEST(lane_gets_through, 60),
		TEE_TEST(without_a_lane_it_waits, 60),
		TEE_TEST(lane_is_private, 60),
		TEE_TEST(one_lane_one_call, 60),
		TEE_TEST(request_waits_for_a_thread, 60),
		TEE_TEST(release_of_a_busy_lane, 60),
		TEE_TEST(short_call_long_first, 60),
		TEE_TEST(short_call_long_last, 60),
		TEE_TEST(first_come_first_served, 120),
		TEE_TEST(cancel_while_waiting, 60),
		TEE_TEST(cancel_from_elsewhere, 60),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("lanes_user", tests, NULL, NULL);
}
