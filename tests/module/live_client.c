// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A client driver: contexts, sessions and calls, by the in-kernel API.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/uuid.h>

#include "live.h"

static const uuid_t os_test = UUID_INIT(0x5b9e0e40, 0x2636, 0x11e1, 0xad, 0x9e, 0x00, 0x02,
					0xa5, 0xd5, 0xc5, 0x1b);
static const uuid_t invoke_tests = UUID_INIT(0xd96a5b40, 0xc3e5, 0x21e3, 0x87, 0x94, 0x10,
					     0x02, 0xa5, 0xd5, 0xc6, 0x1b);

static int is_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

static int result_to_errno(u32 ret)
{
	switch (ret) {
	case TEE_OK:
		return 0;
	case TEE_CANCEL:
		return -ECANCELED;
	default:
		return -EIO;
	}
}

static int open_session(struct tee_context *ctx, const uuid_t *uuid, u32 *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	int rc;

	export_uuid(arg.uuid, uuid);
	rc = tee_client_open_session(ctx, &arg, NULL);
	if (rc)
		return rc;
	*session = arg.session;
	return result_to_errno(arg.ret);
}

/* Open the context without a session. */
int client_open_context(struct client *c)
{
	struct tee_context *ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	c->ctx = ctx;
	return 0;
}

/* Open one more session of the pseudo TA. */
int client_open_pta(struct client *c, u32 *session)
{
	return open_session(c->ctx, &invoke_tests, session);
}

/* Open a session of the TA. To load the TA takes a while. */
int client_open_ta(struct client *c)
{
	return open_session(c->ctx, &os_test, &c->ta);
}

/**
 * client_open() - a context with a session of the pseudo TA
 * @live:	the test, which closes it at the end
 *
 * Return: the client, or NULL when the test has failed. The functions below
 * take NULL for a client that does nothing.
 */
struct client *client_open(struct live *live)
{
	struct client *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c || client_open_context(c)) {
		suite_fail(&live->verdict, "no context");
		kfree(c);
		return NULL;
	}
	list_add_tail(&c->node, &live->clients);
	expect_eq(live, client_open_pta(c, &c->pta), 0);
	return c;
}

/* Close the context, and its sessions with it. */
void client_close(struct client *c)
{
	list_del(&c->node);
	tee_client_close_context(c->ctx);
	kfree(c);
}

/* Make a short call. Returns 0, an error of the driver, or the result of the TEE. */
int client_add(struct client *c, u32 session, u32 a, u32 b, u32 *sum)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = PTA_PARAMS, .session = session, .num_params = 4,
		.cancel_id = c->cancel_id,
	};
	struct tee_param param[4] = { };
	int rc;

	param[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	param[0].u.value.a = a;
	param[0].u.value.b = b;
	rc = tee_client_invoke_func(c->ctx, &arg, param);
	if (rc)
		return rc;
	*sum = param[0].u.value.a;
	return result_to_errno(arg.ret);
}

/* Make a short call that must succeed. */
void client_short(struct live *live, struct client *c)
{
	u32 sum = 0;

	if (!c)
		return;
	expect_eq(live, client_add(c, c->pta, 1000, 234, &sum), 0);
	expect_eq(live, sum, 1234);
}

/* Make a call that keeps a thread for @ms. */
int client_wait(struct client *c, unsigned int ms)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = OS_TEST_WAIT, .session = c->ta, .num_params = 1,
		.cancel_id = c->cancel_id,
	};
	struct tee_param param[1] = { };
	int rc;

	param[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	param[0].u.value.a = ms;
	rc = tee_client_invoke_func(c->ctx, &arg, param);
	return rc ?: result_to_errno(arg.ret);
}
