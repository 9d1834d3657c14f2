// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls that are under way: each is made by a kernel thread, which a SIGKILL ends as it would end a
 * process.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "live.h"

static int run_park(struct task *task)
{
	return client_wait(task->client, task->ms);
}

static int run_short(struct task *task)
{
	u32 sum = 0;
	int rc = client_add(task->client, task->client->pta, 2, 3, &sum);

	return rc ?: sum == 5 ? 0 : -EBADMSG;
}

static int run_request(struct task *task)
{
	return tee_client_request_system_context(task->client->ctx);
}

static int task_fn(void *data)
{
	struct task *task = data;

	allow_signal(SIGKILL);
	task->rc = task->fn(task);
	/* Pairs with the acquire in task_result(). */
	smp_store_release(&task->finished, true);
	kthread_complete_and_exit(&task->done, 0);
}

/**
 * task_start() - start a thread that makes a call
 * @live:	the test
 * @c:		whose call it is
 * @fn:		makes the call
 * @ms:		for @fn
 *
 * Return: it, or NULL when the test has failed.
 */
struct task *task_start(struct live *live, struct client *c, int (*fn)(struct task *task),
			unsigned int ms)
{
	struct task *task = c ? kzalloc(sizeof(*task), GFP_KERNEL) : NULL;

	if (!task)
		goto fail;
	task->live = live;
	task->client = c;
	task->fn = fn;
	task->ms = ms;
	init_completion(&task->done);
	task->thread = kthread_create(task_fn, task, "lanes_live");
	if (IS_ERR(task->thread))
		goto fail;
	get_task_struct(task->thread);
	list_add_tail(&task->node, &live->tasks);
	wake_up_process(task->thread);
	return task;

fail:
	suite_fail(&live->verdict, "no thread");
	kfree(task);
	return NULL;
}

/* Make a call that keeps a thread for @ms. The client must have a session of the TA. */
struct task *task_park(struct live *live, struct client *c, unsigned int ms)
{
	return task_start(live, c, run_park, ms);
}

struct task *task_short(struct live *live, struct client *c)
{
	return task_start(live, c, run_short, 0);
}

struct task *task_request(struct live *live, struct client *c)
{
	return task_start(live, c, run_request, 0);
}

void task_kill(struct task *task)
{
	if (task)
		send_sig(SIGKILL, task->thread, 1);
}

/* Wait until the call has returned, and return its result. */
int task_result(struct task *task)
{
	if (!task)
		return -ENOMEM;
	/* @rc is valid once @finished is seen. */
	expect(task->live, until(task->live, smp_load_acquire(&task->finished)));
	return task->finished ? task->rc : -ETIMEDOUT;
}

/* Wait until all calls have returned, and free their tasks. */
void tasks_end(struct live *live)
{
	struct task *task, *next;

	list_for_each_entry_safe(task, next, &live->tasks, node) {
		wait_for_completion(&task->done);
		list_del(&task->node);
		put_task_struct(task->thread);
		kfree(task);
	}
}
