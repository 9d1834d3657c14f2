// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A channel to the SCMI server, both ways.
 */
#include <linux/container_of.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/string.h>
#include <linux/tee_drv.h>

#include "optee_pta.h"
#include "scmi_channel.h"
#include "tee_result.h"

#define HEADER_SIZE	sizeof(u32)

/* Between two looks whether the server is done */
#define BUSY_MS		1

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
	case TEEC_ERROR_BUSY:
		return -EBUSY;
	default:
		return -EREMOTEIO;
	}
}

static int scmi_invoke(struct scmi_agent *agent, u32 func, struct tee_param params[4])
{
	struct tee_ioctl_invoke_arg arg = {
		.func = func,
		.session = agent->session,
		.num_params = 4,
	};
	int rc = tee_client_invoke_func(agent->ctx, &arg, params);

	return result_to_errno(rc < 0 ? rc : 0, arg.ret);
}

static int get_handle(struct scmi_agent *agent, unsigned int channel, u32 way)
{
	struct tee_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT },
	};
	int rc;

	rc = scmi_invoke(agent, PTA_SCMI_CMD_CAPABILITIES, params);
	if (rc)
		return rc;
	if (!(params[0].u.value.a & way))
		return -EPROTO;
	params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	params[0].u.value.a = channel;
	params[0].u.value.b = way;
	rc = scmi_invoke(agent, PTA_SCMI_CMD_GET_CHANNEL_HANDLE, params);
	agent->channel = params[0].u.value.a;
	return rc;
}

static int process_smt(struct scmi_agent *agent)
{
	struct tee_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .u.value.a = agent->channel },
	};

	return scmi_invoke(agent, PTA_SCMI_CMD_PROCESS_SMT_CHANNEL, params);
}

/* Bytes of the message with its header; then of the answer with its. */
static int process_msg(struct scmi_agent *agent, size_t *size)
{
	struct tee_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .u.value.a = agent->channel },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT },
	};
	int rc;

	params[1].u.memref.shm = agent->shm;
	params[1].u.memref.size = *size;
	params[2].u.memref.shm = agent->shm;
	params[2].u.memref.size = sizeof(struct scmi_msg_frame);
	rc = scmi_invoke(agent, PTA_SCMI_CMD_PROCESS_MSG_CHANNEL, params);
	*size = params[2].u.memref.size;
	return rc;
}

static int send_smt(struct scmi_agent *agent, struct scmi_msg_frame *frame, size_t *size)
{
	struct scmi_smt *smt = agent->smt;
	int rc;

	smt->length = HEADER_SIZE + *size;
	smt->header = frame->header;
	memcpy(smt->payload, frame->payload, *size);
	/* The server reads the message once the channel is not free, so the status comes last. */
	smp_store_release(&smt->status, 0);
	rc = process_smt(agent);
	if (rc)
		return rc;
	/* The answer is complete when the server has set the channel free again. */
	if (smp_load_acquire(&smt->status) != SCMI_SMT_FREE)
		return -EPROTO;

	*size = READ_ONCE(smt->length) - HEADER_SIZE;
	if (*size > sizeof(frame->payload))
		return -EPROTO;
	frame->header = smt->header;
	memcpy(frame->payload, smt->payload, *size);
	return 0;
}

static int send_msg(struct scmi_agent *agent, struct scmi_msg_frame *frame, size_t *size)
{
	void *shared = tee_shm_get_va(agent->shm, 0);
	size_t whole = HEADER_SIZE + *size;
	int rc;

	if (IS_ERR(shared))
		return PTR_ERR(shared);
	memcpy(shared, frame, whole);
	rc = process_msg(agent, &whole);
	if (rc)
		return rc;
	if (whole < HEADER_SIZE || whole > sizeof(*frame))
		return -EPROTO;
	memcpy(frame, shared, whole);
	*size = whole - HEADER_SIZE;
	return 0;
}

/*
 * The sender of the last message was killed. The message may never have got there, or the
 * server may be at it: then its memory is the server's, and the server says that it is busy.
 * To find out, a message is sent that changes nothing: in SMT the same one, which switches
 * what it would have switched; in MSG one without payload.
 *
 * A work does this, because a task that holds the lock of a bus must not wait for it: the message
 * that was left may still have the lane, and then this one waits for a thread as an ordinary call.
 */
static void take_back(struct work_struct *work)
{
	struct scmi_agent *agent = container_of(work, struct scmi_agent, take_back);
	size_t size;
	int rc;

	do {
		size = HEADER_SIZE;
		rc = agent->smt ? process_smt(agent) : process_msg(agent, &size);
		if (rc == -EBUSY)
			msleep(BUSY_MS);
	} while (rc == -EBUSY);
	/* Pairs with scmi_channel_send(): the next sender sees what the server has written. */
	smp_store_release(&agent->left, false);
}

/**
 * scmi_channel_send() - send a message, and wait for the answer
 * @agent:	whose messages the caller serialises
 * @frame:	the message; then the answer
 * @size:	bytes of its payload; then of the answer's
 *
 * Process context, may sleep.
 *
 * Return: as scmi_voltage(); -EPROTO: that was no answer.
 */
int scmi_channel_send(struct scmi_agent *agent, struct scmi_msg_frame *frame, size_t *size)
{
	int rc;

	/* Pairs with take_back(): while @left is set, the memory is still the server's. */
	if (smp_load_acquire(&agent->left))
		return -EBUSY;
	rc = agent->smt ? send_smt(agent, frame, size) : send_msg(agent, frame, size);
	if (rc == -EINTR) {
		agent->left = true;
		queue_work(system_wq, &agent->take_back);
	}
	return rc;
}

/**
 * scmi_channel_open() - get the channel's handle, and memory for messages
 * @agent:	with a session
 * @cfg:	which channel, and how
 *
 * Process context, may sleep.
 *
 * Return: 0; -EPROTO: the server does not know this way; -ENXIO: there is no such memory; or
 * another negative errno.
 */
int scmi_channel_open(struct scmi_agent *agent, const struct scmi_config *cfg)
{
	int rc;

	agent->smt = NULL;
	agent->shm = NULL;
	agent->left = false;
	INIT_WORK(&agent->take_back, take_back);
	rc = get_handle(agent, cfg->channel,
			cfg->shmem ? PTA_SCMI_CAPS_SMT_HEADER : PTA_SCMI_CAPS_MSG_HEADER);
	if (rc)
		return rc;
	if (cfg->shmem) {
		agent->smt = memremap(cfg->shmem, sizeof(*agent->smt), MEMREMAP_WB);
		return agent->smt ? 0 : -ENXIO;
	}
	agent->shm = tee_shm_alloc_kernel_buf(agent->ctx, sizeof(struct scmi_msg_frame));
	return PTR_ERR_OR_ZERO(agent->shm);
}

/**
 * scmi_channel_close() - the channel of an agent is not used any more
 * @agent:	the agent
 */
void scmi_channel_close(struct scmi_agent *agent)
{
	flush_work(&agent->take_back);
	if (agent->smt)
		memunmap(agent->smt);
	else
		tee_shm_free(agent->shm);
}
