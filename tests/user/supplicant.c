// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The supplicant is a process: it can be killed, stopped, slow, absent or hostile at any point
 * (G7).  Its clients get an error that says what happened, can be killed, and go on when there is a
 * supplicant again.
 *
 * To open a session with a user TA the trusted OS needs the supplicant, which reads the file of the
 * TA.  To open one with a pseudo TA it does not.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "supp.h"

#define MAX_CLIENTS	16

/* A process that opens a session with os_test, and the result of that. */
struct opener {
	pid_t pid;
	int from;
};

/* The new process closes @priv, if that is not -1. */
static struct opener opener_start(int priv)
{
	struct opener o;
	int p[2], fd;

	assert_int_equal(pipe(p), 0);
	fd = tee_open();
	o.pid = fork();
	assert_true(o.pid >= 0);
	if (!o.pid) {
		struct open_arg a = { 0 };
		struct reply r = { 0 };

		if (priv >= 0)
			close(priv);
		memcpy(a.arg.uuid, uuid_os_test, sizeof(uuid_os_test));
		r.err = tee_open_session(fd, &a);
		r.res = a.arg.ret;
		r.end = now_ms();
		_exit(write(p[1], &r, sizeof(r)) != sizeof(r));
	}
	close(fd);
	close(p[1]);
	o.from = p[0];
	return o;
}

static struct reply opener_end(struct opener *o, int ms)
{
	struct reply r = { 0 };

	if (proc_gone(o->pid, ms * SLOW_HOST) < 0)
		fail_msg("the session is not open after %d ms", ms * SLOW_HOST);
	assert_int_equal(waitpid(o->pid, NULL, 0), o->pid);
	assert_int_equal(read(o->from, &r, sizeof(r)), sizeof(r));
	close(o->from);
	return r;
}

/* What the session waits for does not come before this returns. */
static void opener_kill(struct opener *o)
{
	close(o->from);
	assert_true(proc_kill(o->pid) >= 0);
}

static int running(struct opener *o)
{
	return waitpid(o->pid, NULL, WNOHANG) == 0;
}

static void works(void)
{
	struct client c = client_start(-1);

	assert_rc(client_do(&c, OP_SHORT, 0).err, 0);
	client_end(&c);
	lanes_idle(2000);
}

static void pta_at_once(void)
{
	int fd = tee_open();
	u32 s;

	s = do_session(fd, uuid_pta);
	assert_rc(tee_close_session(fd, s), 0);
	close(fd);
}

static void stopped(void)
{
	struct opener o;
	struct reply r;

	works();
	supp_signal(SIGSTOP);
	o = opener_start(-1);
	sleep_ms(300);
	assert_true(running(&o));
	pta_at_once();
	supp_signal(SIGCONT);
	r = opener_end(&o, 20000);
	assert_rc(r.err, 0);
	assert_int_equal(r.res, TEE_OK);
	works();
}

static void stopped_and_clients_killed(void)
{
	struct opener o[2];

	works();
	supp_signal(SIGSTOP);
	for (int i = 0; i < 2; i++)
		o[i] = opener_start(-1);
	sleep_ms(200);
	for (int i = 0; i < 2; i++)
		opener_kill(&o[i]);
	supp_signal(SIGCONT);
	works();
}

/* The supplicant dies after it has taken a request, and the client gets an error. */
static void killed_while_stopped(void)
{
	struct opener o;
	struct reply r;

	works();
	supp_signal(SIGSTOP);
	o = opener_start(-1);
	sleep_ms(200);
	assert_true(running(&o));
	supp_kill();
	supp_start();
	r = opener_end(&o, 20000);
	assert_rc(r.err, 0);
	works();
}

static void absent(void)
{
	struct opener o;
	struct reply r;

	works();
	supp_kill();
	o = opener_start(-1);
	sleep_ms(300);
	assert_true(running(&o));
	pta_at_once();
	supp_start();
	r = opener_end(&o, 20000);
	assert_rc(r.err, 0);
	assert_int_equal(r.res, TEE_OK);
	works();
}

static void absent_and_clients_killed(void)
{
	struct opener o;

	works();
	supp_kill();
	for (int i = 0; i < 3; i++) {
		o = opener_start(-1);
		sleep_ms(100);
		opener_kill(&o);
	}
	supp_start();
	works();
}

/* G1: calls on a lane go through while ordinary calls wait for the supplicant. */
static void lane_beside_a_stopped_one(void)
{
	struct opener o[MAX_CLIENTS];
	int n = tee_threads() - 1;
	struct client c;
	struct reply r;

	c = client_start(-1);
	assert_rc(client_do(&c, OP_REQUEST, 0).err, 0);
	supp_signal(SIGSTOP);
	for (int i = 0; i < n; i++)
		o[i] = opener_start(-1);
	lanes_reach("busy", n);
	for (int i = 0; i < 10; i++) {
		r = client_do(&c, i % 2 ? OP_PTA : OP_SHORT, 0);
		assert_rc(r.err, 0);
	}
	for (int i = 0; i < n; i++)
		assert_true(running(&o[i]));
	supp_signal(SIGCONT);
	for (int i = 0; i < n; i++)
		assert_int_equal(opener_end(&o[i], 20000).res, TEE_OK);
	client_end(&c);
	works();
}

/*
 * The supplicant is killed at another moment each time.  No client hangs, and each gets a result
 * that says what happened.  Two clients at a time would make OP-TEE 4.5 crash; see storage.c.
 */
static void killed_while_loading(void)
{
	struct opener o;

	works();
	for (int round = 0; round < 16; round++) {
		o = opener_start(-1);
		sleep_ms(round * 11);
		supp_kill();
		supp_start();
		assert_rc(opener_end(&o, 10000).err, 0);
	}
	works();
}

/* --- the test is the supplicant --- */

/* The supplicant takes a request and exits. */
static void takes_and_dies(void)
{
	int priv = supp_open();
	struct opener o = opener_start(priv);
	struct supp_msg m;
	struct reply r;

	assert_rc(supp_recv(priv, &m), 0);
	close(priv);
	supp_start();
	r = opener_end(&o, 20000);
	assert_rc(r.err, 0);
	works();
}

/* The driver refuses answers to requests that were never made.  The true answer still counts. */
static void answers_nonsense(void)
{
	int priv = supp_open();
	struct opener o = opener_start(priv);
	struct supp_msg m, bad;
	struct reply r;

	assert_rc(supp_recv(priv, &m), 0);
	assert_true(m.arg.num_params >= 2);
	m.arg.func = TEE_COMMUNICATION;		/* the result of the request */

	bad = m;
	bad.params[0].a += 1000;		/* no request has this ID */
	assert_rc(supp_send(priv, &bad), -ENOENT);
	bad = m;
	bad.arg.num_params--;
	assert_rc(supp_send(priv, &bad), -EINVAL);
	bad = m;
	bad.params[1].attr = 1ull << 40;
	assert_rc(supp_send(priv, &bad), -EINVAL);
	sleep_ms(50);
	assert_true(running(&o));
	assert_rc(supp_send(priv, &m), 0);
	assert_rc(supp_send(priv, &m), -ENOENT);	/* the request has been answered already */
	close(priv);
	supp_start();
	r = opener_end(&o, 20000);
	assert_rc(r.err, 0);
	works();
}

/* The client is killed after the supplicant has taken its request.  The answer comes late. */
static void answers_the_dead(void)
{
	int priv = supp_open();
	struct opener o = opener_start(priv);
	struct supp_msg m;

	assert_rc(supp_recv(priv, &m), 0);
	opener_kill(&o);
	m.arg.func = TEE_COMMUNICATION;
	(void)supp_send(priv, &m);	/* the driver may accept or refuse the late answer */
	close(priv);
	supp_start();
	works();
}

static void put_right(void)
{
	if (supp_pid())
		supp_signal(SIGCONT);
	supp_start();
}

/* Start a supplicant if the test before has left none that runs. */
static int always_running(void **state)
{
	struct tee_test t = { put_right, 10 };
	void *test = &t;

	(void)state;
	tee_test_run(&test);
	return 0;
}

#define SUPP_TEST(fn, seconds) \
	{ #fn, tee_test_run, always_running, always_running, \
	  &(struct tee_test){ fn, seconds } }

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		SUPP_TEST(stopped, 30),
		SUPP_TEST(stopped_and_clients_killed, 30),
		SUPP_TEST(killed_while_stopped, 30),
		SUPP_TEST(absent, 30),
		SUPP_TEST(absent_and_clients_killed, 30),
		SUPP_TEST(lane_beside_a_stopped_one, 30),
		SUPP_TEST(killed_while_loading, 120),
		SUPP_TEST(takes_and_dies, 30),
		SUPP_TEST(answers_nonsense, 30),
		SUPP_TEST(answers_the_dead, 30),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("supplicant", tests, NULL, NULL);
}
