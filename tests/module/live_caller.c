// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A kernel thread that executes commands and does nothing else. So all that is traced of it while
 * it executes a command belongs to the command.
 *
 *   caller_pid		its process id
 *   caller		"lane": open a context and a session, and get a lane
 *			"system": the same with a system session
 *			"invoke": 100 calls of the session
 *			"stop": close the context
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/wait.h>

#include "live.h"

#define CALLS	100

static int start_lane(struct client *c);
static int start_system(struct client *c);
static int invoke(struct client *c);
static int stop(struct client *c);

static const struct {
	const char *name;
	int (*fn)(struct client *c);
} commands[] = {
	{ "lane", start_lane },
	{ "system", start_system },
	{ "invoke", invoke },
	{ "stop", stop },
};

static struct task_struct *caller;
static struct client client;
static DECLARE_WAIT_QUEUE_HEAD(caller_wait);
static DEFINE_MUTEX(caller_mutex);	/* one command at a time */
static int (*command)(struct client *c); /* NULL: done */
static int command_rc;

static int start(struct client *c)
{
	int rc;

	if (c->ctx)
		return -EBUSY;
	rc = client_open_context(c);
	if (rc)
		return rc;
	rc = client_open_pta(c, &c->pta);
	if (rc)
		stop(c);
	return rc;
}

static int start_lane(struct client *c)
{
	int rc = start(c);

	if (rc)
		return rc;
	rc = tee_client_request_system_context(c->ctx);
	if (rc)
		stop(c);
	return rc;
}

static int start_system(struct client *c)
{
	int rc = start(c);

	if (rc)
		return rc;
	rc = tee_client_system_session(c->ctx, c->pta);
	if (rc)
		stop(c);
	return rc;
}

static int invoke(struct client *c)
{
	int n, rc = 0;
	u32 sum;

	for (n = 0; c->ctx && !rc && n < CALLS; n++) {
		rc = client_add(c, c->pta, n, 1, &sum);
		if (!rc && sum != n + 1)
			rc = -EBADMSG;
	}
	return c->ctx ? rc : -EINVAL;
}

static int stop(struct client *c)
{
	if (c->ctx)
		tee_client_close_context(c->ctx);
	c->ctx = NULL;
	return 0;
}

static int caller_fn(void *data)
{
	while (!kthread_should_stop()) {
		int (*fn)(struct client *c);

		wait_event_interruptible(caller_wait,
					 READ_ONCE(command) || kthread_should_stop());
		fn = command;
		if (!fn)
			continue;
		command_rc = fn(&client);
		/* A task that sees that the command is gone must also see its result. */
		smp_store_release(&command, NULL);
		wake_up_all(&caller_wait);
	}
	stop(&client);
	return 0;
}

static int set_caller(const char *val, const struct kernel_param *kp)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(commands); n++) {
		if (!sysfs_streq(val, commands[n].name))
			continue;
		if (!caller)
			return -ENODEV;
		mutex_lock(&caller_mutex);
		WRITE_ONCE(command, commands[n].fn);
		wake_up_all(&caller_wait);
		/* Pairs with the release of caller_fn(). */
		wait_event(caller_wait, !smp_load_acquire(&command));
		mutex_unlock(&caller_mutex);
		return command_rc;
	}
	return -EINVAL;
}

static const struct kernel_param_ops caller_ops = { .set = set_caller };
module_param_cb(caller, &caller_ops, NULL, 0200);
MODULE_PARM_DESC(caller, "command to the caller thread");

static int get_caller_pid(char *buf, const struct kernel_param *kp)
{
	return caller ? sysfs_emit(buf, "%d\n", caller->pid) : -ENODEV;
}

static const struct kernel_param_ops caller_pid_ops = { .get = get_caller_pid };
module_param_cb(caller_pid, &caller_pid_ops, NULL, 0444);
MODULE_PARM_DESC(caller_pid, "the caller thread");

/* Start the thread. */
int caller_init(void)
{
	caller = kthread_run(caller_fn, NULL, "lanes_caller");
	if (IS_ERR(caller)) {
		int rc = PTR_ERR(caller);

		caller = NULL;
		return rc;
	}
	return 0;
}

/* Stop the thread, which closes what it has open. */
void caller_exit(void)
{
	kthread_stop(caller);
}
