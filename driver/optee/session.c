// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Contexts and their sessions: the operations of /dev/teeN.
 */
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uuid.h>

#include "optee_smc.h"
#include "tee_result.h"

#include "call.h"
#include "devices.h"
#include "optee.h"
#include "param.h"
#include "session.h"

/* A message that opens a session begins with so many parameters that are not the client's. */
#define NUM_META	2

static struct optee_session find_session(struct tee_context *ctx, u32 id)
{
	struct optee_context *ctxdata = ctx->data;

	return optee_session_find(&ctxdata->sessions, id);
}

/* optee_call_begin() for a call that uses a session. The use ends with the call, in any case. */
static struct optee_call *begin_in_session(struct tee_context *ctx,
					   const struct optee_call_spec *spec)
{
	struct optee_call *call = optee_call_begin(tee_drvdata(ctx->teedev), ctx, spec);
	struct optee_context *ctxdata = ctx->data;

	if (IS_ERR(call))
		optee_session_unuse(&ctxdata->sessions, spec->session);
	return call;
}

static void read_result(const struct optee_call *call, u32 *ret, u32 *ret_origin)
{
	*ret = READ_ONCE(call->msg->ret);
	*ret_origin = READ_ONCE(call->msg->ret_origin);
}

/* Translate @rc, the error of a call that the secure world has not answered, for the client. */
static int make_result(int rc, u32 *ret, u32 *ret_origin)
{
	switch (rc) {
	case OPTEE_CALL_DETACHED:
	case -EINTR:
		return -EINTR;
	case -ECANCELED:
		*ret = TEEC_ERROR_CANCEL;
		break;
	case -ENOMEM:
		*ret = TEEC_ERROR_OUT_OF_MEMORY;
		break;
	default:
		*ret = TEEC_ERROR_COMMUNICATION;
		break;
	}
	*ret_origin = TEEC_ORIGIN_COMMS;
	return 0;
}

/*
 * Return: 0 also if the call was detached: then a worker sees to it that the session is closed.
 * -ENOMEM or -EBUSY: the secure world could not be asked.
 */
static int close_session_of_context(struct tee_context *ctx, struct optee_session s)
{
	struct optee_call_spec spec = {
		.cmd = OPTEE_MSG_CMD_CLOSE_SESSION, .system = s.system, .detachable = true,
	};
	struct optee_call *call;
	int rc;

	call = optee_call_begin(tee_drvdata(ctx->teedev), ctx, &spec);
	if (IS_ERR(call))
		return PTR_ERR(call);
	call->msg->session = s.secure_id;
	rc = optee_call_run(call);
	if (!rc)
		optee_call_end(call);
	return rc == OPTEE_CALL_DETACHED ? 0 : rc;
}

/* Calls that use the session keep it open in the trusted OS, see session_table.c. */
static int wait_for_calls_of_session(struct tee_context *ctx, u32 session)
{
	struct optee_context *ctxdata = ctx->data;
	unsigned int state = TASK_KILLABLE | (tee_context_is_user(ctx) ? TASK_FREEZABLE : 0);

	return optee_session_wait_unused(&ctxdata->sessions, session, state) ? -EINTR : 0;
}

static void end_system_session(struct tee_context *ctx, struct optee_session s)
{
	if (s.system)
		optee_system_put(tee_drvdata(ctx->teedev));
}

/**
 * optee_close_session() - close a session
 * @ctx:	its context
 * @session:	its id
 *
 * Waits until the calls that use the session are over. The wait is killable, and freezable for a
 * process.
 *
 * Return: 0; -EINVAL if the context has no such session; -EINTR when killed
 * before the secure world was asked, -ENOMEM or -EBUSY when it could not be: the
 * session stays, and is closed with the context.
 */
int optee_close_session(struct tee_context *ctx, u32 session)
{
	struct optee_context *ctxdata = ctx->data;
	struct optee_session s = optee_session_begin_to_close(&ctxdata->sessions, session);
	int rc;

	if (s.state == SESSION_FREE)
		return -EINVAL;
	rc = wait_for_calls_of_session(ctx, session);
	if (!rc)
		rc = close_session_of_context(ctx, s);
	if (rc) {
		optee_session_stays(&ctxdata->sessions, session);
		return rc;
	}
	optee_session_forget(&ctxdata->sessions, session);
	end_system_session(ctx, s);
	return 0;
}

/* The two meta parameters tell the trusted OS which TA the client wants, and who the client is. */
static void write_meta(struct optee_msg_arg *msg, const struct tee_ioctl_open_session_arg *arg,
		       const uuid_t *client)
{
	msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	msg->params[0].u.value.c = 0;
	msg->params[1].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	memcpy(msg->params[0].u.octets, arg->uuid, sizeof(arg->uuid));
	export_uuid(msg->params[1].u.octets, client);
	msg->params[1].u.value.c = arg->clnt_login;
}

/* Have the trusted OS open a session. If @arg->ret says that it has, @secure_id is its number. */
static int call_to_open(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
			struct tee_param *param, const uuid_t *client, u32 *secure_id)
{
	struct optee_call_spec spec = {
		.cmd = OPTEE_MSG_CMD_OPEN_SESSION, .num_params = arg->num_params + NUM_META,
		.detachable = true, .cancellable = true, .cancel_id = arg->cancel_id,
	};
	struct optee_call *call;
	int rc;

	call = optee_call_begin(tee_drvdata(ctx->teedev), ctx, &spec);
	if (call == ERR_PTR(-ECANCELED))
		return make_result(-ECANCELED, &arg->ret, &arg->ret_origin);
	if (IS_ERR(call))
		return PTR_ERR(call);
	call->msg->cancel_id = arg->cancel_id;
	write_meta(call->msg, arg, client);
	rc = optee_params_to_msg(call, NUM_META, arg->num_params, param);
	if (rc) {
		optee_call_end(call);
		return rc;
	}
	rc = optee_call_run(call);
	if (rc)
		return make_result(rc, &arg->ret, &arg->ret_origin);
	read_result(call, &arg->ret, &arg->ret_origin);
	optee_params_from_msg(call, NUM_META, arg->num_params, param);
	*secure_id = READ_ONCE(call->msg->session);
	optee_call_end(call);
	return 0;
}

/**
 * optee_open_session() - open a session with a TA
 * @ctx:	for which context
 * @arg:	who wants what; @arg->ret tells what became of it
 * @param:	parameters of the TA's open entry point
 *
 * Return: 0 with @arg->ret; -EINVAL, -ENOMEM, -EINTR when killed, -EPERM for a
 * group the caller is not in.
 */
int optee_open_session(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *param)
{
	struct optee_context *ctxdata = ctx->data;
	u32 secure_id = 0;
	u32 id;
	uuid_t client;
	int rc;

	arg->session = 0;
	if (arg->num_params > OPTEE_MAX_MSG_PARAMS - NUM_META)
		return -EINVAL;
	rc = tee_session_calc_client_uuid(&client, arg->clnt_login, arg->clnt_uuid);
	if (rc)
		return rc;
	/* This comes before the token, because it may allocate. */
	rc = optee_session_new(&ctxdata->sessions, &id);
	if (rc)
		return rc;
	rc = call_to_open(ctx, arg, param, &client, &secure_id);
	if (rc || arg->ret != TEEC_SUCCESS) {
		optee_session_forget(&ctxdata->sessions, id);
		return rc;
	}
	optee_session_opened(&ctxdata->sessions, id, secure_id);
	arg->session = id;
	return 0;
}

/**
 * optee_system_session() - a session may use the system sessions' lane
 * @ctx:	its context
 * @session:	its id
 *
 * Return: 0, also if it is a system session already; -EINVAL if the context has no such
 * session; or an error of lanes_request().
 */
int optee_system_session(struct tee_context *ctx, u32 session)
{
	struct optee_context *ctxdata = ctx->data;
	struct optee_session s = find_session(ctx, session);
	int rc;

	if (s.state == SESSION_FREE)
		return -EINVAL;
	if (s.system)
		return 0;
	rc = optee_system_get(tee_drvdata(ctx->teedev));
	if (rc)
		return rc;
	/*
	 * While this waited, another task may have closed the session, or made it a system session.
	 */
	rc = optee_session_make_system(&ctxdata->sessions, session);
	if (rc)
		optee_system_put(tee_drvdata(ctx->teedev));
	return rc == -EEXIST ? 0 : rc;
}

/**
 * optee_invoke_func() - invoke a command of a session's TA
 * @ctx:	the session's context
 * @arg:	session and command; @arg->ret tells what became of it
 * @param:	parameters of the command
 *
 * Allocates nothing where the trusted OS tells the number of its threads.
 *
 * Return: 0 with @arg->ret; -EINVAL if the context has no such session; -EINTR
 * when killed; -ENOMEM.
 */
int optee_invoke_func(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *param)
{
	struct optee_context *ctxdata = ctx->data;
	struct optee_session s = optee_session_use(&ctxdata->sessions, arg->session);
	struct optee_call_spec spec = {
		.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND, .num_params = arg->num_params,
		.system = s.system, .detachable = true,
		.cancellable = true, .session = arg->session, .cancel_id = arg->cancel_id,
	};
	struct optee_call *call;
	int rc;

	if (s.state == SESSION_FREE)
		return -EINVAL;
	call = begin_in_session(ctx, &spec);
	if (call == ERR_PTR(-ECANCELED))
		return make_result(-ECANCELED, &arg->ret, &arg->ret_origin);
	if (IS_ERR(call))
		return PTR_ERR(call);
	call->msg->func = arg->func;
	call->msg->session = s.secure_id;
	call->msg->cancel_id = arg->cancel_id;
	rc = optee_params_to_msg(call, 0, arg->num_params, param);
	if (rc) {
		optee_call_end(call);
		return rc;
	}
	rc = optee_call_run(call);
	if (rc)
		return make_result(rc, &arg->ret, &arg->ret_origin);
	optee_params_from_msg(call, 0, arg->num_params, param);
	read_result(call, &arg->ret, &arg->ret_origin);
	optee_call_end(call);
	return 0;
}

/**
 * optee_cancel_req() - cancel a call
 * @ctx:	the call's context
 * @cancel_id:	what the client named it
 * @session:	its session, 0 for one that is still being opened
 *
 * A call that waits for a thread ends at once. If it has entered, the secure world is asked to
 * cancel it, by a yielding call of its own.
 *
 * Return: 0; -EINVAL if the context has no such session; -EINTR when killed.
 */
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_call_spec spec = { .cmd = OPTEE_MSG_CMD_CANCEL, .session = session };
	struct optee_context *ctxdata = ctx->data;
	struct optee_session s;
	struct optee_call *call;
	int rc;

	if (lanes_cancel(&optee->lanes, &ctxdata->set, session, cancel_id))
		return 0;
	s = optee_session_use(&ctxdata->sessions, session);
	if (s.state == SESSION_FREE)
		return -EINVAL;
	spec.system = s.system;
	call = begin_in_session(ctx, &spec);
	if (IS_ERR(call))
		return PTR_ERR(call);
	call->msg->session = s.secure_id;
	call->msg->cancel_id = cancel_id;
	rc = optee_call_run(call);
	if (!rc)
		optee_call_end(call);
	return rc;
}

/**
 * optee_open() - a context is opened
 * @ctx:	the new context, of /dev/teeN or /dev/teeprivN
 *
 * Return: 0, -ENOMEM, or -EBUSY for a second supplicant.
 */
int optee_open(struct tee_context *ctx)
{
	struct optee *optee = tee_drvdata(ctx->teedev);
	struct optee_context *ctxdata;
	int rc;

	ctxdata = kzalloc(sizeof(*ctxdata), GFP_KERNEL);
	if (!ctxdata)
		return -ENOMEM;
	lane_set_init(&ctxdata->set);
	ctxdata->set.freezable = tee_context_is_user(ctx);
	optee_sessions_init(&ctxdata->sessions);
	ctx->cap_memref_null = optee->caps.bits & OPTEE_SMC_SEC_CAP_MEMREF_NULL;
	ctx->data = ctxdata;

	if (ctx->teedev == optee->supp_teedev) {
		rc = optee_supp_open(&optee->supp, ctx);
		if (rc) {
			kfree(ctxdata);
			return rc;
		}
		optee_scan_later(optee);
	}
	return 0;
}

/**
 * optee_close() - the opener has closed a context
 * @ctx:	the context
 *
 * Its lanes go back now. If it is the supplicant's, requests to the supplicant are answered with an
 * error. Calls that are still under way keep the rest of the context until they are over.
 */
void optee_close(struct tee_context *ctx)
{
	struct optee *optee = tee_drvdata(ctx->teedev);

	if (ctx->teedev == optee->supp_teedev)
		optee_supp_close(&optee->supp, ctx);
	while (!optee_release_system_context(ctx))
		;
}

/**
 * optee_release() - the last reference to a context is gone
 * @ctx:	the context, closed before
 *
 * Closes the sessions that are still open. These calls may wait for a thread, so the TEE core calls
 * this function on a worker where the task must not wait.
 */
void optee_release(struct tee_context *ctx)
{
	struct optee_context *ctxdata = ctx->data;
	struct optee_session s;
	u32 id;

	for (id = 1; id <= ctxdata->sessions.num; id++) {
		s = find_session(ctx, id);
		if (s.state == SESSION_FREE)
			continue;
		close_session_of_context(ctx, s);
		end_system_session(ctx, s);
	}
	optee_sessions_destroy(&ctxdata->sessions);
	kfree(ctxdata);
	ctx->data = NULL;
}
