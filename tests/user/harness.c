// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Runs each test in a process of its own. If the driver hangs, its caller hangs, too, so the
 * watchdog must not be the caller. The parent waits on a pidfd. When the time is up it prints where
 * in the kernel each process of the test is.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tee.h"

double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

void sleep_ms(double ms)
{
	struct timespec t = { .tv_sec = ms / 1e3 };

	t.tv_nsec = (ms - t.tv_sec * 1e3) * 1e6;
	nanosleep(&t, NULL);
}

static const char *rc_name(long rc)
{
	const char *name = rc < 0 ? strerrorname_np(-rc) : "success";

	return name ? name : "no errno";
}

void check_rc(const char *what, long rc, long want, const char *file, int line)
{
	if (rc == want)
		return;
	print_error("%s: %ld (%s), wanted %ld (%s)\n", what, rc, rc_name(rc),
		    want, rc_name(want));
	_fail(file, line);
}

void check_ms(const char *what, double ms, double min, double max,
	      const char *file, int line)
{
	if (ms >= min && ms <= max)
		return;
	print_error("%s: %.1f ms, wanted %.0f to %.0f\n", what, ms, min, max);
	_fail(file, line);
}

double proc_gone(pid_t pid, int ms)
{
	struct pollfd p = { .events = POLLIN };
	double t0 = now_ms();
	int n;

	/* EINVAL: the process is being reaped and is no thread group leader any more */
	p.fd = syscall(SYS_pidfd_open, pid, 0);
	if (p.fd < 0 && (errno == ESRCH || errno == EINVAL))
		return 0;
	assert_true(p.fd >= 0);
	n = poll(&p, 1, ms);
	close(p.fd);
	return n == 1 ? now_ms() - t0 : -1;
}

/* The process group of a /proc/PID/stat line: the third field after "(comm)". */
static pid_t group_of(const char *pid)
{
	char path[300], line[512] = "", *p;
	int pgrp = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (fgets(line, sizeof(line), f)) {
		p = strrchr(line, ')');
		if (!p || sscanf(p, ") %*c %*d %d", &pgrp) != 1)
			pgrp = 0;
	}
	fclose(f);
	return pgrp;
}

static void print_thread(const char *pid, const char *tid)
{
	char path[600], line[512];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/task/%s/stat", pid, tid);
	f = fopen(path, "r");
	if (!f)
		return;
	if (!fgets(line, sizeof(line), f))
		line[0] = 0;
	fclose(f);
	print_message("   %.30s...\n", line);	/* the IDs, the name and the state of the task */
	snprintf(path, sizeof(path), "/proc/%s/task/%s/stack", pid, tid);
	f = fopen(path, "r");
	if (!f)
		return;
	while (fgets(line, sizeof(line), f))
		print_message("      %s", line);
	fclose(f);
}

static void print_process(const char *pid)
{
	char path[300];
	struct dirent *t;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%s/task", pid);
	tasks = opendir(path);
	while (tasks && (t = readdir(tasks)))
		if (t->d_name[0] != '.')
			print_thread(pid, t->d_name);
	if (tasks)
		closedir(tasks);
}

static void print_group(pid_t pgrp)
{
	DIR *proc = opendir("/proc");
	struct dirent *p;

	while (proc && (p = readdir(proc)))
		if (p->d_name[0] >= '0' && p->d_name[0] <= '9' &&
		    group_of(p->d_name) == pgrp)
			print_process(p->d_name);
	if (proc)
		closedir(proc);
}

/* The counters do not tell whose call it is that waits or has a thread; this does. */
bool task_in_call(pid_t pid, pid_t tid)
{
	char path[80];
	int nr = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", pid, tid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%d", &nr) != 1)
		nr = -1;
	fclose(f);
	return nr == SYS_ioctl;
}

void until_in_time(bool (*test)(unsigned int length), unsigned int length, unsigned int most)
{
	while (!test(length)) {
		length *= 2;
		assert_true(length <= most);
	}
}

#define OVERDUE	400	/* ms after which the stacks of a process are printed */

/* Kill a child and reap it.  Returns how many ms that took, or -1 if the child is never gone. */
double proc_kill(pid_t pid)
{
	double t0 = now_ms();
	char name[16];

	kill(pid, SIGKILL);
	if (proc_gone(pid, OVERDUE) < 0) {
		snprintf(name, sizeof(name), "%d", pid);
		print_process(name);
		if (proc_gone(pid, 10000 * SLOW_HOST) < 0)
			return -1;
	}
	waitpid(pid, NULL, 0);
	t0 = now_ms() - t0;
	print_message("  gone %.1f ms after SIGKILL\n", t0);
	return t0;
}

void tee_test_run(void **state)
{
	const struct tee_test *t = *state;
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		/*
		 * cmocka would jump back into the test loop of the parent after a failed assertion;
		 * with this setting the assertion ends the process of the test.
		 */
		setenv("CMOCKA_TEST_ABORT", "1", 1);
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		t->fn();
		fflush(NULL);
		_exit(0);
	}
	setpgid(pid, pid);
	if (proc_gone(pid, t->seconds * 1000 * SLOW_HOST) < 0) {
		print_group(pid);
		kill(-pid, SIGKILL);
		if (proc_gone(pid, 2000 * SLOW_HOST) < 0)
			print_message("   and does not die\n");
		else
			waitpid(pid, &status, 0);
		fail_msg("not done after %d s", t->seconds * SLOW_HOST);
	}
	waitpid(pid, &status, 0);
	kill(-pid, SIGKILL);	/* clients that a failed test has left behind */
	if (WIFSIGNALED(status))
		fail_msg("ended by signal %d", WTERMSIG(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

void tee_test_main(int argc, char **argv)
{
	setlinebuf(stdout);
	setlinebuf(stderr);
	signal(SIGPIPE, SIG_IGN);
	lanes_note_own();
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
}
