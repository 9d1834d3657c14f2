// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * System contexts: a lane, and an argument buffer set aside for it.
 */
#include "optee_private.h"

static int reserve(struct lanes *lanes)
{
	struct optee *optee = container_of(lanes, struct optee, lanes);

	return optee_smc_reserve_thread(optee->invoke_fn);
}

static void unreserve(struct lanes *lanes)
{
	struct optee *optee = container_of(lanes, struct optee, lanes);

	optee_smc_unreserve_thread(optee->invoke_fn);
}

/* Where the secure world enforces what is reserved. */
const struct lanes_ops optee_lanes_ops = {
	.reserve = reserve,
	.unreserve = unreserve,
};

/* The buffer first: a lane that is granted can be used at once. */
static int request(struct tee_context *ctx, struct optee_stash *stash,
		   int (*get_lane)(struct lanes *lanes, struct lane_set *set),
		   struct lane_set *set)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	int rc;

	rc = lanes_grantable(&optee->lanes, set);
	if (rc)
		return rc;
	rc = optee_stash_add(optee, ctx, stash);
	if (rc)
		return rc;
	rc = get_lane(&optee->lanes, set);
	if (rc)
		optee_stash_remove(optee, stash);
	return rc;
}

/**
 * optee_request_system_context() - one more lane for a context
 * @ctx:	the context
 *
 * Return: 0, or as lanes_request(); -ENOMEM.
 */
int optee_request_system_context(struct tee_context *ctx)
{
	struct optee_context *ctxdata = ctx->data;

	return request(ctx, &ctxdata->stash, lanes_request, &ctxdata->set);
}

/**
 * optee_release_system_context() - give one lane back
 * @ctx:	the context
 *
 * Return: 0, or -EINVAL if it has none.
 */
int optee_release_system_context(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_context *ctxdata = ctx->data;
	int rc;

	rc = lanes_release(&optee->lanes, &ctxdata->set);
	if (!rc)
		optee_stash_remove(optee, &ctxdata->stash);
	return rc;
}

static int get_system_lane(struct lanes *lanes, struct lane_set *set)
{
	return lanes_system_get(lanes);
}

/**
 * optee_system_get() - one more session shares the system sessions' lane
 * @ctx:	its context
 *
 * Each sets a call aside, so that there is always one for whoever is let in.
 *
 * Return: as optee_request_system_context().
 */
int optee_system_get(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);

	return request(ctx, &optee->system_stash, get_system_lane, &optee->lanes.system);
}

/**
 * optee_system_put() - undo one optee_system_get()
 * @optee:	the trusted OS
 */
void optee_system_put(struct optee *optee)
{
	lanes_system_put(&optee->lanes);
	optee_stash_remove(optee, &optee->system_stash);
}
