// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI server: writing answers.
 */
#include "scmi_msg.h"

/**
 * scmi_put() - append to an answer
 * @msg:	being served
 * @data:	what
 * @len:	bytes
 */
void scmi_put(struct scmi_msg *msg, const void *data, size_t len)
{
	if (len > sizeof(msg->out) - msg->out_len) {
		msg->overflow = true;
		return;
	}
	memcpy(msg->out + msg->out_len, data, len);
	msg->out_len += len;
}

/**
 * scmi_put32() - append a word to an answer
 * @msg:	being served
 * @val:	the word
 */
void scmi_put32(struct scmi_msg *msg, u32 val)
{
	scmi_put(msg, &val, sizeof(val));
}

/**
 * scmi_put64() - append two words to an answer, the low one first
 * @msg:	being served
 * @val:	both
 */
void scmi_put64(struct scmi_msg *msg, u64 val)
{
	scmi_put(msg, &val, sizeof(val));
}

/**
 * scmi_put_name() - append a name to an answer
 * @msg:	being served
 * @name:	cut off if it is longer than SCMI knows names
 */
void scmi_put_name(struct scmi_msg *msg, const char *name)
{
	char field[SCMI_NAME_SIZE] = { 0 };
	unsigned int i;

	for (i = 0; i < SCMI_NAME_SIZE - 1 && name[i]; i++)
		field[i] = name[i];
	scmi_put(msg, field, sizeof(field));
}
