// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Processes, as the programs around the kernel see them: <hosted/task.h>.
 */
#include <linux/printk.h>
#include <linux/string.h>

#include <hosted/task.h>
#include <hosted/user.h>

#include "internal.h"

/* What a thread executes in user space */
struct program {
	void (*fn)(void *arg);
	void *arg;
};

static int run_program(void *data)
{
	struct program program = *(struct program *)data;

	hosted_host_free(data);
	program.fn(program.arg);
	return 0;
}

/* Start a thread of process @mm, and give it the caller's reference on that. */
static struct task_struct *start_process(const char *name, void (*fn)(void *arg), void *arg,
					 struct mm_struct *mm, int tgid)
{
	struct program *program = hosted_host_alloc(sizeof(*program));
	struct task_struct *task = NULL;

	if (program) {
		*program = (struct program){ .fn = fn, .arg = arg };
		task = hosted_task_create(name, run_program, program, mm);
	}
	if (!task)
		goto err;
	task->tgid = tgid;
	/* For hosted_task_join(). */
	get_task_struct(task);
	if (!hosted_task_run(task))
		return task;
	put_task_struct(task);
err:
	hosted_host_free(program);
	hosted_mm_exit(mm);
	return NULL;
}

struct task_struct *hosted_task_start(const char *name, void (*fn)(void *arg), void *arg)
{
	struct mm_struct *mm = hosted_mm_create();

	return mm ? start_process(name, fn, arg, mm, 0) : NULL;
}

struct task_struct *hosted_thread_start(const char *name, void (*fn)(void *arg), void *arg)
{
	struct mm_struct *mm = current->mm;

	if (!mm)
		return NULL;
	hosted_mm_get(mm);
	return start_process(name, fn, arg, mm, current->tgid);
}

void hosted_task_kill(struct task_struct *task)
{
	if (task->mm)
		hosted_kill_mm(task->mm);
	else
		send_sig(SIGKILL, task, 1);
}

bool hosted_task_join(struct task_struct *task)
{
	bool killed;

	hosted_wait_for_completion(&task->exited, LONG_MAX, TASK_UNINTERRUPTIBLE,
				   "end of", task->comm);
	killed = signal_pending(task);
	put_task_struct(task);
	return killed;
}

int hosted_task_try_join(struct task_struct *task)
{
	if (!completion_done(&task->exited))
		return 0;
	hosted_task_join(task);
	return 1;
}

struct task_struct *hosted_task_current(void)
{
	return current;
}

static char state_letter(unsigned int state)
{
	if (state & TASK_DEAD)
		return 'X';
	if (state & TASK_INTERRUPTIBLE)
		return 'S';
	if (state & TASK_WAKEKILL)
		return 'K';
	if (state & TASK_NOLOAD)
		return 'I';
	return state & TASK_UNINTERRUPTIBLE ? 'D' : 'R';
}

void hosted_task_info(const struct task_struct *const_task, struct hosted_task_info *info)
{
	struct task_struct *task = (struct task_struct *)const_task;

	memset(info, 0, sizeof(*info));
	info->task = task;
	info->pid = task->pid;
	info->tgid = task->tgid;
	memcpy(info->name, task->comm, sizeof(info->name));
	info->killed = signal_pending(task);
	spin_lock(&task->lock);
	info->blocked = task->blocked;
	if (info->blocked)
		info->wait = task->wait;
	spin_unlock(&task->lock);
	info->state = info->blocked || READ_ONCE(task->__state) & TASK_DEAD ?
		      state_letter(READ_ONCE(task->__state)) : 'R';
}

void hosted_for_each_task(void (*fn)(const struct hosted_task_info *info, void *arg), void *arg)
{
	struct hosted_task_info info;
	struct task_struct *task;

	hosted_lock_tasks();
	list_for_each_entry(task, &hosted_tasks, node) {
		hosted_task_info(task, &info);
		fn(&info, arg);
	}
	hosted_unlock_tasks();
}
