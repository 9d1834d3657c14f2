// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * SIGKILL at every point of a call: tests of G6 (lanes come back) and G7 (every wait by a process
 * is killable).
 *
 * A killed client must be gone within GONE ms, although it has a session that the kernel has to
 * close for it, and although all threads are parked.  The thread that its call held is free when
 * the trusted OS gives it back, and not before.
 */
#include <unistd.h>
#include "tee.h"

#define GONE		750	/* ms; a kill is much faster, also where the host is busy */
#define PARKED		3000	/* ms; long against GONE */
#define MAX_CLIENTS	16

static struct client parked[MAX_CLIENTS];

static int park_all(unsigned int ms)
{
	int n = tee_threads();

	for (int i = 0; i < n; i++)
		parked[i] = client_start(-1);
	park(parked, n, ms, n);
	return n;
}

static void end_parked(int n)
{
	for (int i = 0; i < n; i++) {
		assert_int_equal(client_reply(&parked[i], 20000).res, TEE_OK);
		client_end(&parked[i]);
	}
}

/* Check that a new call goes through, and that nothing is left of the killed clients. */
static void still_works(void)
{
	int fd = tee_open();
	u32 session = do_session(fd, busy_service()->uuid);

	do_short(fd, session);
	assert_rc(tee_close_session(fd, session), 0);
	close(fd);
	lanes_idle(8000);
}

static void waiting_for_a_thread(void)
{
	struct client c = client_start(-1);
	int n = park_all(PARKED);

	client_cmd(&c, OP_SHORT, 0);
	lanes_reach("waiting", 1);
	assert_below(client_kill(&c), GONE);
	end_parked(n);
	still_works();
}

static void in_an_rpc(void)
{
	struct client c = client_start(-1), other = client_start(-1);
	struct reply r;

	park(&c, 1, PARKED, 1);
	assert_below(client_kill(&c), GONE);
	/* The thread of the killed call is not back yet, but another thread is free. */
	r = client_do(&other, OP_SHORT, 0);
	assert_rc(r.err, 0);
	assert_below(r.end - r.start, GONE);
	client_end(&other);
	still_works();
}

static void all_in_an_rpc(void)
{
	int n = park_all(PARKED);

	for (int i = 0; i < n; i++)
		assert_below(client_kill(&parked[i]), GONE);
	still_works();
}

/* The secure world goes on using the shared memory of a killed client until its call ends. */
static void with_shared_memory_in_an_rpc(void)
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
	park(parked, n, PARKED, n);
	for (int i = 0; i < n; i++)
		assert_below(client_kill(&parked[i]), GONE);
	still_works();
}

static void holding_a_lane(void)
{
	struct client c = client_start(-1);

	assert_rc(client_do(&c, OP_REQUEST, 0).err, 0);
	assert_int_equal(lanes("reserved"), 1);
	assert_below(client_kill(&c), GONE);
	assert_below(lanes_wait("reserved", 0, GONE), GONE);
	still_works();
}

static void parked_on_a_lane(void)
{
	struct client c = client_start(-1), other = client_start(-1);
	struct reply r;

	assert_rc(client_do(&c, OP_REQUEST, 0).err, 0);
	park(&c, 1, PARKED, 1);
	assert_below(client_kill(&c), GONE);
	/* The ordinary share is as large as before, and its threads can be used at once. */
	r = client_do(&other, OP_SHORT, 0);
	assert_rc(r.err, 0);
	assert_below(r.end - r.start, GONE);
	client_end(&other);
	assert_true(lanes_wait("reserved", 0, PARKED + 1000) >= 0);
	still_works();
}

/* A client that asks for a lane sleeps until an ordinary call ends.  It is killed meanwhile. */
static void requesting_a_lane(void)
{
	struct client c = client_start(-1);
	int n = park_all(PARKED);

	client_cmd(&c, OP_REQUEST, 0);
	sleep_ms(100);
	assert_true(client_pending(&c));
	assert_below(client_kill(&c), GONE);
	end_parked(n);
	still_works();
	assert_int_equal(lanes("reserved"), 0);
}

/* When calls that wait for a thread are killed, the next one in the queue gets the thread. */
static void among_waiters(void)
{
	struct client c[3] = { client_start(-1), client_start(-1),
			       client_start(-1) };
	int n = park_all(PARKED);
	struct reply r;

	for (int i = 0; i < 3; i++) {
		client_cmd(&c[i], OP_SHORT, 0);
		sleep_ms(50);
	}
	assert_below(client_kill(&c[0]), GONE);
	assert_below(client_kill(&c[1]), GONE);
	r = client_reply(&c[2], 20000);
	assert_rc(r.err, 0);
	assert_between(r.end - client_reply(&parked[0], 20000).end, -GONE, GONE);
	client_end(&parked[0]);
	for (int i = 1; i < n; i++) {
		client_reply(&parked[i], 20000);
		client_end(&parked[i]);
	}
	client_end(&c[2]);
	still_works();
}

/* Kill clients at many random moments of a call; after that all threads and lanes are back. */
static void at_any_moment(void)
{
	for (int i = 0; i < 24; i++) {
		struct client c = client_start(-1);

		client_cmd(&c, i % 3 ? OP_WAIT : OP_PTA, 5);
		sleep_ms(i % 12);
		assert_below(client_kill(&c), GONE);
	}
	still_works();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(waiting_for_a_thread, 30),
		TEE_TEST(in_an_rpc, 30),
		TEE_TEST(all_in_an_rpc, 30),
		TEE_TEST(with_shared_memory_in_an_rpc, 30),
		TEE_TEST(holding_a_lane, 30),
		TEE_TEST(parked_on_a_lane, 30),
		TEE_TEST(requesting_a_lane, 30),
		TEE_TEST(among_waiters, 30),
		TEE_TEST(at_any_moment, 90),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
