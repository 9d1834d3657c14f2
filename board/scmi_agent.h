/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * An SCMI agent in the kernel whose server is in the trusted OS.
 */
#ifndef BOARD_SCMI_AGENT_H
#define BOARD_SCMI_AGENT_H

#include <linux/types.h>
#include <linux/workqueue.h>

#include "scmi_config.h"

struct scmi_smt;
struct tee_context;
struct tee_shm;

/**
 * struct scmi_agent - a channel to the server
 * @ctx:	its context
 * @session:	its session with the SCMI server
 * @channel:	handle of the channel
 * @smt:	shared memory of the channel, or NULL
 * @shm:	else memory for a message
 * @token:	of the last message
 * @left:	the sender of the last message was killed: the server may still have it
 * @take_back:	finds out, and makes an end of @left
 */
struct scmi_agent {
	struct tee_context *ctx;
	u32 session;
	u32 channel;
	struct scmi_smt *smt;
	struct tee_shm *shm;
	u32 token;
	bool left;
	struct work_struct take_back;
};

int scmi_open(struct scmi_agent *agent, const struct scmi_config *cfg);
void scmi_close(struct scmi_agent *agent);
int scmi_voltage(struct scmi_agent *agent, u32 domain, bool on);
int scmi_clock(struct scmi_agent *agent, u32 clock, bool on);

#endif
