// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Tests of suspend, a part of guarantee G7.  The system suspends while calls of processes are under
 * way, and these calls go on after the resume.  Drivers can call the trusted OS while all processes
 * are frozen.  Where processes have every thread, the suspend is refused before any process is
 * frozen.
 *
 * The tests use the kernel's test mode of suspend, which goes as far as it is told, waits, and
 * comes back.  It fails when a process does not freeze or a device does not suspend.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "supp.h"

/* ms for which calls are parked; long against the time it takes to freeze */
#define PARKED		4000
#define MOST_PARKED	32000	/* if the host was too busy for less */
#define MAX_CLIENTS	16

static struct client parked[MAX_CLIENTS];

/* Write @text to @file.  Returns 0 or -errno. */
static int put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY), rc;

	if (fd < 0)
		return -errno;
	rc = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return rc;
}

/*
 * Suspend as far as @level says: "freezer" freezes processes, "devices" and "platform" suspend
 * devices, too.
 */
static int suspend_as_far_as(const char *level)
{
	int rc;

	assert_rc(put("/sys/power/pm_test", level), 0);
	assert_rc(put("/sys/power/pm_freeze_timeout", "60000"), 0);
	assert_rc(put("/sys/module/suspend/parameters/pm_test_delay", "1"), 0);
	rc = put("/sys/power/state", "freeze");
	assert_rc(put("/sys/power/pm_test", "none"), 0);
	return rc;
}

/* Returns 0, or -EBUSY when a process did not freeze or the driver refused the suspend. */
static int freeze_and_thaw(void)
{
	return suspend_as_far_as("freezer");
}

static unsigned int calls_of_device(const char *what)
{
	char file[80], text[16] = "";
	int fd;

	snprintf(file, sizeof(file), "/sys/module/suspend_client/parameters/%s", what);
	fd = open(file, O_RDONLY);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	return strtoul(text, NULL, 10);
}

static int park_all_but(int spare, unsigned int ms)
{
	int n = tee_threads() - spare;

	for (int i = 0; i < n; i++)
		parked[i] = client_start(-1);
	park(parked, n, ms, n);
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
	int n = park_all_but(1, PARKED);

	assert_rc(freeze_and_thaw(), 0);
	end_parked(n);
}

/* A device makes calls in its suspend and resume functions, while all processes are frozen. */
static void devices_that_call(const char *level)
{
	unsigned int before = calls_of_device("calls");
	int n = park_all_but(1, PARKED);

	assert_rc(suspend_as_far_as(level), 0);
	assert_true(calls_of_device("calls") >= before + 2);
	assert_int_equal(calls_of_device("failed"), 0);
	end_parked(n);
}

static void devices(void)
{
	devices_that_call("devices");
}

static void platform(void)
{
	devices_that_call("platform");
}

/*
 * After a refused suspend all calls go on: those in the secure world, those that wait for a thread,
 * and a request for a lane.
 */
static bool refused_while_parked(unsigned int ms)
{
	struct client waiting = client_start(-1), requesting = client_start(-1);
	double until = now_ms() + ms - 10; /* no parked call ends before this */
	int n = park_all_but(0, ms);
	bool pending, in_time;
	struct reply r;
	int rc;

	client_cmd(&waiting, OP_SHORT, 0);
	client_cmd(&requesting, OP_REQUEST, 0);
	lanes_reach_until("waiting", 2, until);
	rc = freeze_and_thaw();
	pending = client_pending(&waiting);
	in_time = now_ms() < until;
	if (in_time) {
		assert_rc(rc, -EBUSY);
		assert_true(pending);
	}
	r = client_reply(&waiting, 20000);
	assert_rc(r.err, 0);
	assert_int_equal(r.res, TEE_OK);
	assert_rc(client_reply(&requesting, 20000).err, 0);
	client_end(&waiting);
	client_end(&requesting);
	end_parked(n);
	return in_time;
}

static void refused(void)
{
	until_in_time(refused_while_parked, PARKED, MOST_PARKED);
}

/*
 * The client that opens a session waits for a supplicant that does not answer, and is frozen there.
 */
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
	assert_true(proc_gone(pid, 20000 * SLOW_HOST) >= 0);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	close(fd);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEE_TEST(idle, 30),
		TEE_TEST(in_an_rpc, 30),
		TEE_TEST(devices, 30),
		TEE_TEST(platform, 30),
		TEE_TEST(refused, 30),
		TEE_TEST(waiting_for_the_supplicant, 30),
	};

	tee_test_main(argc, argv);
	return cmocka_run_group_tests_name("freeze", tests, NULL, NULL);
}
