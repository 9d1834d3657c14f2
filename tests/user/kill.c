// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * SIGKILL at every point of a call: tests of G6 (lanes come back) and G7 (every wait by a process
 * is killable).
 *
 * A killed client must be gone while the parked calls are still parked, its own among them, even
 * though it has a session that the kernel has to close for it, and even though all threads are
 * parked.  The thread that its call held is free when the trusted OS gives it back, and not before.
 */
#include <unistd.h>
#include "tee.h"

/* ms for which calls are parked; far more than a test needs, unless the host is busy */
#define PARKED		3000
#define MOST_PARKED	24000
#define MAX_CLIENTS	16

static struct client parked[MAX_CLIENTS];
static double until;	/* no parked call ends before this, see now_ms() */

/* A test returns whether it was over before a parked call can have ended. */
static void while_parked(bool (*test)(unsigned int ms))
{
	until_in_time(test, PARKED, MOST_PARKED);
}

static void park_for(struct client *c, int n, unsigned int ms, int busy)
{
	until = now_ms() + ms - 10;
	park(c, n, ms, busy);
}

static int start_parked(void)
{
	int n = tee_threads();

	for (int i = 0; i < n; i++)
		parked[i] = client_start(-1);
	return n;
}

static int park_all(unsigned int ms)
{
	int n = start_parked();

	park_for(parked, n, ms, n);
	return n;
}

static void end_parked(int n)
{
	for (int i = 0; i < n; i++) {
		assert_int_equal(client_reply(&parked[i], 60000).res, TEE_OK);
		client_end(&parked[i]);
	}
}

static void kill_it(struct client *c)
{
	assert_true(client_kill(c) >= 0);
}

static void do_short_call(struct client *c)
{
	assert_rc(client_do(c, OP_SHORT, 0).err, 0);
}

/* Check that a new call goes through, and that nothing is left of the killed clients. */
static void still_works(void)
{
	int fd = tee_open();
	u32 session = do_session(fd, busy_service()->uuid);

	do_short(fd, session);
	assert_rc(tee_close_session(fd, session), 0);
	close(fd);
	lanes_idle(MOST_PARKED);
}

static bool kill_waiting(unsigned int ms)
{
	struct client c = client_start(-1);
	int n = park_all(ms);
	bool in_time;

	client_cmd(&c, OP_SHORT, 0);
	lanes_reach_until("waiting", 1, until);
	kill_it(&c);
	in_time = now_ms() < until;
	end_parked(n);
	still_works();
	return in_time;
}

static void waiting_for_a_thread(void)
{
	while_parked(kill_waiting);
}

static bool kill_in_an_rpc(unsigned int ms)
{
	struct client c = client_start(-1), other = client_start(-1);
	bool in_time;

	park_for(&c, 1, ms, 1);
	kill_it(&c);
	/* The thread of the killed call is not back yet, but another thread is free. */
	do_short_call(&other);
	in_time = now_ms() < until;
	client_end(&other);
	still_works();
	return in_time;
}

static void in_an_rpc(void)
{
	while_parked(kill_in_an_rpc);
}

static bool kill_all(int n)
{
	bool in_time;

	for (int i = 0; i < n; i++)
		kill_it(&parked[i]);
	in_time = now_ms() < until;
	still_works();
	return in_time;
}

static bool kill_all_in_an_rpc(unsigned int ms)
{
	return kill_all(park_all(ms));
}

static void all_in_an_rpc(void)
{
	while_parked(kill_all_in_an_rpc);
}

static bool kill_all_with_shared_memory(unsigned int ms)
{
	int n = tee_threads();

	for (int i = 0; i < n; i++) {
		int fd = tee_open(), id;
		int shm = tee_shm_alloc(fd, 1 << 20, &id);

		assert_true(shm >= 0);
		parked[i] = client_start(fd);
		close(shm);
		close(fd);
	}
	park_for(parked, n, ms, n);
	return kill_all(n);
}

/* The secure world goes on using the shared memory of a killed client until its call ends. */
static void with_shared_memory_in_an_rpc(void)
{
	while_parked(kill_all_with_shared_memory);
}

static void holding_a_lane(void)
{
	struct client c = client_start(-1);

	assert_rc(client_do(&c, OP_REQUEST, 0).err, 0);
	assert_int_equal(lanes("reserved"), 1);
	kill_it(&c);
	assert_true(lanes_wait("reserved", 0, PARKED) >= 0);
	still_works();
}

static bool kill_on_a_lane(unsigned int ms)
{
	struct client c = client_start(-1), other = client_start(-1);
	bool in_time;

	assert_rc(client_do(&c, OP_REQUEST, 0).err, 0);
	park_for(&c, 1, ms, 1);
	kill_it(&c);
	/* The ordinary share is as large as before, and its threads can be used at once. */
	do_short_call(&other);
	in_time = now_ms() < until;
	client_end(&other);
	assert_true(lanes_wait("reserved", 0, ms + 1000) >= 0);
	still_works();
	return in_time;
}

static void parked_on_a_lane(void)
{
	while_parked(kill_on_a_lane);
}

static bool kill_requesting(unsigned int ms)
{
	struct client c = client_start(-1);
	int n = park_all(ms);
	bool pending, in_time;

	client_cmd(&c, OP_REQUEST, 0);
	lanes_reach_until("waiting", 1, until);
	sleep_ms(100);
	pending = client_pending(&c);
	kill_it(&c);
	in_time = pending && now_ms() < until;
	end_parked(n);
	still_works();
	assert_int_equal(lanes("reserved"), 0);
	return in_time;
}

/* A client that asks for a lane sleeps until an ordinary call ends.  It is killed meanwhile. */
static void requesting_a_lane(void)
{
	while_parked(kill_requesting);
}

/* One call is parked for @ms, the others for three times as long. */
static bool kill_among_waiters(unsigned int ms)
{
	struct client c[3] = { client_start(-1), client_start(-1), client_start(-1) };
	int n = start_parked();
	double until_others;
	struct reply r;
	bool in_time;

	until_others = now_ms() + 3 * ms - 10;
	for (int i = 1; i < n; i++)
		client_cmd(&parked[i], OP_WAIT, 3 * ms);
	park_for(&parked[0], 1, ms, n);
	for (int i = 0; i < 3; i++) {
		client_cmd(&c[i], OP_SHORT, 0);
		lanes_reach_until("waiting", i + 1, until);
	}
	kill_it(&c[0]);
	kill_it(&c[1]);
	in_time = now_ms() < until;
	r = client_reply(&c[2], 20000);
	assert_rc(r.err, 0);
	in_time = in_time && r.end >= until && r.end < until_others;
	end_parked(n);
	client_end(&c[2]);
	still_works();
	return in_time;
}

/* When calls that wait for a thread are killed, the next one in the queue gets the thread. */
static void among_waiters(void)
{
	while_parked(kill_among_waiters);
}

/* Kill clients at many random moments of a call; after that all threads and lanes are back. */
static void at_any_moment(void)
{
	for (int i = 0; i < 24; i++) {
		struct client c = client_start(-1);

		client_cmd(&c, i % 3 ? OP_WAIT : OP_PTA, 5);
		sleep_ms(i % 12);
		kill_it(&c);
	}
	still_works();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(waiting_for_a_thread, 60),
		TEE_TEST(in_an_rpc, 60),
		TEE_TEST(all_in_an_rpc, 60),
		TEE_TEST(with_shared_memory_in_an_rpc, 60),
		TEE_TEST(holding_a_lane, 60),
		TEE_TEST(parked_on_a_lane, 60),
		TEE_TEST(requesting_a_lane, 60),
		TEE_TEST(among_waiters, 60),
		TEE_TEST(at_any_moment, 90),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
