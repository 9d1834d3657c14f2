// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Finds, signals and replaces tee-supplicant.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "supp.h"

#define COMM	"tee-supplicant"
#define RESTART	5000	/* ms until a new one can have the device */

static int is_supplicant(const char *pid)
{
	char path[300], comm[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (!fgets(comm, sizeof(comm), f))
		comm[0] = 0;
	fclose(f);
	return !strncmp(comm, COMM "\n", sizeof(COMM));
}

pid_t supp_pid(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	pid_t pid = 0;

	while (d && !pid && (e = readdir(d)))
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9' &&
		    is_supplicant(e->d_name))
			pid = atoi(e->d_name);
	if (d)
		closedir(d);
	return pid;
}

void supp_signal(int sig)
{
	pid_t pid = supp_pid();

	assert_true(pid > 0);
	assert_int_equal(kill(pid, sig), 0);
}

void supp_kill(void)
{
	pid_t pid = supp_pid();

	if (!pid)
		return;
	kill(pid, SIGKILL);
	assert_true(proc_gone(pid, 5000 * SLOW_HOST) >= 0);
	while (supp_pid())	/* a killed process has an entry until init has reaped it */
		sleep_ms(2);
}

static int try_start(void)
{
	int status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		setsid();
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execlp(COMM, COMM, "-d", (char *)NULL);
		_exit(127);
	}
	close(null);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* The device may be busy until the calls that its last owner served have ended. */
void supp_start(void)
{
	double t0 = now_ms();

	if (supp_pid())
		return;
	while (try_start()) {
		if (now_ms() - t0 > RESTART * SLOW_HOST)
			fail_msg("no supplicant after %d ms", RESTART * SLOW_HOST);
		sleep_ms(20);
	}
	assert_true(supp_pid() > 0);
}

int supp_open(void)
{
	int fd;

	supp_kill();
	fd = open("/dev/teepriv0", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fail_msg("/dev/teepriv0: %s", strerror(errno));
	return fd;
}

static int call(int fd, unsigned long cmd, struct supp_msg *m)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)m,
		.buf_len = sizeof(m->arg) +
			   m->arg.num_params * sizeof(m->params[0]),
	};

	return ioctl(fd, cmd, &buf) < 0 ? -errno : 0;
}

/* The first parameter carries the ID of the request, because several may be under way. */
int supp_recv(int fd, struct supp_msg *m)
{
	memset(m, 0, sizeof(*m));
	m->arg.num_params = MAX_PARAMS + 1;
	m->params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	return call(fd, TEE_IOC_SUPPL_RECV, m);
}

int supp_send(int fd, struct supp_msg *m)
{
	return call(fd, TEE_IOC_SUPPL_SEND, m);
}
