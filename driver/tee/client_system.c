// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The API for clients that must not wait, see <linux/tee_system.h>.  These functions
 * return -EOPNOTSUPP where the TEE driver has no system contexts, and -EINVAL where it
 * has no system sessions, as clients of the stock core expect.
 */
#include "tee_core_includes.h"

int tee_client_system_session(struct tee_context *ctx, u32 session)
{
	const struct tee_system_ops *sys = tee_ctx_system_ops(ctx);
	tee_system_session_t op = sys ? sys->system_session : NULL;

	if (!op)
		op = tee_system_session_op(ctx->teedev->desc->ops);

	return op ? op(ctx, session) : -EINVAL;
}
EXPORT_SYMBOL_GPL(tee_client_system_session);

int tee_client_request_system_context(struct tee_context *ctx)
{
	const struct tee_system_ops *sys = tee_ctx_system_ops(ctx);

	if (!sys || !sys->request_system_context)
		return -EOPNOTSUPP;

	return sys->request_system_context(ctx);
}
EXPORT_SYMBOL_GPL(tee_client_request_system_context);

int tee_client_release_system_context(struct tee_context *ctx)
{
	const struct tee_system_ops *sys = tee_ctx_system_ops(ctx);

	if (!sys || !sys->release_system_context)
		return -EOPNOTSUPP;

	return sys->release_system_context(ctx);
}
EXPORT_SYMBOL_GPL(tee_client_release_system_context);
