// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Ending a thread from anywhere in it: execution goes back to its first function, which returns.
 */
#include <setjmp.h>

#include "internal.h"

/**
 * hosted_run_until_exit() - execute a function that hosted_exit_thread() can end
 * @task:	the current task
 * @fn:	the function
 */
void hosted_run_until_exit(struct task_struct *task, void (*fn)(struct task_struct *task))
{
	jmp_buf env;

	task->exit_env = &env;
	if (!_setjmp(env))
		fn(task);
	task->exit_env = NULL;
}

/**
 * hosted_exit_thread() - end the current thread, from anywhere in it
 * @task:	the current task
 *
 * Execution goes back to hosted_run_until_exit().
 */
void hosted_exit_thread(struct task_struct *task)
{
	if (!task->exit_env)
		hosted_bug("the first task cannot exit", __FILE__, __LINE__);
	_longjmp(*(jmp_buf *)task->exit_env, 1);
}
