// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Begin and end of system calls.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "internal.h"

/**
 * hosted_syscall_enter() - a system call of a process begins
 *
 * A process that has to freeze stops here.
 */
void hosted_syscall_enter(void)
{
	struct task_struct *task = current;

	FATAL_IF(!task->mm);
	__atomic_store_n(&task->in_kernel, true, __ATOMIC_SEQ_CST);
	hosted_freeze_point();
}

/**
 * hosted_syscall_exit() - a system call of a process ends
 *
 * A process that was killed ends here.
 */
void hosted_syscall_exit(void)
{
	struct task_struct *task = current;

	FATAL_IF(task->atomic);
	if (signal_pending(task))
		hosted_exit_thread(task);
	__atomic_store_n(&task->in_kernel, false, __ATOMIC_SEQ_CST);
}
