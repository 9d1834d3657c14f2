// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Tasks: how they begin and end, and how they are killed.
 *
 * A task_struct exists while it has references: one of the thread that executes it, and one of the
 * task that will join it. All tasks that have not ended are in a list.
 */
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <hosted/task.h>
#include <hosted/user.h>

#include "internal.h"
#include "mm.h"

__thread struct task_struct *hosted_current;
LIST_HEAD(hosted_tasks);

static spinlock_t tasks_lock; /* protects the list */
static atomic_t tasks_started;
static atomic_t last_pid = ATOMIC_INIT(0);

/**
 * hosted_lock_tasks() - take the lock of the list of tasks
 */
void hosted_lock_tasks(void)
{
	spin_lock(&tasks_lock);
}

/**
 * hosted_unlock_tasks() - undo hosted_lock_tasks()
 */
void hosted_unlock_tasks(void)
{
	spin_unlock(&tasks_lock);
}

/* Uses the host's allocator: a task that makes allocations fail must still be able to start. */
static struct task_struct *alloc_task(const char *name)
{
	struct task_struct *task = hosted_host_alloc(sizeof(*task));

	if (!task)
		return NULL;
	memset(task, 0, sizeof(*task));
	task->pid = atomic_inc_return(&last_pid);
	strscpy(task->comm, name, sizeof(task->comm));
	refcount_set(&task->usage, 1);
	init_completion(&task->exited);
	return task;
}

/**
 * hosted_task_free() - free a task
 * @task:	the task, without references
 */
void hosted_task_free(struct task_struct *task)
{
	bool adopted = task->adopted;

	hosted_host_free(task);
	if (!adopted)
		atomic_dec_return(&tasks_started); /* releases what it did */
}

static void add_task(struct task_struct *task)
{
	struct task_struct *parent = task->mm ? current : NULL;

	spin_lock(&tasks_lock);
	list_add_tail(&task->node, &hosted_tasks);
	/* hosted_task_kill() kills those threads of a process that are in the list. */
	if (parent && parent->mm == task->mm)
		task->killed = READ_ONCE(parent->killed);
	spin_unlock(&tasks_lock);
}

static void remove_task(struct task_struct *task)
{
	spin_lock(&tasks_lock);
	list_del(&task->node);
	spin_unlock(&tasks_lock);
}

/**
 * hosted_adopt() - make a task of a host thread that was not started as one
 *
 * The task is a kernel thread, and exists until the program ends.
 *
 * Return: the task.
 */
struct task_struct *hosted_adopt(void)
{
	struct task_struct *task = alloc_task("host");

	if (!task)
		hosted_host_abort();
	task->flags = PF_KTHREAD;
	task->adopted = true;
	__atomic_store_n(&task->in_kernel, true, __ATOMIC_SEQ_CST);
	task->on_cpu = 1;
	hosted_current = task;
	add_task(task);
	return task;
}

/**
 * hosted_make_init() - make the current task the first process
 * @mm:	the process
 */
void hosted_make_init(struct mm_struct *mm)
{
	struct task_struct *task = current;

	strscpy(task->comm, "init", sizeof(task->comm));
	task->flags &= ~PF_KTHREAD;
	task->mm = mm;
	task->tgid = task->pid;
	__atomic_store_n(&task->in_kernel, false, __ATOMIC_SEQ_CST);
	hosted_host_stack(&task->user_stack, &task->user_stack_size);
}

/**
 * hosted_unmake_init() - undo hosted_make_init()
 */
void hosted_unmake_init(void)
{
	struct task_struct *task = current;

	task->mm = NULL;
	remove_task(task);
	hosted_current = NULL;
	put_task_struct(task);
}

/**
 * hosted_tasks_left() - number of tasks that are left
 *
 * Return: the number, without those of host threads.
 */
unsigned int hosted_tasks_left(void)
{
	return atomic_read_acquire(&tasks_started);
}

static void finish_task(struct task_struct *task)
{
	task->flags |= PF_EXITING;
	__atomic_store_n(&task->in_kernel, true, __ATOMIC_SEQ_CST);
	/* As wait(2) tells it: the number of the signal in the low bits. */
	if (task->mm && signal_pending(task))
		task->exit_code = SIGKILL;
	if (task->mm)
		task->mm->exit(task->mm);
	remove_task(task);
	WRITE_ONCE(task->__state, TASK_DEAD);
	complete_all(&task->exited);
	hosted_sched->finish(task);
	/* After this no code may ask for the current task. */
	put_task_struct(task);
	hosted_current = NULL;
}

static void task_body(struct task_struct *task)
{
	if (task->mm) {
		__atomic_store_n(&task->in_kernel, false, __ATOMIC_SEQ_CST);
		task->exit_code = task->fn(task->data);
		return;
	}
	/* A kernel thread waits for its first wake-up. */
	hosted_schedule(HOSTED_NO_DEADLINE, NULL, "start", task->comm);
	if (!READ_ONCE(task->should_stop))
		task->exit_code = task->fn(task->data);
}

static void run_on_thread(struct task_struct *task)
{
	hosted_current = task;
	if (task->mm)
		hosted_host_stack(&task->user_stack, &task->user_stack_size);
	hosted_run_until_exit(task, task_body);
	finish_task(task);
}

/**
 * hosted_task_create() - make a task that does not run yet
 * @name:	of the task
 * @fn:	what it executes
 * @data:	argument of @fn
 * @mm:	its process, NULL for a kernel thread
 *
 * Return: the task, or NULL.
 */
struct task_struct *hosted_task_create(const char *name, int (*fn)(void *data), void *data,
				       struct mm_struct *mm)
{
	struct task_struct *task = alloc_task(name);

	if (!task)
		return NULL;
	task->fn = fn;
	task->data = data;
	task->mm = mm;
	task->flags = mm ? 0 : PF_KTHREAD;
	task->takes_kill = mm;
	__atomic_store_n(&task->in_kernel, true, __ATOMIC_SEQ_CST);
	task->on_cpu = 1;
	atomic_inc(&tasks_started);
	return task;
}

/**
 * hosted_task_run() - let a task run
 * @task:	from hosted_task_create(); freed after an error
 *
 * Return: 0 or a negative errno.
 */
int hosted_task_run(struct task_struct *task)
{
	int rc;

	if (task->mm)
		task->tgid = task->tgid ? task->tgid : task->pid;
	else
		task->__state = TASK_UNINTERRUPTIBLE;
	add_task(task);
	rc = hosted_sched->start(task, run_on_thread);
	if (rc) {
		remove_task(task);
		put_task_struct(task);
	}
	return rc;
}

/* Kernel threads */

struct task_struct *kthread_create(int (*fn)(void *data), void *data, const char *fmt, ...)
{
	struct task_struct *task;
	char name[TASK_COMM_LEN];
	va_list args;

	va_start(args, fmt);
	vscnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	if (hosted_should_fail(sizeof(*task), GFP_KERNEL))
		return ERR_PTR(-ENOMEM);
	task = hosted_task_create(name, fn, data, NULL);
	if (!task || hosted_task_run(task))
		return ERR_PTR(-ENOMEM);
	return task;
}

void *kthread_data(struct task_struct *task)
{
	return task->data;
}

bool kthread_should_stop(void)
{
	return __atomic_load_n(&current->should_stop, __ATOMIC_SEQ_CST);
}

int kthread_stop(struct task_struct *task)
{
	int rc;

	get_task_struct(task);
	__atomic_store_n(&task->should_stop, true, __ATOMIC_SEQ_CST);
	wake_up_process(task);
	hosted_wait_for_completion(&task->exited, LONG_MAX, TASK_UNINTERRUPTIBLE,
				   "&task->exited", __func__);
	rc = task->exit_code;
	put_task_struct(task);
	return rc;
}

void kthread_exit(long code)
{
	struct task_struct *task = current;

	task->exit_code = code;
	hosted_exit_thread(task);
}

void kthread_complete_and_exit(struct completion *x, long code)
{
	if (x)
		complete(x);
	kthread_exit(code);
}

/**
 * hosted_kthread() - start a kernel thread of the hosted kernel itself
 * @name:	of the task
 * @fn:	what it executes
 * @data:	argument of @fn
 *
 * Its allocations are never made to fail.
 *
 * Return: the task, or NULL.
 */
struct task_struct *hosted_kthread(const char *name, int (*fn)(void *data), void *data)
{
	struct task_struct *task = hosted_task_create(name, fn, data, NULL);

	if (!task)
		return NULL;
	task->own = true;
	if (hosted_task_run(task))
		return NULL;
	wake_up_process(task);
	return task;
}

/* Signals */

void allow_signal(int sig)
{
	__atomic_store_n(&current->takes_kill, true, __ATOMIC_RELAXED);
}

int send_sig(int sig, struct task_struct *task, int priv)
{
	if (sig != SIGKILL)
		return -EINVAL;
	if (!READ_ONCE(task->takes_kill))
		return 0;
	__atomic_store_n(&task->killed, true, __ATOMIC_SEQ_CST);
	wake_up_state(task, TASK_INTERRUPTIBLE | TASK_WAKEKILL);
	return 0;
}

void flush_signals(struct task_struct *task)
{
	__atomic_store_n(&task->killed, false, __ATOMIC_SEQ_CST);
}

/**
 * hosted_kill_mm() - send SIGKILL to all threads of a process
 * @mm:	the process
 */
void hosted_kill_mm(struct mm_struct *mm)
{
	struct task_struct *task;

	spin_lock(&tasks_lock);
	list_for_each_entry(task, &hosted_tasks, node)
		if (task->mm == mm)
			send_sig(SIGKILL, task, 1);
	spin_unlock(&tasks_lock);
}
