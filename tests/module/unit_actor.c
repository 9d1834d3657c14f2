// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls and requests made by kernel threads. A SIGKILL sent to such a thread
 * ends its killable waits as it would a process's.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "unit.h"

/**
 * actor_stay() - the call is in the trusted OS, and stays there until actor_end()
 * @a:		the actor that runs
 */
void actor_stay(struct actor *a)
{
	/* Pairs with the acquire in actor_state(). */
	smp_store_release(&a->state, INSIDE);
	wait_for_completion(&a->go);
}

static int run_call(struct actor *a)
{
	int rc = world_enter(a->w, &a->call);

	if (rc)
		return rc;
	world_check(a->w);
	actor_stay(a);
	world_leave(a->w, &a->call);
	return 0;
}

static int run_request(struct actor *a)
{
	return lanes_request(&a->w->lanes, a->set);
}

static int run_system_get(struct actor *a)
{
	return lanes_system_get(&a->w->lanes);
}

static int actor_fn(void *data)
{
	struct actor *a = data;

	allow_signal(SIGKILL);
	/* Pairs with the acquire in actor_state(). */
	smp_store_release(&a->state, STARTED);
	a->rc = a->fn(a);
	world_check(a->w);
	/* Pairs with the acquire in actor_state(). */
	smp_store_release(&a->state, DONE);
	kthread_complete_and_exit(&a->done, 0);
}

/* The actor that runs on this CPU in process context, or NULL. */
struct actor *actor_current(void)
{
	if (!(current->flags & PF_KTHREAD))
		return NULL;
	return kthread_data(current);
}

static struct actor *actor_create(struct world *w, int (*fn)(struct actor *a),
				  struct lane_set *set)
{
	struct actor *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a) {
		world_fail(w, "no memory");
		return NULL;
	}
	a->w = w;
	a->fn = fn;
	a->set = set;
	a->call.set = set;
	init_completion(&a->go);
	init_completion(&a->done);
	INIT_LIST_HEAD(&a->call.queue);
	return a;
}

static struct actor *actor_run(struct actor *a)
{
	if (!a)
		return NULL;
	a->task = kthread_create(actor_fn, a, "lanes_unit");
	if (IS_ERR(a->task)) {
		world_fail(a->w, "no thread");
		kfree(a);
		return NULL;
	}
	get_task_struct(a->task);
	list_add_tail(&a->node, &a->w->actors);
	wake_up_process(a->task);
	return a;
}

/**
 * actor_start() - start a thread
 * @w:		its world
 * @fn:		what the actor is to do
 * @set:	the context it does it for
 * @data:	for @fn
 *
 * Return: the actor; or NULL when the test has failed for want of memory. All
 * functions below take NULL for an actor that does nothing.
 */
struct actor *actor_start(struct world *w, int (*fn)(struct actor *a), struct lane_set *set,
			  void *data)
{
	struct actor *a = actor_create(w, fn, set);

	if (a)
		a->data = data;
	return actor_run(a);
}

/* A thread that requests a lane. */
struct actor *request_start(struct world *w, struct lane_set *set)
{
	return actor_start(w, run_request, set, NULL);
}

/*
 * Waiting calls are not always in the queue: one that probes for a lost thread leaves it meanwhile.
 */
static unsigned int requests_waiting(struct world *w)
{
	const struct lane_call *call;
	unsigned int n = 0;

	spin_lock_irq(&w->lanes.lock);
	list_for_each_entry(call, &w->lanes.queue, queue)
		n += call->request;
	spin_unlock_irq(&w->lanes.lock);
	return n;
}

/* A thread that requests a lane, and must wait for a thread context. */
struct actor *request_queued(struct world *w, struct lane_set *set)
{
	unsigned int before = requests_waiting(w);
	struct actor *a = request_start(w, set);

	expect(w, until(w, requests_waiting(w) == before + 1));
	return a;
}

/* A thread that asks for the system sessions' lane. */
struct actor *system_get_start(struct world *w)
{
	return actor_start(w, run_system_get, NULL, NULL);
}

/* A thread that makes a call and stays in the trusted OS until actor_end(). */
struct actor *call_start(struct world *w, struct lane_set *set)
{
	return actor_start(w, run_call, set, NULL);
}

/* The same, as if a process did it, which the freezer may stop while it waits. */
struct actor *call_start_process(struct world *w, struct lane_set *set)
{
	struct actor *a = actor_create(w, run_call, set);

	if (a)
		a->call.freezable = true;
	return actor_run(a);
}

/* A thread that makes a call of a system session and stays in the trusted OS. */
struct actor *call_start_system(struct world *w, struct lane_set *set)
{
	struct actor *a = actor_create(w, run_call, set);

	if (a)
		a->call.system = true;
	return actor_run(a);
}

/* A thread that makes a call with a cancel ID, so that a cancellation can name it. */
struct actor *call_start_named(struct world *w, struct lane_set *set, u32 session, u32 id)
{
	struct actor *a = actor_create(w, run_call, set);

	if (a) {
		a->call.cancellable = true;
		a->call.session = session;
		a->call.cancel_id = id;
	}
	return actor_run(a);
}

/* A thread whose call must get into the trusted OS sooner or later. */
struct actor *call_inside(struct world *w, struct lane_set *set)
{
	struct actor *a = call_start(w, set);

	if (a)
		expect(w, actor_inside(a));
	return a;
}

/* A thread whose call must wait for a token. */
struct actor *call_queued(struct world *w, struct lane_set *set)
{
	struct actor *a = call_start(w, set);

	if (a)
		expect(w, until(w, call_waits(a)));
	return a;
}

/*
 * Calls that take all ordinary tokens: the last of them, which has a thread; or
 * NULL if none was free.
 */
struct actor *calls_fill(struct world *w, struct lane_set *set)
{
	unsigned int share = w->threads - w->lanes.granted;

	while (world_count(w, &w->lanes.ordinary) + 1 < share)
		if (!expect(w, world_settle(w, set)))
			break;
	if (world_count(w, &w->lanes.ordinary) < share)
		return call_inside(w, set);
	return NULL;
}

/* Has the call, which has been seen to wait, got a token, whether or not it knows? */
bool call_holds(struct actor *a)
{
	bool holds;

	if (!a)
		return false;
	spin_lock_irq(&a->w->lanes.lock);
	holds = a->call.state == LANE_HOLDING;
	spin_unlock_irq(&a->w->lanes.lock);
	return holds;
}

/* The members of the call are not valid before it has come to the lanes. */
static bool is_on(struct actor *a, const struct list_head *list)
{
	const struct lane_call *call;
	bool found = false;

	spin_lock_irq(&a->w->lanes.lock);
	list_for_each_entry(call, list, queue)
		found |= call == &a->call;
	spin_unlock_irq(&a->w->lanes.lock);
	return found;
}

/* Is the call queued? */
bool call_waits(struct actor *a)
{
	return a && is_on(a, &a->w->lanes.queue);
}

/* Does the call have a lane but no thread? */
bool call_starves(struct actor *a)
{
	return a && is_on(a, &a->w->lanes.starved);
}

/* Has the thread gone to sleep for good? Its counts of switches are final then. */
bool actor_asleep(struct actor *a)
{
	return a && READ_ONCE(a->task->__state) != TASK_RUNNING && !READ_ONCE(a->task->on_cpu);
}

/*
 * Kill the waiter while the lock is held. So the waiter cannot react before the caller of this has
 * done something else to it and drops the lock. Usually the waiter is on its way to the lock then.
 * It cannot run where the timer of the lanes spins for the lock on its CPU. No CPU may count
 * jiffies then, so it is the clock that ends the wait for it.
 */
void actor_kill_and_lock(struct actor *a)
	__acquires(&a->w->lanes.lock)
{
	ktime_t end;

	expect(a->w, until(a->w, actor_asleep(a)));
	spin_lock_irq(&a->w->lanes.lock);
	actor_kill(a);
	end = ktime_add_ms(ktime_get(), 1000);
	while (!(READ_ONCE(a->task->on_cpu) && task_is_running(a->task)) &&
	       ktime_before(ktime_get(), end))
		cpu_relax();
	mdelay(1);
}

/* How far has the actor come? What it did before is visible to the caller. */
enum actor_state actor_state(struct actor *a)
{
	/* Pairs with the release in actor_stay() and the like. */
	return smp_load_acquire(&a->state);
}

/* Wait until a call is in the trusted OS. */
bool actor_inside(struct actor *a)
{
	if (!a)
		return false;
	return until(a->w, actor_state(a) >= INSIDE) && actor_state(a) == INSIDE;
}

/* Wait until the actor has finished by itself, and return what the lanes returned to it. */
int actor_result(struct actor *a)
{
	if (!a)
		return -ENOMEM;
	/* @rc is valid once DONE is seen. */
	if (expect(a->w, until(a->w, actor_state(a) == DONE)))
		return a->rc;
	return -ETIMEDOUT;
}

/* Let a call return, and wait until it has left. */
int actor_end(struct actor *a)
{
	if (!a)
		return -ENOMEM;
	complete(&a->go);
	return actor_result(a);
}

/* Wait until the thread allows signals: before, a kernel thread ignores them. */
void actor_kill(struct actor *a)
{
	if (a && expect(a->w, until(a->w, actor_state(a) != CREATED)))
		send_sig(SIGKILL, a->task, 1);
}

/**
 * actors_finish() - let all actors come to their end
 * @w:		the world
 *
 * One that does not is killed, and the test has failed.
 *
 * Return: false if one is still there after that: the world must stay.
 */
bool actors_finish(struct world *w)
{
	struct actor *a;

	list_for_each_entry(a, &w->actors, node)
		complete(&a->go);
	list_for_each_entry(a, &w->actors, node) {
		unsigned long patience = world_failed(w) ? HZ / 10 : SUITE_PATIENCE;

		if (wait_for_completion_timeout(&a->done, patience))
			continue;
		world_fail(w, "a %s never ends, state %d", a->fn == run_call ? "call" : "thread",
			   actor_state(a));
		actor_kill(a);
		if (!wait_for_completion_timeout(&a->done, SUITE_PATIENCE))
			return false;
	}
	list_for_each_entry(a, &w->actors, node)
		complete_all(&a->done);
	return true;
}

/* Free an actor that has finished. */
void actor_put(struct actor *a)
{
	list_del(&a->node);
	put_task_struct(a->task);
	kfree(a);
}
