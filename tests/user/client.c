// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Client processes.  Each client has a context (its own, or one that it shares with the test) and a
 * session with os_test.  It takes commands from one pipe and answers on another, so a test can have
 * any number of calls under way, look at them from outside, and kill their clients.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tee.h"

struct command {
	enum client_op op;
	unsigned int arg;
};

static int invoke(int fd, u32 session, u32 func,
		  struct tee_ioctl_param p, u32 *res)
{
	struct invoke_arg i = {
		.arg = { .func = func, .session = session, .num_params = 1,
			 .cancel_id = CLIENT_CANCEL_ID },
		.params = { p },
	};
	int rc = tee_invoke(fd, &i);

	*res = i.arg.ret;
	return rc;
}

static int open_close(int fd, u32 *res)
{
	struct open_arg o = { .arg.clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	int rc;

	memcpy(o.arg.uuid, uuid_pta, sizeof(uuid_pta));
	rc = tee_open_session(fd, &o);
	*res = o.arg.ret;
	return rc || o.arg.ret ? rc : tee_close_session(fd, o.arg.session);
}

static int register_memory(int fd)
{
	const size_t len = 4 * 4096;
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	int id, shm;

	if (p == MAP_FAILED)
		return -errno;
	shm = tee_shm_register(fd, p, len, &id);
	if (shm >= 0)
		close(shm);
	munmap(p, len);
	return shm < 0 ? shm : 0;
}

static void client_run(int fd, int in, int out)
{
	const struct busy_service *busy = busy_service();
	struct reply r = { 0 };
	struct command c;

	if (fd < 0)
		fd = tee_open();
	r.session = do_session(fd, busy->uuid);
	if (write(out, &r, sizeof(r)) != sizeof(r))
		_exit(1);
	while (read(in, &c, sizeof(c)) == sizeof(c)) {
		r.res = TEE_OK;
		r.start = now_ms();
		switch (c.op) {
		case OP_SHORT:
			r.err = invoke(fd, r.session, busy->brief,
				       p_value(busy->attr, 0, 0), &r.res);
			break;
		case OP_WAIT:
			r.err = invoke(fd, r.session, busy->wait, VALUE_IN(c.arg), &r.res);
			break;
		case OP_PTA:
			r.err = open_close(fd, &r.res);
			break;
		case OP_REQUEST:
			r.err = tee_lane_request(fd);
			break;
		case OP_RELEASE:
			r.err = tee_lane_release(fd);
			break;
		case OP_CLOSE:
			r.err = tee_close_session(fd, r.session);
			close(fd);
			break;
		case OP_REGISTER:
			r.err = register_memory(fd);
			break;
		}
		r.end = now_ms();
		if (write(out, &r, sizeof(r)) != sizeof(r))
			_exit(1);
		if (c.op == OP_CLOSE)
			break;
	}
	_exit(0);
}

struct client client_start(int shared_fd)
{
	struct client c = { .fd = shared_fd };
	int cmd[2], rep[2];

	assert_int_equal(pipe2(cmd, O_CLOEXEC), 0);
	assert_int_equal(pipe2(rep, O_CLOEXEC), 0);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (!c.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(cmd[1]);
		close(rep[0]);
		client_run(shared_fd, cmd[0], rep[1]);
	}
	close(cmd[0]);
	close(rep[1]);
	c.to = cmd[1];
	c.from = rep[0];
	assert_rc(client_reply(&c, 20000).err, 0);	/* the client has opened its session */
	return c;
}

void client_cmd(struct client *c, enum client_op op, unsigned int arg)
{
	struct command cmd = { .op = op, .arg = arg };

	assert_int_equal(write(c->to, &cmd, sizeof(cmd)), sizeof(cmd));
}

int client_pending(struct client *c)
{
	struct pollfd p = { .fd = c->from, .events = POLLIN };

	return poll(&p, 1, 0) == 0;
}

struct reply client_reply(struct client *c, int ms)
{
	struct pollfd p = { .fd = c->from, .events = POLLIN };
	struct reply r = { 0 };

	if (poll(&p, 1, ms * SLOW_HOST) != 1)
		fail_msg("client %d: no answer after %d ms", c->pid, ms * SLOW_HOST);
	if (read(c->from, &r, sizeof(r)) != sizeof(r))
		fail_msg("client %d died", c->pid);
	return r;
}

struct reply client_do(struct client *c, enum client_op op, unsigned int arg)
{
	client_cmd(c, op, arg);
	return client_reply(c, 20000);
}

static void client_forget(struct client *c)
{
	close(c->to);
	close(c->from);
	c->pid = 0;
}

/*
 * Kill the client with SIGKILL.  Returns how many ms it took until nothing of the process is left,
 * or -1 if it is never gone.
 */
double client_kill(struct client *c)
{
	double ms = proc_kill(c->pid);

	client_forget(c);
	return ms;
}

void client_end(struct client *c)
{
	int status;

	assert_rc(client_do(c, OP_CLOSE, 0).err, 0);
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_int_equal(status, 0);
	client_forget(c);
}

/*
 * Park @n clients in the trusted OS for @ms each.  When this returns all of them are there and
 * @busy threads are in use.  Where the driver has no counters of lanes, this waits for a fixed time
 * instead.
 */
void park(struct client *c, int n, unsigned int ms, int busy)
{
	for (int i = 0; i < n; i++)
		client_cmd(&c[i], OP_WAIT, ms);
	lanes_reach("busy", busy);
}
