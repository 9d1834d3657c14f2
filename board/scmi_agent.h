/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * An SCMI agent in the kernel whose server is in the trusted OS.
 */
#ifndef BOARD_SCMI_AGENT_H
#define BOARD_SCMI_AGENT_H

#include <stdbool.h>
#include <stdint.h>

struct tee_context;
struct tee_shm;

/* How the agent's calls get a thread */
enum scmi_lane {
	SCMI_ORDINARY,		/* as everybody's */
	SCMI_LANE,		/* the agent's context has requested a lane */
	SCMI_SYSTEM,		/* its session is a system session (Linux 6.8) */
};

/**
 * struct scmi_agent - a channel to the server
 * @ctx:	its context
 * @session:	its session with the SCMI server
 * @channel:	handle of the channel
 * @shm:	memory for a message
 * @token:	of the last message
 */
struct scmi_agent {
	struct tee_context *ctx;
	uint32_t session;
	uint32_t channel;
	struct tee_shm *shm;
	uint32_t token;
};

/**
 * scmi_open() - connect to the server
 * @agent:	filled in
 * @lane:	how its calls get a thread
 *
 * Process context, may sleep.
 *
 * Return: 0; -ENODEV: no TEE, or no such service; -EPROTO: the server does not
 * speak as we do; what the request for a lane says; or another negative errno.
 */
int scmi_open(struct scmi_agent *agent, enum scmi_lane lane);
void scmi_close(struct scmi_agent *agent);

/**
 * scmi_voltage() - switch a voltage domain on or off
 * @agent:	whose messages the caller serialises
 * @domain:	which
 * @on:		on or off
 *
 * Process context, may sleep for a thread.
 *
 * Return: 0, -EINTR: the caller was killed before a thread was free; -EREMOTEIO:
 * the server refuses; or another negative errno.
 */
int scmi_voltage(struct scmi_agent *agent, uint32_t domain, bool on);

/* Switch a clock; as scmi_voltage(). */
int scmi_clock(struct scmi_agent *agent, uint32_t clock, bool on);

#endif
