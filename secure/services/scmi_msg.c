// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI server: finding the protocol of a message, and the messages that all protocols have.
 */
#include <secure/pta.h>

#include "scmi_msg.h"

static const struct scmi_protocol *find_protocol(u8 id)
{
	const struct scmi_protocol *const *p;

	if (id == scmi_base.id)
		return &scmi_base;
	for (p = scmi_protocols; *p; p++)
		if ((*p)->id == id)
			return *p;
	return NULL;
}

/* The command of a message, or NULL if there is none of that number */
static const struct scmi_command *find_command(const struct scmi_protocol *p, u32 message)
{
	if (message >= p->num)
		return NULL;
	message = secure_index(message, p->num);
	if (!p->commands[message].serve)
		return NULL;
	return &p->commands[message];
}

static int32_t message_attributes(const struct scmi_protocol *p, struct scmi_msg *msg)
{
	u32 message = msg->in[0];

	if (message > SCMI_MSG_MESSAGE_ATTRIBUTES && !find_command(p, message))
		return SCMI_NOT_FOUND;
	scmi_put32(msg, 0);
	return SCMI_SUCCESS;
}

/* @words: words that follow the header */
static int32_t serve_command(const struct scmi_protocol *p, u32 message, struct scmi_msg *msg,
			     unsigned int words)
{
	const struct scmi_command *cmd = NULL;
	unsigned int want = message == SCMI_MSG_MESSAGE_ATTRIBUTES;

	if (message > SCMI_MSG_MESSAGE_ATTRIBUTES) {
		cmd = find_command(p, message);
		if (!cmd)
			return SCMI_NOT_SUPPORTED;
		want = cmd->in_words;
	}
	if (words != want)
		return SCMI_PROTOCOL_ERROR;

	switch (message) {
	case SCMI_MSG_VERSION:
		scmi_put32(msg, p->version);
		return SCMI_SUCCESS;
	case SCMI_MSG_ATTRIBUTES:
		scmi_put32(msg, p->attributes());
		return SCMI_SUCCESS;
	case SCMI_MSG_MESSAGE_ATTRIBUTES:
		return message_attributes(p, msg);
	default:
		return cmd->serve(msg);
	}
}

/**
 * scmi_serve() - serve a message
 * @header:	SCMI_HDR()
 * @in:		what follows it, private
 * @in_len:	bytes of @in
 * @out:	for the answer without its header; may be @in
 *
 * Return: bytes of the answer, 4 at least.
 */
size_t scmi_serve(u32 header, const void *in, size_t in_len, u8 out[SCMI_PAYLOAD_MAX])
{
	const struct scmi_protocol *p = find_protocol(SCMI_HDR_PROTOCOL(header));
	struct scmi_msg msg = { .out_len = sizeof(int32_t) };
	int32_t status;

	if (!p) {
		status = SCMI_NOT_SUPPORTED;
	} else if (SCMI_HDR_TYPE(header) != SCMI_TYPE_COMMAND || in_len > sizeof(msg.in) ||
		   in_len % sizeof(u32)) {
		status = SCMI_PROTOCOL_ERROR;
	} else {
		memcpy(msg.in, in, in_len);
		status = serve_command(p, SCMI_HDR_MESSAGE(header), &msg, in_len / sizeof(u32));
	}
	if (status == SCMI_SUCCESS && msg.overflow)
		status = SCMI_GENERIC_ERROR;
	if (status != SCMI_SUCCESS)
		msg.out_len = sizeof(status);
	memcpy(msg.out, &status, sizeof(status));
	memcpy(out, msg.out, msg.out_len);
	return msg.out_len;
}
