/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_SCHED_TASK_H
#define HOSTED_LINUX_SCHED_TASK_H

#include <linux/sched.h>

void hosted_task_free(struct task_struct *task);

static inline struct task_struct *get_task_struct(struct task_struct *task)
{
	refcount_inc(&task->usage);
	return task;
}

static inline void put_task_struct(struct task_struct *task)
{
	if (refcount_dec_and_test(&task->usage))
		hosted_task_free(task);
}

#endif
