// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Processes that call the trusted OS as fast as they can, or stay in it.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/tee.h>
#include <linux/tee_system.h>

#include <hosted/hosted.h>
#include <hosted/task.h>
#include <hosted/user.h>

#include "crew.h"
#include "optee_pta.h"

#define NUM_PARAMS	4
#define ENTER_MS	20	/* a worker that was told to begin has begun by then */
#define PARK_STEP_MS	1000

struct message {
	struct tee_ioctl_invoke_arg head;
	struct tee_ioctl_param params[NUM_PARAMS];
};

static const uint8_t tests_uuid[TEE_IOCTL_UUID_LEN] = PTA_INVOKE_TESTS_UUID_OCTETS;

static long crew_ioctl(int fd, unsigned int cmd, const void *arg, size_t size)
{
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)arg, .buf_len = size };

	return hosted_ioctl(fd, cmd, &buf);
}

static int crew_enter(struct crew *crew, struct message *msg)
{
	struct tee_ioctl_open_session_arg arg = { 0 };
	unsigned int n;
	int fd;

	fd = hosted_open("/dev/tee0");
	if (fd < 0)
		return -1;
	for (n = 0; n < crew->lanes; n++)
		if (hosted_ioctl(fd, TEE_IOC_REQUEST_SYSTEM_CONTEXT, NULL))
			return -1;
	memcpy(arg.uuid, tests_uuid, sizeof(arg.uuid));
	if (crew_ioctl(fd, TEE_IOC_OPEN_SESSION, &arg, sizeof(arg)) || arg.ret)
		return -1;
	msg->head.session = arg.session;
	msg->head.num_params = NUM_PARAMS;
	return fd;
}

static int crew_park(const struct crew *crew, int fd, struct message *msg)
{
	msg->head.func = PTA_INVOKE_TESTS_CMD_PARK;
	msg->params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	msg->params[0].a = crew->park_ms;
	msg->params[0].b = PARK_STEP_MS;
	return crew_ioctl(fd, TEE_IOC_INVOKE, msg, sizeof(*msg)) || msg->head.ret ? -1 : 0;
}

static int crew_call(struct crew *crew, int fd, struct message *msg)
{
	uint64_t begun = crew->samples ? hosted_time_ns() : 0;
	unsigned long n;

	if (crew_ioctl(fd, TEE_IOC_INVOKE, msg, sizeof(*msg)) || msg->head.ret)
		return -1;
	n = atomic_fetch_add_explicit(&crew->calls, 1, memory_order_relaxed);
	if (crew->samples && n < crew->max_samples)
		crew->samples[n] = hosted_time_ns() - begun;
	return 0;
}

static void work_with(struct crew *crew, int fd, struct message *msg)
{
	int rc = fd < 0 ? -1 : 0;

	crew->inside++;
	while (!rc && crew->wait && !crew->go)
		hosted_msleep(1);
	if (!rc && crew->park_ms)
		rc = crew_park(crew, fd, msg);
	while (!rc && !crew->park_ms && !crew->stop)
		rc = crew_call(crew, fd, msg);
	if (rc)
		crew->failed++;
}

static void work(void *arg)
{
	struct message msg = { .head = { .func = PTA_INVOKE_TESTS_CMD_TRACE } };

	work_with(arg, crew_enter(arg, &msg), &msg);
}

static void work_in_thread(void *arg)
{
	struct message msg = { .head = { .func = PTA_INVOKE_TESTS_CMD_TRACE } };
	struct crew *crew = arg;

	msg.head.session = crew->session;
	msg.head.num_params = NUM_PARAMS;
	work_with(crew, crew->fd, &msg);
}

/* The first worker of a process opens the device for all workers of it, and starts the others. */
static void work_first(void *arg)
{
	struct message msg = { .head = { .func = PTA_INVOKE_TESTS_CMD_TRACE } };
	struct crew *crew = arg;
	unsigned int n;

	crew->fd = crew_enter(crew, &msg);
	crew->session = msg.head.session;
	for (n = 1; n < crew->num; n++) {
		crew->tasks[n] = hosted_thread_start("worker", work_in_thread, crew);
		if (!crew->tasks[n])
			break;
	}
	crew->num = n;
	work_with(crew, crew->fd, &msg);
}

/**
 * crew_machine_on() - a machine that nobody watches, so it is as fast as it can be
 * @threads:	thread contexts of its trusted OS
 *
 * Return: as machine_on().
 */
int crew_machine_on(unsigned int threads)
{
	const struct machine_config cfg = {
		.threads = threads,
		.cores = CREW_CORES,
		.unwatched = true,
		.log_level = 3,
	};

	return machine_on(&cfg);
}

/**
 * crew_start() - start workers, and wait until all are inside
 * @crew:		@num of them
 *
 * Return: 0, or -1: there is not enough memory.
 */
int crew_start(struct crew *crew)
{
	unsigned int n, processes = crew->one_process ? 1 : crew->num;

	crew->tasks = calloc(crew->num, sizeof(*crew->tasks));
	if (!crew->tasks)
		return -1;
	for (n = 0; n < processes; n++) {
		crew->tasks[n] = hosted_task_start("worker", crew->one_process ? work_first : work,
						   crew);
		if (!crew->tasks[n])
			break;
	}
	if (n < processes)
		crew->num = n;
	while (crew->inside < crew->num)
		hosted_msleep(1);
	return 0;
}

/**
 * crew_go() - let those workers begin that wait for it, and give them the time to
 * @crew:		the workers
 */
void crew_go(struct crew *crew)
{
	crew->go = true;
	hosted_msleep(ENTER_MS);
}

/**
 * crew_join() - wait until all workers have ended
 * @crew:		the workers
 */
void crew_join(struct crew *crew)
{
	unsigned int n;

	crew->stop = true;
	for (n = 0; n < crew->num; n++)
		hosted_task_join(crew->tasks[n]);
	free(crew->tasks);
}
