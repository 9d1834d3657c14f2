/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the tests of the driver share: a machine for each test, and calls of the
 * TEE user API.
 */
#ifndef TESTS_HOSTED_USER_H
#define TESTS_HOSTED_USER_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <linux/tee.h>
#include <linux/tee_system.h>

#include <hosted/hosted.h>
#include <hosted/mem.h>
#include <hosted/optee.h>
#include <hosted/task.h>
#include <hosted/user.h>

#include "fake.h"

#define TEE_OK			0x00000000u
#define TEE_BAD_PARAMETERS	0xffff0006u
#define TEE_ITEM_NOT_FOUND	0xffff0008u
#define TEE_CANCEL		0xffff0002u
#define TEE_COMMUNICATION	0xffff000eu

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

/* How long something may take that should happen at once, ms */
#define PATIENCE		20000

/* Boot and probe; then remove and shut down, with nothing left. */
void machine_start(const struct fake_config *config, unsigned int irq, int percpu);
void machine_stop(void);

/* For a cmocka fixture: a trusted OS with two threads, which does no more than it must. */
int start_two_threads(void **state);
int stop(void **state);

/* Sleep until @cond is true; if that takes too long, the test fails. */
#define until(cond)							\
do {									\
	int ms_ = 0;							\
	bool ok_;							\
									\
	while (!(ok_ = (cond)) && ms_++ < PATIENCE)			\
		hosted_msleep(1);					\
	_assert_true(ok_, #cond, __FILE__, __LINE__);			\
} while (0)

/* A counter below /sys/class/tee/tee0/lanes/. */
unsigned int lanes(const char *counter);

/* What each test does with an open /dev/tee0; rc is the ioctl's, ret the TA's. */
long open_session(int fd, u32 *session, u32 *ret);
long open_parked_session(int fd, u64 value, u32 *session, u32 *ret);
long close_session(int fd, u32 session);
long invoke(int fd, u32 session, u32 func, struct tee_ioctl_param params[4], u32 *ret);
long invoke_named(int fd, u32 session, u32 func, struct tee_ioctl_param params[4], u32 cancel_id,
		  u32 *ret);
/* Invoke with one value; its rc, which is 0 only if the TA says so, too. */
long invoke_value(int fd, u32 session, u32 func, u64 a);
/* A client with a session. If it cannot be opened the process ends. */
int client_open(u32 *session);

#define PAGE	4096

/* A page of the calling process, made shared memory: its descriptor. The mapping is gone. */
int register_page(int fd);

/**
 * struct caller - a process that makes one call
 * @func:	command of the TA
 * @value:	for it
 * @lane:	request a lane first
 * @rc:		what the call returned; 1: it is not over yet. See caller_result().
 * @task:	its thread
 */
struct caller {
	u32 func;
	u64 value;
	bool lane;
	long rc;
	struct task_struct *task;
};

void caller_start(struct caller *c);
long caller_result(struct caller *c);

/*
 * Number of tasks that sleep in this function of the driver; with @killable only those that a kill
 * wakes, and no others.
 */
unsigned int tasks_in(const char *where, bool killable);

/* A supplicant comes, answers one request of FAKE_ASK with 42 and goes. */
void supplicant_serves_one(void);
/* A supplicant that takes requests, which it counts in @taken, and answers none. */
struct task_struct *mute_supplicant_start(int *taken);

extern const struct CMUnitTest call_tests[], shm_tests[], exit_tests[], kernel_tests[];
extern const struct CMUnitTest kernel_supp_tests[], bare_tests[], slot_tests[];
extern const struct CMUnitTest lane_tests[], supp_tests[], shutdown_tests[], session_tests[];
extern const unsigned int num_call_tests, num_shm_tests, num_exit_tests, num_kernel_tests;
extern const unsigned int num_kernel_supp_tests, num_bare_tests, num_slot_tests;
extern const unsigned int num_lane_tests, num_supp_tests, num_shutdown_tests, num_session_tests;

#endif
