// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The fake trusted OS: it counts the calls inside, and refuses a call if all its threads are used.
 * Without an unknown holder of threads a refusal is a bug of the driver.
 */
#include <linux/sched.h>
#include <linux/slab.h>

#include "unit.h"

static struct world *lanes_to_world(struct lanes *lanes)
{
	return container_of(lanes, struct world, lanes);
}

static bool reserves(const struct world *w)
{
	return w->kind == SECURE || w->kind == SECRET;
}

/* Is there a thread for one more call? Called with the lock held. */
static bool has_room(const struct world *w, bool lane)
{
	unsigned int in = w->ordinary_in + w->unknown;

	if (!reserves(w))
		return in + w->lane_in < w->threads;
	if (lane)
		return w->lane_in < w->reserved;
	return in + w->reserved < w->threads;
}

/**
 * world_smc() - the SMC that enters
 * @w:		the world
 * @call:	a call that holds a token
 *
 * Return: false is ETHREAD_LIMIT.
 */
bool world_smc(struct world *w, const struct lane_call *call)
{
	struct actor *actor = actor_current();
	bool lane = call->lane;
	bool ok;

	spin_lock(&w->lock);
	ok = has_room(w, lane);
	if (!ok) {
		w->refused++;
		if (actor)
			WRITE_ONCE(actor->refused, actor->refused + 1);
		if (!w->lossy)
			world_fail(w, "a %s call found no thread: %u ordinary, %u on lanes in",
				   lane ? "lane" : "ordinary", w->ordinary_in, w->lane_in);
		if (lane && reserves(w) && w->lane_in >= w->reserved)
			world_fail(w, "a system call on no reservation");
	} else if (lane) {
		w->lane_in++;
	} else {
		w->ordinary_in++;
	}
	spin_unlock(&w->lock);
	return ok;
}

static void smc_return(struct world *w, bool lane)
{
	spin_lock(&w->lock);
	if (lane)
		w->lane_in--;
	else
		w->ordinary_in--;
	spin_unlock(&w->lock);
}

/* Return: 0 inside, or what lanes_refused() said, and the call still holds a token. */
static int smc_until_inside(struct world *w, struct lane_call *call)
{
	bool was_refused = false;
	int rc;

	while (!world_smc(w, call)) {
		was_refused = true;
		rc = lanes_refused(&w->lanes, call);
		if (rc)
			return rc;
	}
	if (was_refused)
		lanes_entered(&w->lanes, call);
	return 0;
}

/* A lanes_probe_fn. */
static int probe(struct lanes *lanes, struct lane_call *request)
{
	struct world *w = lanes_to_world(lanes);
	int rc = smc_until_inside(w, request);

	if (!rc)
		smc_return(w, false);
	return rc;
}

static int reserve(struct lanes *lanes)
{
	struct world *w = lanes_to_world(lanes);
	int rc = -EBUSY;

	spin_lock(&w->lock);
	if (!w->no_reserve && w->ordinary_in + w->unknown + w->reserved < w->threads &&
	    w->reserved + 1 < w->threads) {
		w->reserved++;
		w->reserves++;
		rc = 0;
	} else if (!w->no_reserve && !w->lossy && w->kind == SECURE) {
		world_fail(w, "RESERVE with %u ordinary calls in, %u reserved", w->ordinary_in,
			   w->reserved);
	}
	spin_unlock(&w->lock);
	return rc;
}

static void unreserve(struct lanes *lanes)
{
	struct world *w = lanes_to_world(lanes);
	void (*on_unreserve)(struct world *w) = w->on_unreserve;

	if (on_unreserve) {
		w->on_unreserve = NULL;
		on_unreserve(w);
	}
	spin_lock(&w->lock);
	if (!w->reserved)
		world_fail(w, "UNRESERVE with nothing reserved");
	else if (--w->reserved < w->lane_in)
		world_fail(w, "UNRESERVE of a thread in use");
	spin_unlock(&w->lock);
}

static const struct lanes_ops world_ops = {
	.reserve = reserve,
	.unreserve = unreserve,
};

/**
 * world_create() - a trusted OS nobody uses yet
 * @kind:	what the trusted OS can do
 * @threads:	thread contexts
 *
 * Return: it, or NULL.
 */
struct world *world_create(enum world_kind kind, unsigned int threads)
{
	struct world *w = kzalloc(sizeof(*w), GFP_KERNEL);
	unsigned int n;

	if (!w)
		return NULL;
	w->kind = kind;
	w->threads = threads;
	spin_lock_init(&w->lock);
	INIT_LIST_HEAD(&w->actors);
	for (n = 0; n < WORLD_SETS; n++)
		lane_set_init(&w->set[n]);
	lanes_init(&w->lanes, kind == DRIVER || kind == SECURE ? threads : 0,
		   reserves(w) ? &world_ops : NULL, probe);
	return w;
}

/**
 * world_destroy() - free a world and its actors
 * @w:		all actors have finished
 */
void world_destroy(struct world *w)
{
	struct actor *a, *next;

	list_for_each_entry_safe(a, next, &w->actors, node)
		actor_put(a);
	lanes_destroy(&w->lanes);
	kfree(w);
}

/**
 * world_smc_until_inside() - enter with a token, again after each refusal
 * @w:		the world
 * @call:	from lanes_enter()
 *
 * Return: 0 inside, or what lanes_refused() said, and the call has left.
 */
int world_smc_until_inside(struct world *w, struct lane_call *call)
{
	int rc = smc_until_inside(w, call);

	if (rc)
		lanes_leave(&w->lanes, call);
	return rc;
}

/**
 * world_enter() - get into the trusted OS as the driver does
 * @w:		the world
 * @call:	as for lanes_enter()
 *
 * Return: 0 inside, or what lanes_enter() or lanes_refused() said.
 */
int world_enter(struct world *w, struct lane_call *call)
{
	int rc = lanes_enter(&w->lanes, call);

	return rc ? rc : world_smc_until_inside(w, call);
}

/**
 * world_leave() - return from the trusted OS
 * @w:		the world
 * @call:	that is inside
 */
void world_leave(struct world *w, struct lane_call *call)
{
	smc_return(w, call->lane);
	lanes_leave(&w->lanes, call);
}

/*
 * Whether an ordinary call gets in without waiting: there is a token, or one more to be tried, and
 * a thread.
 */
static bool lets_in(struct world *w)
{
	const struct lanes *lanes = &w->lanes;
	bool ok;

	spin_lock_irq(&w->lanes.lock);
	ok = lanes->ordinary < lanes->limit ||
	     (list_empty(&lanes->queue) && list_empty(&lanes->starved) &&
	      lanes->ordinary + lanes->granted < w->threads);
	spin_unlock_irq(&w->lanes.lock);
	spin_lock(&w->lock);
	ok = ok && has_room(w, false);
	spin_unlock(&w->lock);
	return ok;
}

/**
 * world_settle() - have one more ordinary call in the trusted OS
 * @w:		the world
 * @set:	its context, without a free lane
 *
 * It needs no thread of its own, as it does not wait.
 *
 * Return: false if it would have to.
 */
bool world_settle(struct world *w, struct lane_set *set)
{
	struct lane_call *call = &w->resident[w->num_residents];

	if (w->num_residents == WORLD_THREADS || world_failed(w) || !lets_in(w))
		return false;
	call->set = set;
	if (!expect_eq(w, world_enter(w, call), 0))
		return false;
	w->num_residents++;
	return true;
}

/**
 * world_unsettle() - let the last of these calls return
 * @w:		the world
 */
void world_unsettle(struct world *w)
{
	if (expect(w, w->num_residents))
		world_leave(w, &w->resident[--w->num_residents]);
}

/**
 * world_try_unknown() - set how many threads the unknown holder has
 * @w:		the world
 * @threads:	how many are wanted from now on; takes only what is free
 *
 * The driver is not told.
 *
 * Return: how many are held now.
 */
unsigned int world_try_unknown(struct world *w, unsigned int threads)
{
	unsigned int held;

	spin_lock(&w->lock);
	if (!w->lossy) /* else others read it without the lock */
		w->lossy = true;
	while (w->unknown < threads && has_room(w, false))
		w->unknown++;
	if (w->unknown > threads)
		w->unknown = threads;
	held = w->unknown;
	spin_unlock(&w->lock);
	return held;
}

/**
 * world_set_unknown() - as world_try_unknown(), but all of it or the test fails
 * @w:		the world
 * @threads:	how many
 */
void world_set_unknown(struct world *w, unsigned int threads)
{
	expect_eq(w, world_try_unknown(w, threads), threads);
}
