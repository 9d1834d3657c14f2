/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Tasks: processes with their threads, and kernel threads, for programs around the kernel.
 */
#ifndef HOSTED_TASK_H
#define HOSTED_TASK_H

#include <stdbool.h>

#include <hosted/sched.h>

struct task_struct;

/**
 * hosted_task_start() - start a process with one thread
 * @name:	for people, up to 15 characters
 * @fn:		what the thread does in user space; may use <hosted/user.h>
 * @arg:	for @fn
 *
 * When its last thread ends, a process's files are closed and its memory is
 * unmapped, in the context of that thread.
 *
 * Return: the thread, to be given to hosted_task_join(); NULL if there is no
 * memory.
 */
struct task_struct *hosted_task_start(const char *name, void (*fn)(void *arg), void *arg);

/**
 * hosted_thread_start() - start one more thread in the calling process
 * @name:	for people
 * @fn:		what it does
 * @arg:	for @fn
 *
 * Return: as hosted_task_start().
 */
struct task_struct *hosted_thread_start(const char *name, void (*fn)(void *arg), void *arg);

/**
 * hosted_task_kill() - send SIGKILL to the process a thread belongs to
 * @task:	not joined yet
 *
 * Does not wait. As in Linux, a system call (<hosted/user.h>) of a killed
 * thread does not return to its caller: the thread ends there. Code that makes
 * no system calls is not interrupted.
 */
void hosted_task_kill(struct task_struct *task);

/**
 * hosted_task_join() - wait until a thread has ended, and forget it
 * @task:	from hosted_task_start() or hosted_thread_start()
 *
 * For the last thread of a process, its files are closed then.
 *
 * Return: true if it ended by a kill.
 */
bool hosted_task_join(struct task_struct *task);

/* As hosted_task_join(), but 0 at once if the thread has not ended; 1 joined. */
int hosted_task_try_join(struct task_struct *task);

/**
 * struct hosted_task_info - a task as it is now
 * @task:	to tell tasks apart
 * @pid:	the thread
 * @tgid:	its process; equal for all its threads. 0: a kernel thread
 * @name:	its name
 * @blocked:	sleeps in the kernel, for @wait
 * @killed:	has been killed
 * @state:	'R' runs, 'S' sleeps interruptibly, 'K' killably, 'D' sleeps and
 *		cannot be killed, 'I' the same but is no load, 'X' has ended
 * @wait:	what for, if @blocked
 */
struct hosted_task_info {
	const struct task_struct *task;
	int pid;
	int tgid;
	char name[16];
	bool blocked;
	bool killed;
	char state;
	struct hosted_wait wait;
};

/* The calling task. A host thread that was not started as a task becomes a kernel thread. */
struct task_struct *hosted_task_current(void);
void hosted_task_info(const struct task_struct *task, struct hosted_task_info *info);

/**
 * hosted_for_each_task() - look at all tasks, without stopping them
 * @fn:		for each; must not start or join tasks, or sleep
 * @arg:	for @fn
 */
void hosted_for_each_task(void (*fn)(const struct hosted_task_info *info, void *arg), void *arg);

/**
 * hosted_freeze() - freeze all processes, as before a suspend
 * @timeout_ms:	how long to wait for those that do not freeze yet
 *
 * A process is frozen in a freezable sleep and between system calls. Wake-ups
 * are not lost: they take effect after hosted_thaw(). Kernel threads go on. By a
 * kernel thread or the task that booted, which is not frozen.
 *
 * Notifiers of register_pm_notifier() are called first, and may refuse.
 *
 * Return: 0, or -EBUSY if somebody refuses or does not freeze; everybody is thawed then.
 */
int hosted_freeze(unsigned int timeout_ms);
void hosted_thaw(void);

#endif
