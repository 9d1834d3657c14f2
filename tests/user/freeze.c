// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Every wait is freezable (G7): the system can suspend while calls are under
 * way, and they go on after that.  The kernel's own test mode freezes all
 * processes, waits, and thaws them; where one does not freeze that fails.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "supp.h"

#define PARKED		4000	/* ms; long against the time it takes to freeze */
#define MAX_CLIENTS	16

static struct client parked[MAX_CLIENTS];

/* 0 or -errno */
static int put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY), rc;

	if (fd < 0)
		return -errno;
	rc = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return rc;
}

/* 0, or -EBUSY when somebody did not freeze within 2 s. */
static int freeze_and_thaw(void)
{
	int rc;

	assert_rc(put("/sys/power/pm_test", "freezer"), 0);
	assert_rc(put("/sys/power/pm_freeze_timeout", "2000"), 0);
	assert_rc(put("/sys/module/suspend/parameters/pm_test_delay", "1"), 0);
	rc = put("/sys/power/state", "freeze");
	assert_rc(put("/sys/power/pm_test", "none"), 0);
	return rc;
}

static int park_all(void)
{
	int n = tee_threads();

	for (int i = 0; i < n; i++)
		parked[i] = client_start(-1);
	park(parked, n, PARKED, n);
	return n;
}

static void end_parked(int n)
{
	struct reply r;

	for (int i = 0; i < n; i++) {
		r = client_reply(&parked[i], 20000);
		assert_rc(r.err, 0);
		assert_int_equal(r.res, TEE_OK);
		client_end(&parked[i]);
	}
	lanes_idle(2000);
}

static void idle(void)
{
	struct client c = client_start(-1);

	assert_rc(freeze_and_thaw(), 0);
	assert_rc(client_do(&c, OP_SHORT, 0).err, 0);
	client_end(&c);
}

static void in_an_rpc(void)
{
	int n = park_all();

	assert_rc(freeze_and_thaw(), 0);
	end_parked(n);
}

static void waiting_for_a_thread(void)
{
	struct client c = client_start(-1);
	int n = park_all();
	struct reply r;

	client_cmd(&c, OP_SHORT, 0);
	sleep_ms(200);
	assert_rc(freeze_and_thaw(), 0);
	r = client_reply(&c, 20000);
	assert_rc(r.err, 0);
	assert_int_equal(r.res, TEE_OK);
	client_end(&c);
	end_parked(n);
}

static void requesting_a_lane(void)
{
	struct client c = client_start(-1);
	int n = park_all();

	client_cmd(&c, OP_REQUEST, 0);
	sleep_ms(200);
	assert_true(client_pending(&c));
	assert_rc(freeze_and_thaw(), 0);
	assert_rc(client_reply(&c, 20000).err, 0);
	client_end(&c);
	end_parked(n);
}

/* Opening the session waits for a supplicant that does not answer. */
static void waiting_for_the_supplicant(void)
{
	struct open_arg o = { 0 };
	int fd = tee_open(), status;
	pid_t pid;

	memcpy(o.arg.uuid, uuid_os_test, sizeof(uuid_os_test));
	supp_signal(SIGSTOP);
	pid = fork();
	if (!pid) {
		int rc = tee_open_session(fd, &o);

		_exit(rc || o.arg.ret);
	}
	sleep_ms(200);
	status = freeze_and_thaw();
	supp_signal(SIGCONT);
	assert_rc(status, 0);
	assert_true(proc_gone(pid, 20000) >= 0);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	close(fd);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(idle, 30),
		TEE_TEST(in_an_rpc, 30),
		TEE_TEST(waiting_for_a_thread, 30),
		TEE_TEST(requesting_a_lane, 30),
		TEE_TEST(waiting_for_the_supplicant, 30),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("freeze", tests, NULL, NULL);
}
