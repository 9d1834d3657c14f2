// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Notification values. A call waits for a value in an RPC; the value is sent in an RPC of another
 * call, or by an interrupt.
 *
 * A value that is sent is never lost: if no call waits for it, it is pending until one does. A
 * waiter that gives up and a sender both take the lock, and the first of them decides whether the
 * waiter has got the value.
 *
 * A call that only sleeps (RPC SUSPEND) waits here as well, so that optee_notif_end() ends all
 * waits.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "notif.h"

/*
 * Length of a sleep while the kernel goes down, milliseconds. Sleeps end early then, and a trusted
 * OS that asks for the next one at once would otherwise keep the CPU busy.
 */
#define ENDING_SLEEP_MS	5

/* The value of a waiter that only sleeps: nobody sends it */
#define NO_VALUE		U32_MAX

/* Limit of the largest value: far above what a trusted OS has, and the bitmap can be allocated */
#define NOTIF_VALUE_LIMIT	0xfffff

/**
 * struct notif_waiter - a task that waits, on its stack
 * @node:	in notif->waiters while @sent is false
 * @task:	the task
 * @value:	the value that it waits for
 * @sent:	the value was sent
 */
struct notif_waiter {
	struct list_head node;
	struct task_struct *task;
	u32 value;
	bool sent;
};

static struct notif_waiter *find_waiter(struct optee_notif *notif, u32 value)
{
	struct notif_waiter *waiter;

	list_for_each_entry(waiter, &notif->waiters, node)
		if (waiter->value == value)
			return waiter;
	return NULL;
}

/*
 * Return: 1 if it was queued and has to wait, 0 if the value was pending, -EBUSY if another waits.
 */
static int enqueue_waiter(struct optee_notif *notif, struct notif_waiter *waiter)
{
	unsigned long flags;
	int rc = 0;

	raw_spin_lock_irqsave(&notif->lock, flags);
	if (waiter->value != NO_VALUE && __test_and_clear_bit(waiter->value, notif->pending)) {
		waiter->sent = true;
	} else if (waiter->value != NO_VALUE && find_waiter(notif, waiter->value)) {
		rc = -EBUSY;
	} else {
		list_add_tail(&waiter->node, &notif->waiters);
		rc = 1;
	}
	raw_spin_unlock_irqrestore(&notif->lock, flags);
	return rc;
}

/* Sleep until the value was sent, the time is over, the task is killed, or all waits end. */
static int sleep_for_value(struct optee_notif *notif, struct notif_waiter *waiter,
			   unsigned long until, unsigned int state)
{
	long left = MAX_SCHEDULE_TIMEOUT;
	int rc = 0;

	for (;;) {
		set_current_state(state);
		if (READ_ONCE(waiter->sent))
			break;
		if (READ_ONCE(notif->ending)) {
			rc = -ETIMEDOUT;
			break;
		}
		if (signal_pending_state(state, current)) {
			rc = -EINTR;
			break;
		}
		if (until)
			left = until - jiffies;
		if (left <= 0) {
			rc = -ETIMEDOUT;
			break;
		}
		schedule_timeout(left);
	}
	__set_current_state(TASK_RUNNING);
	return rc;
}

static int wait_in_list(struct optee_notif *notif, u32 value, unsigned long until,
			unsigned int state)
{
	struct notif_waiter waiter = {
		.task = current,
		.value = value,
	};
	unsigned long flags;
	int rc;

	rc = enqueue_waiter(notif, &waiter);
	if (rc <= 0)
		return rc;
	rc = sleep_for_value(notif, &waiter, until, state);

	raw_spin_lock_irqsave(&notif->lock, flags);
	if (waiter.sent)
		rc = 0;
	else
		list_del(&waiter.node);
	raw_spin_unlock_irqrestore(&notif->lock, flags);
	/* A trusted OS that has not got its value asks again at once, see ENDING_SLEEP_MS. */
	if (rc == -ETIMEDOUT && READ_ONCE(notif->ending))
		usleep_range(ENDING_SLEEP_MS * 1000, 2 * ENDING_SLEEP_MS * 1000);
	return rc;
}

/**
 * optee_notif_wait() - wait for a notification value
 * @notif:	notifications
 * @value:	the value
 * @until:	jiffies at which to give up, 0: never
 * @state:	how to sleep, TASK_*
 *
 * Process context, no locks held. After -EINTR it can be called again by any task: a value that was
 * sent meanwhile is pending.
 *
 * Return: 0 when the value has been sent, before or now; -EINVAL for a value
 * that is too large; -EBUSY when somebody waits for it already; -ETIMEDOUT, also
 * after optee_notif_end(); -EINTR.
 */
int optee_notif_wait(struct optee_notif *notif, u32 value, unsigned long until,
		     unsigned int state)
{
	if (value > notif->max)
		return -EINVAL;
	return wait_in_list(notif, value, until, state);
}

/**
 * optee_notif_sleep() - sleep for a time
 * @notif:	notifications
 * @until:	jiffies at which the sleep ends, not 0
 * @state:	how to sleep, TASK_*
 *
 * Process context, no locks held.
 *
 * Return: 0 when the sleep is over, early after optee_notif_end(); -EINTR.
 */
int optee_notif_sleep(struct optee_notif *notif, unsigned long until, unsigned int state)
{
	int rc = wait_in_list(notif, NO_VALUE, until, state);

	return rc == -ETIMEDOUT ? 0 : rc;
}

/**
 * optee_notif_send() - a notification value was sent: wake its waiter, or keep it
 * @notif:	notifications
 * @value:	the value
 *
 * Any context, hard interrupts as well.
 *
 * Return: 0, or -EINVAL for a value that is too large.
 */
int optee_notif_send(struct optee_notif *notif, u32 value)
{
	struct notif_waiter *waiter;
	unsigned long flags;

	if (value > notif->max)
		return -EINVAL;

	raw_spin_lock_irqsave(&notif->lock, flags);
	waiter = find_waiter(notif, value);
	if (waiter) {
		list_del(&waiter->node);
		WRITE_ONCE(waiter->sent, true);
		/* The waiter is still there: it takes the lock before it returns. */
		wake_up_process(waiter->task);
	} else {
		__set_bit(value, notif->pending);
	}
	raw_spin_unlock_irqrestore(&notif->lock, flags);
	return 0;
}

/**
 * optee_notif_end() - end all waits and sleeps
 * @notif:	notifications
 *
 * Waits and sleeps that are under way end now, and any that begins later ends at once. The function
 * itself does not sleep.
 */
void optee_notif_end(struct optee_notif *notif)
{
	struct notif_waiter *waiter;
	unsigned long flags;

	raw_spin_lock_irqsave(&notif->lock, flags);
	WRITE_ONCE(notif->ending, true);
	list_for_each_entry(waiter, &notif->waiters, node)
		wake_up_process(waiter->task);
	raw_spin_unlock_irqrestore(&notif->lock, flags);
}

/**
 * optee_notif_init() - initialize: no value is pending
 * @notif:	notifications
 * @max:	the largest value, as the trusted OS says
 *
 * Return: 0, -ENOMEM, or -EINVAL if @max is above NOTIF_VALUE_LIMIT.
 */
int optee_notif_init(struct optee_notif *notif, u32 max)
{
	if (max > NOTIF_VALUE_LIMIT)
		return -EINVAL;
	raw_spin_lock_init(&notif->lock);
	notif->max = max;
	notif->ending = false;
	INIT_LIST_HEAD(&notif->waiters);
	notif->pending = bitmap_zalloc(max + 1, GFP_KERNEL);
	return notif->pending ? 0 : -ENOMEM;
}

/**
 * optee_notif_destroy() - undo optee_notif_init()
 * @notif:	notifications; nobody waits or sends any more
 */
void optee_notif_destroy(struct optee_notif *notif)
{
	bitmap_free(notif->pending);
}
