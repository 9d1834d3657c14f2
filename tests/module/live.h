/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Clients of the TEE in the kernel, for tests of the tee.ko and optee.ko that are loaded.
 */
#ifndef LANES_LIVE_H
#define LANES_LIVE_H

#include <linux/completion.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/tee_drv.h>
#include <linux/tee_system.h>

#include "suite.h"

struct file;

/* Results: GlobalPlatform TEE Client API 1.0, section 4.4.2. */
#define TEE_OK			0x00000000
#define TEE_CANCEL		0xffff0002

/* OP-TEE's test TA "os_test" sleeps so many ms: optee_test, ta/os_test. */
#define OS_TEST_WAIT		9
/* OP-TEE's invoke-tests pseudo TA adds up: core/pta/tests/invoke.c. */
#define PTA_PARAMS		1

/*
 * How long calls keep their threads where a test does something meanwhile, milliseconds. What it
 * does takes far less, also where the machine has others to run.
 */
#define PARK_MS			5000

/* Counters of /sys/class/tee/tee0/lanes */
enum live_counter { TOTAL, RESERVED, BUSY, WAITING, REFUSED, LIVE_COUNTERS };

/**
 * struct live - one test
 * @verdict:	whether the test has passed, or why not
 * @threads:	thread contexts of the trusted OS
 * @refused:	the driver's counter when the test began
 * @counter:	their files
 * @clients:	struct client
 * @tasks:	struct task
 */
struct live {
	struct suite_verdict verdict;
	unsigned int threads;
	int refused;
	struct file *counter[LIVE_COUNTERS];
	struct list_head clients;
	struct list_head tasks;
};

/**
 * struct client - a context with its sessions
 * @node:	in live->clients
 * @ctx:	the context
 * @pta:	session of the invoke-tests pseudo TA
 * @ta:		session of os_test, 0 if none is open
 * @cancel_id:	of its calls
 * @shm:	memory of the context, for tests that want some
 */
struct client {
	struct list_head node;
	struct tee_context *ctx;
	u32 pta;
	u32 ta;
	u32 cancel_id;
	struct tee_shm *shm;
};

/**
 * struct task - a kernel thread that makes one call
 * @node:	in live->tasks
 * @live:	the test
 * @client:	whose call it is
 * @fn:		makes the call
 * @ms:		for @fn
 * @thread:	a reference is held
 * @finished:	set when the call has returned
 * @rc:		what the call returned
 * @done:	completed as the thread ends
 */
struct task {
	struct list_head node;
	struct live *live;
	struct client *client;
	int (*fn)(struct task *task);
	unsigned int ms;
	struct task_struct *thread;
	bool finished;
	int rc;
	struct completion done;
};

/* live_client.c */
struct client *client_open(struct live *live);
int client_open_context(struct client *c);
int client_open_pta(struct client *c, u32 *session);
int client_open_ta(struct client *c);
void client_close(struct client *c);
int client_add(struct client *c, u32 session, u32 a, u32 b, u32 *sum);
void client_short(struct live *live, struct client *c);
int client_wait(struct client *c, unsigned int ms);

/* live_task.c */
struct task *task_start(struct live *live, struct client *c, int (*fn)(struct task *task),
			unsigned int ms);
struct task *task_park(struct live *live, struct client *c, unsigned int ms);
struct task *task_short(struct live *live, struct client *c);
struct task *task_request(struct live *live, struct client *c);
void task_kill(struct task *task);
int task_result(struct task *task);
void tasks_end(struct live *live);

/* live_state.c */
bool live_begin(struct live *live);
void live_end(struct live *live);
int live_lanes(struct live *live, enum live_counter counter);

/* live_main.c */
struct task *live_park(struct live *live, unsigned int n, unsigned int ms);

/* live_shm.c */
void shm_higher_order_block(struct live *live);
void shm_slab_and_vmalloc(struct live *live);
void shm_without_pages(struct live *live);
void shm_freed_by_killed_task(struct live *live);

/* live_caller.c */
int caller_init(void);
void caller_exit(void);

#endif
