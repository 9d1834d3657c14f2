/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Tasks and their sleeps. Every sleep ends in hosted_schedule(), with a name.
 */
#ifndef HOSTED_LINUX_SCHED_H
#define HOSTED_LINUX_SCHED_H

#include <hosted/sched.h>

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define TASK_RUNNING		0x0000
#define TASK_INTERRUPTIBLE	0x0001
#define TASK_UNINTERRUPTIBLE	0x0002
#define TASK_DEAD		0x0080
#define TASK_WAKEKILL		0x0100
#define TASK_NOLOAD		0x0400
#define TASK_FREEZABLE		0x2000
#define TASK_KILLABLE		(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define PF_EXITING		0x00000004
#define PF_MEMALLOC_NOIO	0x00080000
#define PF_KTHREAD		0x00200000

#define MAX_SCHEDULE_TIMEOUT	LONG_MAX
#define TASK_COMM_LEN		16

struct mm_struct;

/**
 * struct task_struct - a task; the first part is as in Linux
 * @__state:	TASK_*
 * @on_cpu:	does not sleep
 * @flags:	PF_*
 * @nvcsw:	times it went to sleep
 * @pid:	its number
 * @tgid:	that of its process, 0: none
 * @comm:	its name
 * @mm:		its process, NULL: kernel thread
 * @usage:	references; the thread that runs has one
 * @node:	in the list of all tasks
 * @lock:	protects @blocked, @frozen and @wait
 * @blocked:	sleeps
 * @frozen:	sleeps until hosted_thaw()
 * @wait:	what it sleeps for
 * @in_kernel:	runs a system call, is about to end, or a kernel thread
 * @killed:	SIGKILL is pending
 * @takes_kill:	SIGKILL reaches it: it is no kernel thread, or allows it
 * @adopted:	its host thread was not started by the scheduler
 * @own:	one of the hosted kernel's own, stopped at shutdown
 * @atomic:	spin locks it holds, and RCU read sections it is in
 * @rcu_depth:	RCU read sections it is in
 * @rcu_index:	the generation of these
 * @fn:		what it runs
 * @data:	for @fn
 * @should_stop: kthread_stop() was called
 * @exit_code:	what it ended with
 * @exited:	it has ended
 * @exit_env:	jmp_buf of the thread's bottom, to end it from anywhere
 * @user_stack: what of its stack is user memory, end and size
 * @allocs:	allocations it asked for
 * @fail_nth:	counts down to the one that fails
 * @fail_all:	all fail
 * @sched_data:	the scheduler's
 */
struct task_struct {
	unsigned int __state;
	int on_cpu;
	unsigned int flags;
	unsigned long nvcsw;
	pid_t pid;
	pid_t tgid;
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm;

	refcount_t usage;
	struct list_head node;
	spinlock_t lock; /* see above */
	bool blocked;
	bool frozen;
	struct hosted_wait wait;
	bool in_kernel;
	bool killed;
	bool takes_kill;
	bool adopted;
	bool own;
	int atomic;
	int rcu_depth;
	int rcu_index;
	int (*fn)(void *data);
	void *data;
	bool should_stop;
	int exit_code;
	struct completion exited;
	void *exit_env;
	unsigned long user_stack;
	size_t user_stack_size;
	unsigned long allocs;
	unsigned int fail_nth;
	bool fail_all;
	unsigned long sched_data[HOSTED_SCHED_DATA / sizeof(long)];
};

extern __thread struct task_struct *hosted_current;
struct task_struct *hosted_adopt(void);

static inline struct task_struct *hosted_get_current(void)
{
	return hosted_current ? hosted_current : hosted_adopt();
}

#define current	hosted_get_current()

#define set_current_state(state)	\
	__atomic_store_n(&current->__state, state, __ATOMIC_SEQ_CST)
#define __set_current_state(state)	WRITE_ONCE(current->__state, state)
#define task_is_running(task)		(READ_ONCE((task)->__state) == TASK_RUNNING)

/*
 * Sleep in the state that was set, unless woken since, until woken, or until
 * @deadline, ns of the scheduler's clock. True: woken, or there is a signal
 * that ends the sleep.
 */
bool hosted_schedule(uint64_t deadline, const void *object, const char *what,
		     const char *where);
long hosted_schedule_timeout(long timeout, const void *object, const char *what,
			     const char *where);
void hosted_might_sleep(const char *where);
uint64_t hosted_now(void);

#define schedule_timeout(timeout)	\
	hosted_schedule_timeout(timeout, NULL, "wake-up", __func__)
#define might_sleep()		hosted_might_sleep(__func__)

int wake_up_process(struct task_struct *task);
int wake_up_state(struct task_struct *task, unsigned int state);
int cond_resched(void);
void cpu_relax(void);

#endif
