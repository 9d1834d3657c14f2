// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The machine, and what is put between its parts.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/tee.h>

#include <hosted/hosted.h>

#include "world.h"
#include "wraps.h"

#define LIMIT_S		900	/* until a machine is off or goes on; a few seconds are usual */

static const struct world_watch *watch;
static atomic_uint reserved, suspended, system_calls;

/* A reservation is counted before RESERVE returns: who was granted one finds it here. */
static void event(void *arg, const struct secure_event_info *info)
{
	(void)arg;
	if (info->event == SECURE_EV_RESERVED)
		reserved++;
	else if (info->event == SECURE_EV_UNRESERVED)
		reserved--;
	else if (info->event == SECURE_EV_SUSPENDED)
		suspended++;
	else if (info->event == SECURE_EV_TAKEN && info->system)
		system_calls++;
	if (watch && watch->event)
		watch->event(info);
}

static void preempt(void)
{
	if (watch && watch->preempted)
		watch->preempted();
}

static bool block(struct task_struct *task, const struct hosted_wait *on, uint64_t deadline)
{
	bool woken = hosted_sched_threads.block(task, on, deadline);

	preempt();
	return woken;
}

/* The end of many things that a task does in the kernel for a client */
void __wrap_teedev_ctx_put(struct tee_context *ctx)
{
	preempt();
	__real_teedev_ctx_put(ctx);
}

int __wrap_hosted_boot(const struct hosted_config *cfg)
{
	static struct hosted_sched sched;
	struct hosted_config ours = *cfg;

	if (cfg->sched == &hosted_sched_threads) {
		sched = hosted_sched_threads;
		sched.block = block;
		ours.sched = &sched;
	}
	return __real_hosted_boot(&ours);
}

int __wrap_secure_boot(const struct secure_config *cfg)
{
	static const struct secure_trace trace = { .event = event };
	struct secure_config ours = *cfg;

	ours.trace = &trace;
	return __real_secure_boot(&ours);
}

void __wrap_secure_smc(struct smc_regs *regs)
{
	__real_secure_smc(regs);
	if (watch && watch->returned)
		watch->returned(regs);
}

long __wrap_hosted_ioctl(int fd, unsigned int cmd, const void *arg)
{
	long rc = __real_hosted_ioctl(fd, cmd, arg);
	const struct tee_ioctl_buf_data *buf = arg;
	const struct tee_iocl_supp_recv_arg *request;

	if (cmd == TEE_IOC_SUPPL_RECV && !rc && watch && watch->asked) {
		request = (const void *)(uintptr_t)buf->buf_ptr;
		watch->asked(request->func);
	}
	return rc;
}

void world_on(const struct machine_config *cfg, const struct world_watch *who)
{
	reserved = 0;
	watch = who;
	/* If the contract is broken a task may wait for ever, so this does not wait for tasks. */
	alarm(LIMIT_S);
	assert_int_equal(machine_on(cfg), 0);
}

void world_off(void)
{
	assert_int_equal(machine_off(), 0);
	assert_int_equal(reserved, 0);
	watch = NULL;
	alarm(0);
}

void world_goes_on(void)
{
	alarm(LIMIT_S);
}

unsigned int world_reserved(void)
{
	return reserved;
}

unsigned int world_suspended(void)
{
	return suspended;
}

unsigned int world_system_calls(void)
{
	return system_calls;
}

unsigned int world_lanes(const char *counter)
{
	char name[32], text[4096];

	snprintf(name, sizeof(name), "lanes/%s", counter);
	assert_true(hosted_sysfs_read("tee0", name, text) > 0);
	return (unsigned int)strtoul(text, NULL, 10);
}
