// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI pseudo TA: the ways of messages and answers. The client is Linux,
 * drivers/firmware/arm_scmi/transports/optee.c.
 *
 * A channel is a number that is in the device tree and known here. The client gets a handle for it:
 * the number plus a base that tells how messages are passed. So no state is kept for a session.
 *
 * Messages of different channels are served in parallel. Two messages at a time on one channel are
 * a mistake of the client and would mix up the shared memory, so the second is refused at once.
 */
#include <secure/platform.h>

#include "optee_pta.h"
#include "scmi_gate.h"
#include "services.h"

#define NUM_CHANNELS		4
#define HANDLE_SMT		0x100
#define HANDLE_MSG		0x200

#define SMT_OFFSET(field)	__builtin_offsetof(struct scmi_smt, field)

static atomic_flag channel_busy[NUM_CHANNELS];

/**
 * struct smt_window - shared memory of a channel, one way or the other
 * @mem:	a parameter's, or NULL
 * @fixed:	else what platform_nsec_ptr() says
 */
struct smt_window {
	const struct pta_mem *mem;
	void *fixed;
};

/* Copy out of the window. The barrier keeps the compiler from reading the window again. */
static int smt_read(const struct smt_window *w, size_t offset, void *dst, size_t len)
{
	if (w->mem)
		return pta_mem_read(w->mem, offset, dst, len);
	memcpy(dst, (const u8 *)w->fixed + offset, len);
	__asm__ volatile("" ::: "memory");
	return 0;
}

/* The fence makes earlier writes visible before this one. */
static int smt_write(const struct smt_window *w, size_t offset, const void *src, size_t len)
{
	atomic_thread_fence(memory_order_release);
	if (w->mem)
		return pta_mem_write(w->mem, offset, src, len);
	memcpy((u8 *)w->fixed + offset, src, len);
	return 0;
}

static u32 smt_finish(const struct smt_window *w, u32 status)
{
	return smt_write(w, SMT_OFFSET(status), &status, sizeof(status)) ? TEEC_ERROR_GENERIC :
									   TEEC_SUCCESS;
}

/* The window has SCMI_SMT_SIZE bytes, of which each is read once. */
static u32 smt_serve(const struct smt_window *w)
{
	u8 payload[SCMI_PAYLOAD_MAX];
	struct scmi_smt head;
	u32 length;
	size_t len;

	if (smt_read(w, 0, &head, SMT_OFFSET(payload)))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (head.status & SCMI_SMT_FREE)
		return TEEC_ERROR_BAD_STATE;
	if (head.length < sizeof(head.header) ||
	    head.length > sizeof(head.header) + SCMI_PAYLOAD_MAX) {
		smt_finish(w, SCMI_SMT_FREE | SCMI_SMT_ERROR);
		return TEEC_ERROR_BAD_FORMAT;
	}
	len = head.length - sizeof(head.header);
	if (smt_read(w, SMT_OFFSET(payload), payload, len))
		return TEEC_ERROR_BAD_PARAMETERS;

	len = scmi_serve(head.header, payload, len, payload);
	length = len + sizeof(head.header);
	if (smt_write(w, SMT_OFFSET(length), &length, sizeof(length)) ||
	    smt_write(w, SMT_OFFSET(payload), payload, len))
		return TEEC_ERROR_GENERIC;
	return smt_finish(w, SCMI_SMT_FREE);
}

/* The window of a channel's own shared memory; NULL if it has none. */
static void *smt_of_channel(unsigned int channel)
{
	u64 pa = platform_scmi_smt(channel);

	return pa ? platform_nsec_ptr(pa, SCMI_SMT_SIZE) : NULL;
}

static u32 process_smt_channel(unsigned int channel)
{
	struct smt_window w = { NULL, smt_of_channel(channel) };

	return w.fixed ? smt_serve(&w) : TEEC_ERROR_NOT_SUPPORTED;
}

static u32 process_smt_message(struct pta_param *param)
{
	struct smt_window w = { &param->mem, NULL };

	if (param->mem.size < SCMI_SMT_SIZE)
		return TEEC_ERROR_BAD_PARAMETERS;
	return smt_serve(&w);
}

static u32 process_msg(const struct pta_param *in, struct pta_param *out)
{
	struct scmi_msg_frame frame;
	size_t len = in->mem.size;

	if (len < sizeof(frame.header) || len > sizeof(frame) ||
	    pta_mem_read(&in->mem, 0, &frame, len))
		return TEEC_ERROR_BAD_PARAMETERS;
	/*
	 * Check the room for an answer before anything is done, so that every action gets its
	 * status.
	 */
	if (out->mem.size < sizeof(frame.header) + sizeof(int32_t)) {
		out->size = sizeof(frame);
		return TEEC_ERROR_SHORT_BUFFER;
	}

	len = scmi_serve(frame.header, frame.payload, len - sizeof(frame.header), frame.payload);
	out->size = len + sizeof(frame.header);
	if (out->mem.size < out->size)
		return TEEC_ERROR_SHORT_BUFFER;
	return pta_mem_write(&out->mem, 0, &frame, out->size) ? TEEC_ERROR_GENERIC : TEEC_SUCCESS;
}

static u32 process_message(u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	u32 base = cmd == PTA_SCMI_CMD_PROCESS_MSG_CHANNEL ? HANDLE_MSG : HANDLE_SMT;
	unsigned int channel;
	u32 ret;

	if (p[0].a < base || p[0].a - base >= NUM_CHANNELS)
		return TEEC_ERROR_BAD_PARAMETERS;
	channel = secure_index(p[0].a - base, NUM_CHANNELS);
	if (atomic_flag_test_and_set_explicit(&channel_busy[channel], memory_order_acquire))
		return TEEC_ERROR_BUSY;
	switch (cmd) {
	case PTA_SCMI_CMD_PROCESS_SMT_CHANNEL:
		ret = process_smt_channel(channel);
		break;
	case PTA_SCMI_CMD_PROCESS_SMT_CHANNEL_MESSAGE:
		ret = process_smt_message(&p[1]);
		break;
	default:
		ret = process_msg(&p[1], &p[2]);
		break;
	}
	atomic_flag_clear_explicit(&channel_busy[channel], memory_order_release);
	return ret;
}

static u32 get_channel_handle(struct pta_param *param)
{
	if (param->a >= NUM_CHANNELS)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	switch (param->b) {
	case PTA_SCMI_CAPS_SMT_HEADER:
		param->a += HANDLE_SMT;
		return TEEC_SUCCESS;
	case PTA_SCMI_CAPS_MSG_HEADER:
		param->a += HANDLE_MSG;
		return TEEC_SUCCESS;
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

static u32 scmi_invoke(struct pta_session *s, u32 cmd, struct pta_param p[PTA_NUM_PARAMS])
{
	static const u32 types[] = {
		[PTA_SCMI_CMD_CAPABILITIES] =
			PTA_TYPES(PTA_VALUE_OUT, PTA_NONE, PTA_NONE, PTA_NONE),
		[PTA_SCMI_CMD_PROCESS_SMT_CHANNEL] =
			PTA_TYPES(PTA_VALUE_IN, PTA_NONE, PTA_NONE, PTA_NONE),
		[PTA_SCMI_CMD_PROCESS_SMT_CHANNEL_MESSAGE] =
			PTA_TYPES(PTA_VALUE_IN, PTA_MEM_INOUT, PTA_NONE, PTA_NONE),
		[PTA_SCMI_CMD_GET_CHANNEL_HANDLE] =
			PTA_TYPES(PTA_VALUE_INOUT, PTA_NONE, PTA_NONE, PTA_NONE),
		[PTA_SCMI_CMD_PROCESS_MSG_CHANNEL] =
			PTA_TYPES(PTA_VALUE_IN, PTA_MEM_IN, PTA_MEM_OUT, PTA_NONE),
	};

	(void)s;
	if (cmd >= ARRAY_SIZE(types))
		return TEEC_ERROR_NOT_SUPPORTED;
	cmd = secure_index(cmd, ARRAY_SIZE(types));
	if (pta_types(p) != types[cmd])
		return TEEC_ERROR_BAD_PARAMETERS;
	switch (cmd) {
	case PTA_SCMI_CMD_CAPABILITIES:
		p[0].a = PTA_SCMI_CAPS_SMT_HEADER | PTA_SCMI_CAPS_MSG_HEADER;
		p[0].b = 0;
		return TEEC_SUCCESS;
	case PTA_SCMI_CMD_GET_CHANNEL_HANDLE:
		return get_channel_handle(&p[0]);
	default:
		return process_message(cmd, p);
	}
}

/* Only the kernel of the normal world may switch supplies and clocks. */
static u32 scmi_open(struct pta_session *s, struct pta_param p[PTA_NUM_PARAMS])
{
	(void)p;
	return s->login == OPTEE_MSG_LOGIN_REE_KERNEL ? TEEC_SUCCESS : TEEC_ERROR_ACCESS_DENIED;
}

/* Mark each channel as free, as OP-TEE does (core/drivers/scmi-msg/smt.c). */
static void scmi_boot(void)
{
	struct smt_window w = { NULL, NULL };
	unsigned int i;

	for (i = 0; i < NUM_CHANNELS; i++) {
		atomic_flag_clear(&channel_busy[i]);
		w.fixed = smt_of_channel(i);
		if (w.fixed)
			smt_finish(&w, SCMI_SMT_FREE);
	}
	scmi_gate_boot();
}

const struct pta scmi_pta = {
	.uuid = PTA_SCMI_UUID_OCTETS,
	.name = "scmi",
	.flags = PTA_SYSTEM | PTA_ENUM_DEVICE,
	.boot = scmi_boot,
	.open = scmi_open,
	.invoke = scmi_invoke,
};
