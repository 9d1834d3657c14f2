/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A channel to the SCMI server: how messages get there and answers come back. Both ways
 * that Linux's OP-TEE transport has (drivers/firmware/arm_scmi/transports/optee.c): where the
 * channel has shared memory of its own the message is laid there (SMT), else it is passed
 * along with the call (MSG).
 */
#ifndef BOARD_SCMI_CHANNEL_H
#define BOARD_SCMI_CHANNEL_H

#include "scmi_agent.h"
#include "scmi.h"

int scmi_channel_open(struct scmi_agent *agent, const struct scmi_config *cfg);
void scmi_channel_close(struct scmi_agent *agent);
int scmi_channel_send(struct scmi_agent *agent, struct scmi_msg_frame *frame, size_t *size);

#endif
