// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Releasing contexts and memory objects on a worker.
 *
 * Closing a session and unregistering memory are calls. They may have to wait for
 * a thread of the trusted OS, for as long as other clients keep the threads. A
 * task that was killed must not wait for that. Neither must a worker of another
 * part of the kernel: while the worker that drops the files which the socket
 * garbage collector has found waited, no file of the system would be closed.
 *
 * A task that exits cannot be killed any more. It waits, so that everything has
 * been given back when its parent reaps it, but only while there is progress:
 * once it has waited for one release in vain, it does not wait for its others.
 * So a task with fifty open files and no free thread waits once, not fifty times.
 *
 * The works of this file may wait for a thread, so a work that frees a thread
 * must not be queued on the same workqueue.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/tee_system.h>
#include <linux/wait.h>

#include "release.h"

/* How long an exiting task waits for one release. */
#define EXIT_WAIT_MS		2000
/* The same for a task that a signal kills: short, because somebody may be waiting for its end. */
#define KILLED_WAIT_MS		100

/* Pauses between attempts when the secure world is short of memory. */
#define FIRST_DELAY_MS		10
#define MAX_DELAY_MS		1000

static struct workqueue_struct *release_wq;

/* Number of releases that are not finished, including those between two attempts */
static atomic_t unfinished;
static DECLARE_WAIT_QUEUE_HEAD(all_finished);

/*
 * The latest exiting tasks that have waited in vain. A task that closes file after
 * file renews its entry each time. An entry that was not used for a second counts
 * no more: it may belong to an earlier task, whose memory another task has now.
 */
static struct {
	const struct task_struct *task;
	unsigned long used;
} gave_up[16];
static unsigned int gave_up_next;
static DEFINE_SPINLOCK(gave_up_lock); /* protects the two above */

static bool has_given_up(void)
{
	unsigned int n;
	bool found = false;

	spin_lock(&gave_up_lock);
	for (n = 0; n < ARRAY_SIZE(gave_up) && !found; n++) {
		found = gave_up[n].task == current &&
			time_before(jiffies, gave_up[n].used + HZ);
		if (found)
			gave_up[n].used = jiffies;
	}
	spin_unlock(&gave_up_lock);

	return found;
}

static void note_given_up(void)
{
	spin_lock(&gave_up_lock);
	gave_up[gave_up_next].task = current;
	gave_up[gave_up_next].used = jiffies;
	gave_up_next = (gave_up_next + 1) % ARRAY_SIZE(gave_up);
	spin_unlock(&gave_up_lock);
}

static void wait_exiting(struct tee_release *r)
{
	/* The low bits are the number of the signal, as wait(2) tells it. */
	bool killed = current->exit_code & 0x7f;
	unsigned int ms = killed ? KILLED_WAIT_MS : EXIT_WAIT_MS;

	if (!has_given_up() &&
	    !wait_for_completion_timeout(&r->done, msecs_to_jiffies(ms)))
		note_given_up();
}

static void put_holder(struct tee_release *r)
{
	if (refcount_dec_and_test(&r->holders))
		r->free(r);
}

static void release_work_fn(struct work_struct *work)
{
	struct tee_release *r = container_of(to_delayed_work(work),
					     struct tee_release, work);

	if (!r->finish(r)) {
		queue_delayed_work(release_wq, &r->work,
				   msecs_to_jiffies(r->delay_ms));
		r->delay_ms = min_t(unsigned int, 2 * r->delay_ms, MAX_DELAY_MS);
		return;
	}
	complete(&r->done);
	put_holder(r);
	if (atomic_dec_and_test(&unfinished))
		wake_up_all(&all_finished);
}

void tee_flush_releases(void)
{
	wait_event(all_finished, !atomic_read(&unfinished));
}
EXPORT_SYMBOL_GPL(tee_flush_releases);

/**
 * tee_release_user_patience() - how long the current task may wait for a release
 *
 * Return: the patience for something that belongs to user space.
 */
enum tee_patience tee_release_user_patience(void)
{
	if (current->flags & PF_KTHREAD)
		return TEE_WAIT_NOT;

	return current->flags & PF_EXITING ? TEE_WAIT_EXITING :
					     TEE_WAIT_KILLABLE;
}

/**
 * tee_release_by_worker() - have a worker release something
 * @r:		part of what is to be released; may be freed when this returns
 * @finish:	see struct tee_release; runs on the worker, may sleep
 * @free:	see struct tee_release; on the worker or in the calling task
 * @patience:	how long to wait for it
 *
 * Process context, may sleep unless @patience is TEE_WAIT_NOT.  Needs no memory.
 */
void tee_release_by_worker(struct tee_release *r,
			   bool (*finish)(struct tee_release *r),
			   void (*free)(struct tee_release *r),
			   enum tee_patience patience)
{
	r->finish = finish;
	r->free = free;
	r->delay_ms = FIRST_DELAY_MS;
	init_completion(&r->done);
	refcount_set(&r->holders, 2);
	INIT_DELAYED_WORK(&r->work, release_work_fn);
	atomic_inc(&unfinished);
	queue_delayed_work(release_wq, &r->work, 0);

	switch (patience) {
	case TEE_WAIT_NOT:
		break;
	case TEE_WAIT_EXITING:
		wait_exiting(r);
		break;
	case TEE_WAIT_KILLABLE:
		wait_for_completion_state(&r->done,
					  TASK_KILLABLE | TASK_FREEZABLE);
		break;
	case TEE_WAIT_DONE:
		wait_for_completion(&r->done);
		break;
	}
	put_holder(r);
}

/**
 * tee_release_setup() - make the workqueue for releases
 *
 * Return: 0 or -ENOMEM.
 */
int tee_release_setup(void)
{
	/* WQ_MEM_RECLAIM: the works unpin memory of user space, which reclaim may wait for. */
	release_wq = alloc_workqueue("tee_release", WQ_UNBOUND | WQ_MEM_RECLAIM,
				     0);

	return release_wq ? 0 : -ENOMEM;
}

/**
 * tee_release_cleanup() - undo tee_release_setup()
 *
 * The module can only be unloaded when no device is left, so there is nothing left to release.
 */
void tee_release_cleanup(void)
{
	destroy_workqueue(release_wq);
}
