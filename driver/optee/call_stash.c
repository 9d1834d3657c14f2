// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Calls set aside for a holder of lanes: one for each lane, so that a call on a lane
 * allocates nothing, and one more, to have further calls made.
 */
#include <linux/list.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

#include "optee_private.h"

/**
 * optee_stash_init() - nothing set aside yet
 * @stash:	of a holder without lanes
 */
void optee_stash_init(struct optee_stash *stash)
{
	memset(stash, 0, sizeof(*stash));
	INIT_LIST_HEAD(&stash->free);
	init_completion(&stash->turn);
	complete(&stash->turn);
}

/**
 * optee_stash_in_use() - does its holder have lanes, or is about to
 * @optee:	the trusted OS
 * @stash:	the holder's
 *
 * Return: true if so; what is allocated for it must not wait for I/O then.
 */
bool optee_stash_in_use(struct optee *optee, const struct optee_stash *stash)
{
	bool in_use;

	spin_lock(&optee->calls_lock);
	in_use = stash->lanes;
	spin_unlock(&optee->calls_lock);
	return in_use;
}

static unsigned int wanted(const struct optee_stash *stash)
{
	return stash->lanes ? stash->lanes + 1 : 0;
}

/**
 * optee_stash_take() - a call of the stash
 * @stash:	where from
 *
 * Where there are lanes the last one stays, for optee_stash_make(). With
 * optee->calls_lock held.
 *
 * Return: a call, or NULL.
 */
struct optee_call *optee_stash_take(struct optee_stash *stash)
{
	if (stash->lanes && list_is_singular(&stash->free))
		return NULL;
	return optee_call_take(&stash->free);
}

/**
 * optee_stash_put() - a call of a stash is not used any more
 * @optee:	the trusted OS
 * @call:	of a stash, which it goes back to, or leaves if it is one too many
 *
 * With optee->calls_lock held.
 */
void optee_stash_put(struct optee *optee, struct optee_call *call)
{
	struct optee_stash *stash = call->stash;

	if (!stash->owed) {
		list_add(&call->node, &stash->free);
		return;
	}
	stash->owed--;
	stash->size--;
	call->stash = NULL;
	list_add(&call->node, &optee->calls);
}

/**
 * optee_stash_begin() - wait for our turn to have calls made
 * @stash:	for whose holder
 *
 * Process context; the wait is killable and freezable.
 *
 * Return: 0, then optee_stash_end() is due; or -EINTR.
 */
int optee_stash_begin(struct optee_stash *stash)
{
	return wait_for_completion_state(&stash->turn, TASK_KILLABLE | TASK_FREEZABLE) ? -EINTR : 0;
}

/**
 * optee_stash_end() - the next may have calls made
 * @stash:	for whose holder
 */
void optee_stash_end(struct optee_stash *stash)
{
	complete(&stash->turn);
}

/**
 * optee_stash_make() - make one more call than has been set aside
 * @optee:	the trusted OS
 * @ctx:	the context that wants it
 * @stash:	of the holder, whose turn it is
 * @system:	it is wanted for a system session
 *
 * To have its page registered by address is an ordinary call, which would wait for an
 * ordinary thread, also when one of the lanes is free again. With a message in a page
 * that is registered already, which is the last call's of the stash, it takes what
 * comes first. What it wants of memory must not wait for I/O, as the lane may be what
 * that waits for.
 *
 * Return: as optee_call_new().
 */
struct optee_call *optee_stash_make(struct optee *optee, struct tee_context *ctx,
				    struct optee_stash *stash, bool system)
{
	struct optee_call *via, *call;
	unsigned int flags;

	spin_lock(&optee->calls_lock);
	via = optee_call_take(&stash->free);
	spin_unlock(&optee->calls_lock);

	flags = memalloc_noio_save();
	call = optee_call_new(optee, ctx, system, via);
	memalloc_noio_restore(flags);

	if (via) {
		spin_lock(&optee->calls_lock);
		optee_stash_put(optee, via);
		spin_unlock(&optee->calls_lock);
	}
	return call;
}

static struct optee_call *take_cached(struct optee *optee)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	call = optee_call_take(&optee->calls);
	spin_unlock(&optee->calls_lock);
	return call;
}

/* Is there a call too few? A call that was one too many may stay. */
static bool lacks_call(struct optee *optee, struct optee_stash *stash)
{
	bool lacks;

	spin_lock(&optee->calls_lock);
	while (stash->owed && stash->size - stash->owed < wanted(stash))
		stash->owed--;
	lacks = stash->size - stash->owed < wanted(stash);
	spin_unlock(&optee->calls_lock);
	return lacks;
}

/* In our turn. */
static int fill(struct optee *optee, struct tee_context *ctx, struct optee_stash *stash)
{
	struct optee_call *call;

	while (lacks_call(optee, stash)) {
		call = take_cached(optee);
		if (!call)
			call = optee_stash_make(optee, ctx, stash, false);
		if (IS_ERR(call))
			return PTR_ERR(call);
		call->stash = stash;
		spin_lock(&optee->calls_lock);
		list_add(&call->node, &stash->free);
		stash->size++;
		spin_unlock(&optee->calls_lock);
	}
	return 0;
}

/**
 * optee_stash_add() - set calls aside for one more lane
 * @optee:	the trusted OS
 * @ctx:	the context that wants it
 * @stash:	where to
 *
 * May sleep; the wait is killable and freezable.
 *
 * Return: 0 or an error of optee_call_get().
 */
int optee_stash_add(struct optee *optee, struct tee_context *ctx, struct optee_stash *stash)
{
	int rc = optee_stash_begin(stash);

	if (rc)
		return rc;
	spin_lock(&optee->calls_lock);
	stash->lanes++;
	spin_unlock(&optee->calls_lock);
	rc = fill(optee, ctx, stash);
	if (rc)
		optee_stash_remove(optee, stash);
	optee_stash_end(stash);
	return rc;
}

/**
 * optee_stash_remove() - undo one optee_stash_add()
 * @optee:	the trusted OS
 * @stash:	where from
 *
 * Where too many calls of the stash are in use, the next that come back go to the
 * cache. Does not sleep.
 */
void optee_stash_remove(struct optee *optee, struct optee_stash *stash)
{
	struct optee_call *call;

	spin_lock(&optee->calls_lock);
	stash->lanes--;
	while (stash->size - stash->owed > wanted(stash)) {
		call = optee_stash_take(stash);
		if (call) {
			call->stash = NULL;
			list_add(&call->node, &optee->calls);
			stash->size--;
		} else {
			stash->owed++;
		}
	}
	spin_unlock(&optee->calls_lock);
}
