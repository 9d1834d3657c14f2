// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * lane-watchdog - a daemon that makes a call to a trusted application every 100 ms, on a lane
 *
 *	lane-watchdog [-u UUID] [-c COMMAND] [-n CALLS]
 *
 * The lane is requested once, right after the context is opened.  From then on no call of this
 * process waits for a thread context of the trusted OS, whatever all other clients do.  Without
 * -u the daemon speaks to teelane's watchdog service, which resets the machine when the calls
 * stop; with -u it invokes COMMAND of any trusted application that takes no parameters.
 *
 * The request needs CAP_SYS_RESOURCE; lane-watchdog.service gives the daemon that capability and
 * no other.  It can be dropped after the request: to use and to return a lane needs none.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <linux/tee_system.h>
#include <tee_client_api.h>

#define PERIOD_NS	100000000L	/* 100 ms from one call to the next */
#define DOG_TIMEOUT_S	10

/* teelane's watchdog service: abi/optee_pta.h */
#define DOG_UUID	"7184b45e-6c54-49a9-827c-4aec70d03a0c"
#define DOG_SET_TIMEOUT	1
#define DOG_ENABLE	2
#define DOG_PING	3

struct daemon {
	TEEC_Context context;
	TEEC_Session session;
	bool is_dog;
	uint32_t command;
	unsigned long calls;
	unsigned long late;
	long worst_ns;
};

static atomic_bool stopped; /* set by the signal handler */

static void stop(int signal)
{
	(void)signal;
	stopped = true;
}

static int parse_uuid(const char *text, TEEC_UUID *uuid)
{
	unsigned int node[8];
	int n;

	if (sscanf(text, "%8" SCNx32 "-%4" SCNx16 "-%4" SCNx16 "-%2x%2x-%2x%2x%2x%2x%2x%2x",
		   &uuid->timeLow, &uuid->timeMid, &uuid->timeHiAndVersion, &node[0], &node[1],
		   &node[2], &node[3], &node[4], &node[5], &node[6], &node[7]) != 11)
		return -1;
	for (n = 0; n < 8; n++)
		uuid->clockSeqAndNode[n] = node[n];
	return 0;
}

/* Makes a call to the watchdog service that is not periodic, and prints a message if it fails. */
static TEEC_Result set_dog(struct daemon *d, uint32_t command, uint32_t value)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value.a = value,
	};
	TEEC_Result res = TEEC_InvokeCommand(&d->session, command, &op, NULL);

	if (res)
		fprintf(stderr, "lane-watchdog: watchdog command %" PRIu32 ": 0x%" PRIx32 "\n",
			command, res);
	return res;
}

/*
 * The lane belongs to the open file behind the context, so it is requested before the session
 * is opened: that is a call, too, and uses the lane already.
 */
static int open_on_lane(struct daemon *d, const TEEC_UUID *uuid)
{
	TEEC_Result res = TEEC_InitializeContext(NULL, &d->context);

	if (res) {
		fprintf(stderr, "lane-watchdog: no TEE: 0x%" PRIx32 "\n", res);
		return -1;
	}
	if (ioctl(d->context.imp.fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT)) {
		fprintf(stderr, "lane-watchdog: no lane: %s\n", strerror(errno));
		goto finalize;
	}
	res = TEEC_OpenSession(&d->context, &d->session, uuid, TEEC_LOGIN_PUBLIC, NULL, NULL, NULL);
	if (res) {
		fprintf(stderr, "lane-watchdog: no session: 0x%" PRIx32 "\n", res);
		goto finalize;
	}
	if (!d->is_dog)
		return 0;
	if (!set_dog(d, DOG_SET_TIMEOUT, DOG_TIMEOUT_S) && !set_dog(d, DOG_ENABLE, 1))
		return 0;
	TEEC_CloseSession(&d->session);
finalize:
	TEEC_FinalizeContext(&d->context);
	return -1;
}

/* The lane goes back when the context is closed; a kill of this process does the same. */
static void close_lane(struct daemon *d)
{
	if (d->is_dog)
		set_dog(d, DOG_ENABLE, 0);
	TEEC_CloseSession(&d->session);
	TEEC_FinalizeContext(&d->context);
}

static long elapsed_ns(const struct timespec *from)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - from->tv_sec) * 1000000000L + now.tv_nsec - from->tv_nsec;
}

/*
 * The lateness of a call is measured from when the call was due, not from when the scheduler let it
 * begin.
 */
static TEEC_Result call_once(struct daemon *d, const struct timespec *due)
{
	TEEC_Result res = TEEC_InvokeCommand(&d->session, d->command, NULL, NULL);
	long ns = elapsed_ns(due);

	d->calls++;
	if (ns > d->worst_ns)
		d->worst_ns = ns;
	if (ns > PERIOD_NS)
		d->late++;
	return res;
}

/* Makes calls until a signal comes or @calls are made (0: without end). */
static TEEC_Result call_periodically(struct daemon *d, unsigned long calls)
{
	struct timespec due;
	TEEC_Result res = TEEC_SUCCESS;

	clock_gettime(CLOCK_MONOTONIC, &due);
	while (!stopped && !res && (!calls || d->calls < calls)) {
		due.tv_nsec += PERIOD_NS;
		if (due.tv_nsec >= 1000000000L) {
			due.tv_nsec -= 1000000000L;
			due.tv_sec++;
		}
		if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL))
			continue; /* a signal came: look whether it was one that stops the daemon */
		res = call_once(d, &due);
	}
	return res;
}

int main(int argc, char **argv)
{
	struct daemon d = { .is_dog = true, .command = DOG_PING };
	struct sigaction action = { .sa_handler = stop };
	const char *uuid_text = DOG_UUID;
	unsigned long calls = 0;
	TEEC_UUID uuid;
	TEEC_Result res;
	int opt;

	while ((opt = getopt(argc, argv, "u:c:n:")) != -1) {
		switch (opt) {
		case 'u':
			uuid_text = optarg;
			d.is_dog = false;
			d.command = 0;
			break;
		case 'c':
			d.command = strtoul(optarg, NULL, 0);
			break;
		case 'n':
			calls = strtoul(optarg, NULL, 0);
			break;
		default:
			fprintf(stderr, "usage: lane-watchdog [-u UUID] [-c COMMAND] [-n CALLS]\n");
			return 2;
		}
	}
	if (parse_uuid(uuid_text, &uuid)) {
		fprintf(stderr, "lane-watchdog: %s is no UUID\n", uuid_text);
		return 2;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);

	if (open_on_lane(&d, &uuid))
		return 1;
	res = call_periodically(&d, calls);
	if (res)
		fprintf(stderr, "lane-watchdog: call %lu failed: 0x%" PRIx32 "\n", d.calls, res);
	close_lane(&d);
	printf("%lu calls, %lu late, worst %ld us\n", d.calls, d.late, d.worst_ns / 1000);
	return res ? 1 : 0;
}
