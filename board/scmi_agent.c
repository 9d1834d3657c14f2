// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * An SCMI agent in the kernel whose server is in the trusted OS. It connects as
 * Linux's OP-TEE transport does, with a session of its own for the channel.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_system.h>
#include <linux/types.h>

#include "optee_msg.h"
#include "optee_pta.h"
#include "scmi_channel.h"
#include "tee_result.h"

static const u8 scmi_uuid[TEE_IOCTL_UUID_LEN] = PTA_SCMI_UUID_OCTETS;

static int is_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE && !(vers->gen_caps & TEE_GEN_CAP_PRIVILEGED);
}

static int scmi_open_session(struct scmi_agent *agent)
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

/**
 * scmi_open() - connect to the server
 * @agent:	filled in
 * @cfg:	which channel, and how
 *
 * Process context, may sleep.
 *
 * Return: 0; -ENODEV: no TEE, or no such service; -EPROTO: the server does not
 * speak as we do; what the request for a lane says; or another negative errno.
 */
int scmi_open(struct scmi_agent *agent, const struct scmi_config *cfg)
{
	int rc;

	agent->token = 0;
	agent->ctx = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(agent->ctx))
		return -ENODEV;
	rc = scmi_open_session(agent);
	if (rc)
		goto close_context;
	rc = scmi_channel_open(agent, cfg);
	if (rc)
		goto close_session;
	rc = get_lane(agent, cfg->lane);
	if (!rc)
		return 0;

	scmi_channel_close(agent);
close_session:
	tee_client_close_session(agent->ctx, agent->session);
close_context:
	tee_client_close_context(agent->ctx);
	return rc;
}

/**
 * scmi_close() - an agent is not used any more
 * @agent:	the agent
 */
void scmi_close(struct scmi_agent *agent)
{
	scmi_channel_close(agent);
	tee_client_close_session(agent->ctx, agent->session);
	tee_client_close_context(agent->ctx);
}

/* Send a command of two words that has no answer but its status. */
static int scmi_send(struct scmi_agent *agent, u32 protocol, u32 message, u32 first, u32 second)
{
	const u32 payload[] = { first, second };
	u32 header = SCMI_HDR(protocol, message, ++agent->token & 0x3ff);
	struct scmi_msg_frame frame = { .header = header };
	size_t size = sizeof(payload);
	s32 status;
	int rc;

	memcpy(frame.payload, payload, size);
	rc = scmi_channel_send(agent, &frame, &size);
	if (rc)
		return rc;
	if (size < sizeof(status) || frame.header != header)
		return -EPROTO;
	memcpy(&status, frame.payload, sizeof(status));
	return status == SCMI_SUCCESS ? 0 : -EREMOTEIO;
}

/**
 * scmi_voltage() - switch a voltage domain on or off
 * @agent:	whose messages the caller serialises
 * @domain:	which
 * @on:		on or off
 *
 * Process context, may sleep for a thread, and for as long as the server takes.
 *
 * Return: 0; -EINTR: the caller was killed, and the message may be served or not;
 * -EBUSY: the server may still have the message of one who was; -EREMOTEIO: the server
 * refuses; or another negative errno.
 */
int scmi_voltage(struct scmi_agent *agent, u32 domain, bool on)
{
	return scmi_send(agent, SCMI_PROTOCOL_VOLTAGE, SCMI_VOLTAGE_CONFIG_SET, domain,
		    on ? SCMI_VOLTAGE_MODE_ON : SCMI_VOLTAGE_MODE_OFF);
}

/**
 * scmi_clock() - switch a clock
 * @agent:	who asks
 * @clock:	which
 * @on:		on or off
 *
 * Return: as scmi_voltage().
 */
int scmi_clock(struct scmi_agent *agent, u32 clock, bool on)
{
	return scmi_send(agent, SCMI_PROTOCOL_CLOCK, SCMI_CLOCK_CONFIG_SET, clock,
		    on ? SCMI_CLOCK_ON : 0);
}
