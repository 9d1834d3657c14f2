// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Work queues. A work that is queued gets a worker that is idle, or a new one, until
 * there are as many workers as max_active allows: then it waits for another work to
 * end, as with WQ_UNBOUND in Linux. The same work never runs twice at a time.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "internal.h"

/**
 * struct workqueue_struct - a queue and its workers
 * @name:	its workers' name
 * @lock:	protects the rest, and each work that was queued here
 * @works:	works that nobody has begun
 * @workers:	all workers
 * @num_workers:	their number, those that are just being made included
 * @max_active:	the most works that run at a time
 * @idle:	workers that wait for a work
 * @stop:	the workers are to end
 * @wake:	wakes idle workers
 * @ended:	wakes who waits for a work to end
 */
struct workqueue_struct {
	char name[TASK_COMM_LEN];
	spinlock_t lock; /* see above */
	struct list_head works;
	struct list_head workers;
	unsigned int num_workers;
	unsigned int max_active;
	unsigned int idle;
	bool stop;
	wait_queue_head_t wake;
	wait_queue_head_t ended;
};

/* @work is what it runs: an address only, for the work may be freed by then. */
struct worker {
	struct list_head node;
	struct workqueue_struct *wq;
	const struct work_struct *work;
	struct task_struct *task;
};

struct workqueue_struct *system_wq;
struct workqueue_struct *system_long_wq;
struct workqueue_struct *system_unbound_wq;

/* Called with the lock held, as are the next two. */
static bool is_running(const struct workqueue_struct *wq, const struct work_struct *work)
{
	const struct worker *worker;

	list_for_each_entry(worker, &wq->workers, node)
		if (worker->work == work)
			return true;
	return false;
}

static struct work_struct *next_work(struct workqueue_struct *wq)
{
	struct work_struct *work;

	list_for_each_entry(work, &wq->works, entry)
		if (!is_running(wq, work))
			return work;
	return NULL;
}

/* More works than idle workers, and there may be one more worker: it is to be made. */
static bool claim_worker(struct workqueue_struct *wq)
{
	const struct work_struct *work;
	unsigned int num = 0;

	if (wq->num_workers >= wq->max_active)
		return false;
	list_for_each_entry(work, &wq->works, entry)
		num++;
	if (num <= wq->idle)
		return false;
	wq->num_workers++;
	return true;
}

/* Take something to do; false: the worker is to end. */
static bool take_work(struct worker *worker, work_func_t *func, struct work_struct **work)
{
	struct workqueue_struct *wq = worker->wq;
	bool took = true;

	spin_lock(&wq->lock);
	*work = next_work(wq);
	if (*work) {
		list_del_init(&(*work)->entry);
		(*work)->pending = 0;
		*func = (*work)->func;
		worker->work = *work;
		wq->idle--;
	} else {
		took = wq->stop && list_empty(&wq->works);
	}
	spin_unlock(&wq->lock);
	return took;
}

static void end_work(struct worker *worker)
{
	struct workqueue_struct *wq = worker->wq;

	spin_lock(&wq->lock);
	worker->work = NULL;
	wq->idle++;
	spin_unlock(&wq->lock);
	wake_up_all(&wq->ended);
	/*
	 * The work may have been queued again meanwhile. Until now no other worker could take it.
	 */
	wake_up(&wq->wake);
}

static int worker_fn(void *data)
{
	struct worker *worker = data;
	struct workqueue_struct *wq = worker->wq;
	struct work_struct *work;
	work_func_t func;

	for (;;) {
		__hosted_wait_event(wq->wake, take_work(worker, &func, &work), TASK_IDLE, true,
				    LONG_MAX);
		if (!work)
			break;
		func(work);
		FATAL_IF(current->atomic);
		end_work(worker);
	}
	return 0;
}

/*
 * Its caller has counted it. Work must go on where there is no memory: workers are not made
 * to fail.
 */
static int add_worker(struct workqueue_struct *wq)
{
	struct worker *worker = hosted_host_alloc(sizeof(*worker));

	if (!worker)
		return -ENOMEM;
	*worker = (struct worker){ .wq = wq };
	worker->task = hosted_task_create(wq->name, worker_fn, worker, NULL);
	if (!worker->task) {
		hosted_host_free(worker);
		return -ENOMEM;
	}
	worker->task->own = true;
	get_task_struct(worker->task);
	spin_lock(&wq->lock);
	list_add_tail(&worker->node, &wq->workers);
	wq->idle++;
	spin_unlock(&wq->lock);
	if (hosted_task_run(worker->task))
		hosted_bug("no thread for a worker", __FILE__, __LINE__);
	wake_up_process(worker->task);
	return 0;
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	bool more = false;
	bool queued;

	spin_lock(&wq->lock);
	queued = !work->pending;
	if (queued) {
		work->pending = 1;
		WRITE_ONCE(work->wq, wq);
		list_add_tail(&work->entry, &wq->works);
		more = claim_worker(wq);
	}
	spin_unlock(&wq->lock);
	if (more && add_worker(wq))
		hosted_bug("no memory for a worker", __FILE__, __LINE__);
	if (queued)
		wake_up(&wq->wake);
	return queued;
}

/**
 * hosted_delayed_work_fn() - queue a delayed work whose time has come
 * @timer:	of the work
 */
void hosted_delayed_work_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = from_timer(dwork, timer, timer);

	queue_work(dwork->wq, &dwork->work);
}

void queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	dwork->wq = wq;
	if (delay)
		mod_timer(&dwork->timer, jiffies + delay);
	else
		queue_work(wq, &dwork->work);
}

static bool is_over(struct workqueue_struct *wq, const struct work_struct *work, bool pending)
{
	bool over;

	spin_lock(&wq->lock);
	over = !is_running(wq, work) && (!pending || !work->pending);
	spin_unlock(&wq->lock);
	return over;
}

bool cancel_work_sync(struct work_struct *work)
{
	struct workqueue_struct *wq = READ_ONCE(work->wq);
	bool was = false;

	if (!wq)
		return false;
	spin_lock(&wq->lock);
	if (work->pending) {
		list_del_init(&work->entry);
		work->pending = 0;
		was = true;
	}
	spin_unlock(&wq->lock);
	wait_event(wq->ended, is_over(wq, work, false));
	return was;
}

bool flush_work(struct work_struct *work)
{
	struct workqueue_struct *wq = READ_ONCE(work->wq);

	if (!wq)
		return false;
	wait_event(wq->ended, is_over(wq, work, true));
	return true;
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vscnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	spin_lock_init(&wq->lock);
	INIT_LIST_HEAD(&wq->works);
	INIT_LIST_HEAD(&wq->workers);
	init_waitqueue_head(&wq->wake);
	init_waitqueue_head(&wq->ended);
	wq->max_active = max_active ?: WQ_DFL_ACTIVE;
	wq->num_workers = 1;
	/* The first worker is made with the queue, like the rescuer in Linux. */
	if (add_worker(wq)) {
		kfree(wq);
		return NULL;
	}
	return wq;
}

/* Nothing to do and nothing being done: then the workers may go, if @stop says so. */
static bool is_drained_wq(struct workqueue_struct *wq, bool stop)
{
	struct worker *worker;
	bool idle;

	spin_lock(&wq->lock);
	idle = list_empty(&wq->works);
	list_for_each_entry(worker, &wq->workers, node)
		if (worker->work)
			idle = false;
	wq->stop = idle && stop;
	spin_unlock(&wq->lock);
	return idle;
}

/* This also waits for works that are queued meanwhile, which Linux does not promise. */
void flush_workqueue(struct workqueue_struct *wq)
{
	wait_event(wq->ended, is_drained_wq(wq, false));
}

/* Works that are queued are executed first, and so are works that these queue. */
void destroy_workqueue(struct workqueue_struct *wq)
{
	struct worker *worker, *next;

	wait_event(wq->ended, is_drained_wq(wq, true));
	wake_up_all(&wq->wake);
	list_for_each_entry_safe(worker, next, &wq->workers, node) {
		hosted_wait_for_completion(&worker->task->exited, LONG_MAX,
					   TASK_UNINTERRUPTIBLE, "end of worker", wq->name);
		put_task_struct(worker->task);
		hosted_host_free(worker);
	}
	kfree(wq);
}

/**
 * hosted_workqueues_init() - make the system's workqueues
 *
 * Return: 0 or -ENOMEM.
 */
int hosted_workqueues_init(void)
{
	system_wq = alloc_workqueue("events", 0, 0);
	if (!system_wq)
		return -ENOMEM;
	system_long_wq = alloc_workqueue("events_long", 0, 0);
	if (!system_long_wq) {
		destroy_workqueue(system_wq);
		return -ENOMEM;
	}
	system_unbound_wq = system_wq;
	return 0;
}

/**
 * hosted_workqueues_exit() - undo hosted_workqueues_init()
 */
void hosted_workqueues_exit(void)
{
	destroy_workqueue(system_long_wq);
	destroy_workqueue(system_wq);
}
