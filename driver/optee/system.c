// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * System contexts: requests of clients for lanes, and telling the secure world of lanes.
 */
#include "optee.h"
#include "session.h"

static int reserve_thread_for_lane(struct lanes *lanes)
{
	struct optee *optee = container_of(lanes, struct optee, lanes);

	return optee_smc_reserve_thread(optee->invoke_fn);
}

static void unreserve_thread_of_lane(struct lanes *lanes)
{
	struct optee *optee = container_of(lanes, struct optee, lanes);

	optee_smc_unreserve_thread(optee->invoke_fn);
}

/* For a trusted OS that reserves threads itself. */
const struct lanes_ops optee_lanes_ops = {
	.reserve = reserve_thread_for_lane,
	.unreserve = unreserve_thread_of_lane,
};

/**
 * optee_request_system_context() - one more lane for a context
 * @ctx:	the context
 *
 * The counter of lanes rises before the lane is there: from then on the context's calls do not wait
 * for I/O when they allocate, and none that is made on the lane may.
 *
 * Return: as lanes_request().
 */
int optee_request_system_context(struct tee_context *ctx)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_context *ctxdata = ctx->data;
	int rc;

	atomic_inc(&ctxdata->lanes);
	rc = lanes_request(&optee->lanes, &ctxdata->set);
	if (rc)
		atomic_dec(&ctxdata->lanes);
	return rc;
}

/**
 * optee_release_system_context() - give one lane back
 * @ctx:	the context
 *
 * Return: 0, or -EINVAL if it has none.
 */
int optee_release_system_context(struct tee_context *ctx)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_context *ctxdata = ctx->data;
	int rc;

	rc = lanes_release(&optee->lanes, &ctxdata->set);
	if (!rc)
		atomic_dec(&ctxdata->lanes);
	return rc;
}

/**
 * optee_system_get() - one more session shares the system sessions' lane
 * @optee:	the trusted OS
 *
 * Return: as lanes_system_get().
 */
int optee_system_get(struct optee *optee)
{
	return lanes_system_get(&optee->lanes);
}

/**
 * optee_system_put() - undo one optee_system_get()
 * @optee:	the trusted OS
 */
void optee_system_put(struct optee *optee)
{
	lanes_system_put(&optee->lanes);
}
