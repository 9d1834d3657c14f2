// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Leaving a thread from anywhere in it: back to its bottom, from where it ends.
 */
#include <setjmp.h>

#include "internal.h"

/* Run @fn, and return when it does or when hosted_exit_thread() is called below. */
void hosted_run_until_exit(struct task_struct *task, void (*fn)(struct task_struct *task))
{
	jmp_buf env;

	task->exit_env = &env;
	if (!_setjmp(env))
		fn(task);
	task->exit_env = NULL;
}

void hosted_exit_thread(struct task_struct *task)
{
	if (!task->exit_env)
		hosted_bug("the first task cannot exit", __FILE__, __LINE__);
	_longjmp(*(jmp_buf *)task->exit_env, 1);
}
