/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef HOSTED_LINUX_KTHREAD_H
#define HOSTED_LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

__printf(3, 4) struct task_struct *kthread_create(int (*fn)(void *data), void *data,
						  const char *fmt, ...);
void *kthread_data(struct task_struct *task);
bool kthread_should_stop(void);
int kthread_stop(struct task_struct *task);
__noreturn void kthread_complete_and_exit(struct completion *x, long code);
__noreturn void kthread_exit(long code);

#define kthread_run(fn, data, ...)					\
({									\
	struct task_struct *task_ = kthread_create(fn, data, __VA_ARGS__);	\
									\
	if (!IS_ERR(task_))						\
		wake_up_process(task_);					\
	task_;								\
})

#endif
