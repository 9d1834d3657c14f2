// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The freezer: a process that has to freeze stops in a freezable sleep, or where it enters the
 * kernel. A process that sleeps so counts as frozen at once; when it is woken, it stops before it
 * does anything.
 *
 * Notifiers are called before processes are frozen, when they may refuse, and after they are
 * thawed.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/suspend.h>

#include <hosted/task.h>

#include "internal.h"

static int freezing;
static LIST_HEAD(pm_notifiers);
static DEFINE_MUTEX(pm_notifiers_mutex);

static bool must_freeze(const struct task_struct *task)
{
	return __atomic_load_n(&freezing, __ATOMIC_SEQ_CST) && task->mm && !task->adopted;
}

/**
 * hosted_freeze_point() - stop until hosted_thaw(), if the process has to freeze
 */
void hosted_freeze_point(void)
{
	struct task_struct *task = current;

	while (must_freeze(task)) {
		spin_lock(&task->lock);
		task->frozen = true;
		spin_unlock(&task->lock);
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (must_freeze(task))
			hosted_schedule(HOSTED_NO_DEADLINE, &freezing, "thaw", __func__);
		__set_current_state(TASK_RUNNING);
		spin_lock(&task->lock);
		task->frozen = false;
		spin_unlock(&task->lock);
	}
}

static bool is_frozen(struct task_struct *task)
{
	bool frozen;

	if (!must_freeze(task) || !__atomic_load_n(&task->in_kernel, __ATOMIC_SEQ_CST))
		return true;
	spin_lock(&task->lock);
	frozen = task->frozen ||
		 (task->blocked && READ_ONCE(task->__state) & TASK_FREEZABLE);
	spin_unlock(&task->lock);
	return frozen;
}

static bool all_frozen(void)
{
	struct task_struct *task;
	bool all = true;

	hosted_lock_tasks();
	list_for_each_entry(task, &hosted_tasks, node)
		all = all && is_frozen(task);
	hosted_unlock_tasks();
	return all;
}

static void thaw_processes(void)
{
	struct task_struct *task;

	__atomic_store_n(&freezing, 0, __ATOMIC_SEQ_CST);
	hosted_lock_tasks();
	list_for_each_entry(task, &hosted_tasks, node) {
		spin_lock(&task->lock);
		if (task->frozen)
			wake_up_process(task);
		spin_unlock(&task->lock);
	}
	hosted_unlock_tasks();
}

static int freeze_processes(unsigned int timeout_ms)
{
	u64 end = hosted_now() + timeout_ms * NSEC_PER_MSEC;

	__atomic_store_n(&freezing, 1, __ATOMIC_SEQ_CST);
	while (!all_frozen()) {
		if (hosted_now() >= end) {
			thaw_processes();
			return -EBUSY;
		}
		usleep_range(200, 500);
	}
	return 0;
}

int register_pm_notifier(struct notifier_block *nb)
{
	mutex_lock(&pm_notifiers_mutex);
	list_add_tail(&nb->node, &pm_notifiers);
	mutex_unlock(&pm_notifiers_mutex);
	return 0;
}

int unregister_pm_notifier(struct notifier_block *nb)
{
	mutex_lock(&pm_notifiers_mutex);
	list_del(&nb->node);
	mutex_unlock(&pm_notifiers_mutex);
	return 0;
}

/* Call all notifiers before @end, NULL: all. @refused is set to the first that refuses. */
static int tell_freezer(unsigned long event, const struct notifier_block *end,
			struct notifier_block **refused)
{
	struct notifier_block *nb;
	int rc;

	list_for_each_entry(nb, &pm_notifiers, node) {
		if (nb == end)
			break;
		rc = notifier_to_errno(nb->notifier_call(nb, event, NULL));
		if (rc && refused) {
			*refused = nb;
			return rc;
		}
	}
	return 0;
}

int hosted_freeze(unsigned int timeout_ms)
{
	struct notifier_block *refused = NULL;
	int rc;

	mutex_lock(&pm_notifiers_mutex);
	rc = tell_freezer(PM_SUSPEND_PREPARE, NULL, &refused);
	if (!rc)
		rc = freeze_processes(timeout_ms);
	if (rc)
		tell_freezer(PM_POST_SUSPEND, refused, NULL);
	mutex_unlock(&pm_notifiers_mutex);
	return rc;
}

void hosted_thaw(void)
{
	thaw_processes();
	mutex_lock(&pm_notifiers_mutex);
	tell_freezer(PM_POST_SUSPEND, NULL, NULL);
	mutex_unlock(&pm_notifiers_mutex);
}
