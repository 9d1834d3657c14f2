/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * SIGKILL, the only signal there is.
 */
#ifndef HOSTED_LINUX_SCHED_SIGNAL_H
#define HOSTED_LINUX_SCHED_SIGNAL_H

#include <linux/errno.h>
#include <linux/sched.h>

#ifndef SIGKILL
#define SIGKILL	9
#endif

static inline int signal_pending(struct task_struct *task)
{
	return __atomic_load_n(&task->killed, __ATOMIC_SEQ_CST);
}

static inline int fatal_signal_pending(struct task_struct *task)
{
	return signal_pending(task);
}

static inline int signal_pending_state(unsigned int state, struct task_struct *task)
{
	return state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL) && signal_pending(task);
}

void allow_signal(int sig);
int send_sig(int sig, struct task_struct *task, int priv);
void flush_signals(struct task_struct *task);

#endif
