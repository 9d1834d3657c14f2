/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * How an SCMI agent of the kernel's reaches its server.
 */
#ifndef BOARD_SCMI_CONFIG_H
#define BOARD_SCMI_CONFIG_H

#include <stdint.h>

/* How the agent's calls get a thread */
enum scmi_lane {
	SCMI_ORDINARY,		/* as everybody's */
	SCMI_LANE,		/* the agent's context has requested a lane */
	SCMI_SYSTEM,		/* its session is a system session (Linux 6.8) */
};

/**
 * struct scmi_config - an agent's node in the device tree, so to say
 * @channel:	number of its channel
 * @shmem:	shared memory of the channel, physical address; 0: it has none, and
 *		messages are passed along with each call
 * @lane:	how its calls get a thread
 */
struct scmi_config {
	unsigned int channel;
	uint64_t shmem;
	enum scmi_lane lane;
};

#endif
