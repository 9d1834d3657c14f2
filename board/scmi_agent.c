// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * An SCMI agent in the kernel whose server is in the trusted OS. It sends
 * messages as Linux's OP-TEE transport does: a session of its own for the
 * channel, messages in shared memory that is passed along with each call.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_system.h>
#include <linux/types.h>

#include "optee_msg.h"
#include "optee_pta.h"
#include "scmi_agent.h"
#include "scmi.h"
#include "tee_result.h"

/* The server has one for each agent; we are the first. */
#define CHANNEL_ID	0

static const u8 scmi_uuid[TEE_IOCTL_UUID_LEN] = PTA_SCMI_UUID_OCTETS;

static int is_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE && !(vers->gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

static int result_to_errno(int rc, u32 ret)
{
	if (rc)
		return rc;
	switch (ret) {
	case TEEC_SUCCESS:
		return 0;
	case TEEC_ERROR_OUT_OF_MEMORY:
		return -ENOMEM;
	case TEEC_ERROR_COMMUNICATION:
		return -ECOMM;
	default:
		return -EREMOTEIO;
	}
}

static int invoke(struct scmi_agent *agent, u32 func, u32 num_params, struct tee_param *params)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = func,
		.session = agent->session,
		.num_params = num_params,
	};
	int rc = tee_client_invoke_func(agent->ctx, &arg, params);

	return result_to_errno(rc < 0 ? rc : 0, arg.ret);
}

static int open_session(struct scmi_agent *agent)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL };
	int rc;

	memcpy(arg.uuid, scmi_uuid, sizeof(arg.uuid));
	rc = tee_client_open_session(agent->ctx, &arg, NULL);
	if (rc < 0)
		return rc;
	agent->session = arg.session;
	return arg.ret == TEEC_SUCCESS ? 0 : -ENODEV;
}

static int get_channel(struct scmi_agent *agent)
{
	struct tee_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT },
	};
	int rc;

	rc = invoke(agent, PTA_SCMI_CMD_CAPABILITIES, 4, params);
	if (rc)
		return rc;
	if (!(params[0].u.value.a & PTA_SCMI_CAPS_MSG_HEADER))
		return -EPROTO;
	params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	params[0].u.value.a = CHANNEL_ID;
	params[0].u.value.b = PTA_SCMI_CAPS_MSG_HEADER;
	rc = invoke(agent, PTA_SCMI_CMD_GET_CHANNEL_HANDLE, 4, params);
	agent->channel = params[0].u.value.a;
	return rc;
}

static int get_lane(struct scmi_agent *agent, enum scmi_lane lane)
{
	switch (lane) {
	case SCMI_LANE:
		return tee_client_request_system_context(agent->ctx);
	case SCMI_SYSTEM:
		return tee_client_system_session(agent->ctx, agent->session);
	default:
		return 0;
	}
}

int scmi_open(struct scmi_agent *agent, enum scmi_lane lane)
{
	int rc;

	agent->token = 0;
	agent->ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(agent->ctx))
		return -ENODEV;
	rc = open_session(agent);
	if (rc)
		goto close_context;
	rc = get_channel(agent);
	if (rc)
		goto close_session;
	agent->shm = tee_shm_alloc_kernel_buf(agent->ctx, sizeof(struct scmi_msg_frame));
	if (IS_ERR(agent->shm)) {
		rc = PTR_ERR(agent->shm);
		goto close_session;
	}
	rc = get_lane(agent, lane);
	if (!rc)
		return 0;

	tee_shm_free(agent->shm);
close_session:
	tee_client_close_session(agent->ctx, agent->session);
close_context:
	tee_client_close_context(agent->ctx);
	return rc;
}

void scmi_close(struct scmi_agent *agent)
{
	tee_shm_free(agent->shm);
	tee_client_close_session(agent->ctx, agent->session);
	tee_client_close_context(agent->ctx);
}

static int check_answer(const struct scmi_msg_frame *frame, size_t size, u32 header)
{
	s32 status;

	if (size < sizeof(frame->header) + sizeof(status) || frame->header != header)
		return -EPROTO;
	memcpy(&status, frame->payload, sizeof(status));
	return status == SCMI_SUCCESS ? 0 : -EREMOTEIO;
}

/* Send a command of @size octets that has no answer but its status. */
static int send(struct scmi_agent *agent, u32 protocol, u32 message, const void *payload,
		size_t size)
{
	u32 header = SCMI_HDR(protocol, message, ++agent->token & 0x3ff);
	struct scmi_msg_frame *frame = tee_shm_get_va(agent->shm, 0);
	struct tee_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT },
	};
	struct scmi_msg_frame answer;
	int rc;

	if (IS_ERR(frame))
		return PTR_ERR(frame);
	frame->header = header;
	memcpy(frame->payload, payload, size);
	params[0].u.value.a = agent->channel;
	params[1].u.memref.shm = agent->shm;
	params[1].u.memref.size = sizeof(frame->header) + size;
	params[2].u.memref.shm = agent->shm;
	params[2].u.memref.size = sizeof(*frame);
	rc = invoke(agent, PTA_SCMI_CMD_PROCESS_MSG_CHANNEL, 4, params);
	if (rc)
		return rc;
	memcpy(&answer, frame, sizeof(answer));
	return check_answer(&answer, params[2].u.memref.size, header);
}

int scmi_voltage(struct scmi_agent *agent, uint32_t domain, bool on)
{
	const u32 payload[] = { domain, on ? SCMI_VOLTAGE_MODE_ON : SCMI_VOLTAGE_MODE_OFF };

	return send(agent, SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, payload,
		    sizeof(payload));
}

int scmi_clock(struct scmi_agent *agent, uint32_t clock, bool on)
{
	const u32 payload[] = { clock, on ? SCMI_CLOCK_ON : 0 };

	return send(agent, SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_CONFIG_SET, payload, sizeof(payload));
}
