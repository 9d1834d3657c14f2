/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI server: messages, in private memory.
 *
 * System contexts depend on this service. So a thread is suspended in it only where a gate is
 * switched (scmi_gate.c), and it takes no lock of a service in which threads are suspended.
 */
#ifndef SERVICES_SCMI_MSG_H
#define SERVICES_SCMI_MSG_H

#include <secure/types.h>

#include "scmi.h"

/**
 * struct scmi_msg - a message being served
 * @in:		what follows the header; as many words as struct scmi_command says
 * @out:	the answer: status, and what follows it
 * @out_len:	bytes of @out
 * @overflow:	the answer would be longer than an answer can be
 */
struct scmi_msg {
	u32 in[SCMI_PAYLOAD_MAX / 4];
	u8 out[SCMI_PAYLOAD_MAX];
	size_t out_len;
	bool overflow;
};

/**
 * struct scmi_command - how a message is served
 * @serve:	appends what follows the status of the answer, with scmi_put*(); returns
 *		the status. What it appended counts with SCMI_SUCCESS only. NULL: there is
 *		no such message.
 * @in_words:	words that must follow the header
 */
struct scmi_command {
	int32_t (*serve)(struct scmi_msg *msg);
	u8 in_words;
};

/**
 * struct scmi_protocol - a protocol
 * @id:		SCMI_PROTOCOL_*
 * @version:	SCMI_VERSION_*
 * @attributes:	answer to SCMI_MSG_ATTRIBUTES
 * @commands:	by message id; entries of messages that all protocols have are empty
 * @num:	how many
 */
struct scmi_protocol {
	u8 id;
	u32 version;
	u32 (*attributes)(void);
	const struct scmi_command *commands;
	unsigned int num;
};

extern const struct scmi_protocol scmi_base;
extern const struct scmi_protocol scmi_clock;
extern const struct scmi_protocol scmi_reset;
extern const struct scmi_protocol scmi_voltage;

/* scmi_base.c: all protocols except for the base protocol, ended by NULL */
extern const struct scmi_protocol *const scmi_protocols[];

/* scmi_put.c */
void scmi_put(struct scmi_msg *msg, const void *data, size_t len);
void scmi_put32(struct scmi_msg *msg, u32 val);
void scmi_put64(struct scmi_msg *msg, u64 val);
void scmi_put_name(struct scmi_msg *msg, const char *name);

/* scmi_msg.c */
size_t scmi_serve(u32 header, const void *in, size_t in_len, u8 out[SCMI_PAYLOAD_MAX]);

#endif /* SERVICES_SCMI_MSG_H */
