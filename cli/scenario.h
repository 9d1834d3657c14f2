/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * A scenario: the machine, who uses it, and what goes wrong. It is read from an INI file;
 * teelane(1) has the list of keys.
 */
#ifndef CLI_SCENARIO_H
#define CLI_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "expect.h"

#define SCENARIO_CLIENTS	32
#define SCENARIO_PROCESSES	256
#define SCENARIO_FAULTS		16
#define SCENARIO_BUSES		2
#define SCENARIO_NAME		16
#define SCENARIO_TEXT		160
#define SCENARIO_SECTION	48
#define SCENARIO_SECTIONS	(SCENARIO_CLIENTS + SCENARIO_FAULTS + 8)
#define SCENARIO_PLACES		(12 * SCENARIO_SECTIONS)
#define SCENARIO_PATH		1024
#define SCENARIO_ERROR		2048

enum scenario_enforce {
	ENFORCE_SECURE,		/* the trusted OS reserves threads */
	ENFORCE_DRIVER,		/* it only tells how many it has */
	ENFORCE_NONE,		/* it does not even tell */
};

enum scenario_service {
	SERVICE_NULL,		/* a call that does nothing */
	SERVICE_RPMB,		/* writes an object to secure storage, and reads it back */
	SERVICE_WATCHDOG,	/* kicks the watchdog */
	SERVICE_SLEEP,		/* a call that stays in the trusted OS for hold_ms, suspended */
	SERVICE_COMPUTE,	/* a call that computes in the trusted OS for compute_us */
};

/**
 * struct scenario_client - a process, or several alike
 * @name:	what it is called
 * @service:	what it calls
 * @count:	so many processes
 * @lanes:	lanes each requests before it starts
 * @repeat:	calls each makes
 * @start_ms:	when it starts
 * @period_ms:	from the begin of a call to that of the next, 0: one after the other
 * @hold_ms:	SERVICE_SLEEP: how long a call stays
 * @deadline_ms: a call that takes longer is late; 0: none is
 * @compute_us: SERVICE_COMPUTE: how long
 * @retry:	a call that fails is made again, so often in all
 */
struct scenario_client {
	char name[SCENARIO_NAME];
	enum scenario_service service;
	unsigned int count;
	unsigned int lanes;
	unsigned int repeat;
	unsigned int start_ms;
	unsigned int period_ms;
	unsigned int hold_ms;
	unsigned int deadline_ms;
	unsigned int compute_us;
	unsigned int retry;
};

enum scenario_action {
	FAULT_KILL,		/* kill a client, or the supplicant */
	FAULT_START,		/* start the supplicant (again) */
	FAULT_LOSE,		/* somebody beside Linux takes a thread, for hold_ms */
	FAULT_CUT,		/* the eMMC loses power when it programs so many pages */
};

/**
 * struct scenario_fault - something that happens to the machine
 * @action:	what
 * @target:	FAULT_KILL, FAULT_START: "supplicant", or the name of clients
 * @at_ms:	so long after the start of the clients
 * @at_calls:	and not before they have made so many calls, all together
 * @after_ms:	and not before so long after the fault before this one; 0: no matter when
 * @serving:	FAULT_KILL: not before the supplicant waits for something, for a request
 * @hold_ms:	FAULT_LOSE: for how long
 * @pages:	FAULT_CUT
 */
struct scenario_fault {
	enum scenario_action action;
	char target[SCENARIO_NAME];
	unsigned int at_ms;
	unsigned int at_calls;
	unsigned int after_ms;
	bool serving;
	unsigned int hold_ms;
	unsigned int pages;
};

enum scenario_lane {
	LANE_NO,
	LANE_YES,
	LANE_SHARED,		/* that of all system sessions (Linux 6.8) */
};

enum scenario_channel {
	CHANNEL_MSG,		/* messages are passed along with each call */
	CHANNEL_SMT,		/* they go through shared memory of the channel */
};

/**
 * struct scenario_agent - an SCMI client of the kernel's
 * @lane:	has it one?
 * @channel:	how its messages get to the server
 */
struct scenario_agent {
	enum scenario_lane lane;
	enum scenario_channel channel;
};

/**
 * struct scenario_place - a key that was given
 * @member:	offset of what it sets, in struct scenario
 * @line:	of the file; 0: it was not given there, but with --set
 */
struct scenario_place {
	size_t member;
	unsigned int line;
};

/**
 * struct scenario_section - a section that there is
 * @name:	its name
 * @line:	as in struct scenario_place
 */
struct scenario_section {
	char name[SCENARIO_SECTION];
	unsigned int line;
};

/**
 * struct scenario - all of it
 * @title:	one line for people
 * @expect:	how it is to end
 * @keep_going:	a deadlock does not end the run while other clients can go on
 * @threads:	thread contexts of the trusted OS
 * @cores:	CPUs
 * @enforce:	who enforces reservations
 * @mmc:	the SCMI client of the path to the eMMC
 * @mmc_idle_ms: the supply of the eMMC goes off so long after the last transfer
 * @mmc_gated:	the eMMC's clock has its gate on an I2C bus
 * @i2c:	@mmc_gated: the SCMI clients of the buses
 * @supplicant:	threads of the supplicant, 0: none is started
 * @clients:	@num_clients of them
 * @faults:	@num_faults of them
 * @file:	the file
 * @places:	@num_places keys that were given
 * @sections:	@num_sections of the file
 */
struct scenario {
	char title[SCENARIO_TEXT];
	struct expect expect;
	bool keep_going;
	unsigned int threads;
	unsigned int cores;
	enum scenario_enforce enforce;
	struct scenario_agent mmc;
	unsigned int mmc_idle_ms;
	bool mmc_gated;
	struct scenario_agent i2c[SCENARIO_BUSES];
	unsigned int supplicant;
	struct scenario_client clients[SCENARIO_CLIENTS];
	unsigned int num_clients;
	struct scenario_fault faults[SCENARIO_FAULTS];
	unsigned int num_faults;
	char file[SCENARIO_PATH];
	struct scenario_place places[SCENARIO_PLACES];
	unsigned int num_places;
	struct scenario_section sections[SCENARIO_SECTIONS];
	unsigned int num_sections;
};

int scenario_read(struct scenario *sc, const char *path, char *error, size_t size);
int scenario_set(struct scenario *sc, const char *text, char *error, size_t size);
int scenario_check(const struct scenario *sc, char *error, size_t size);

#endif
