/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Kernel threads that are kernel clients. This is kernel code.
 */
#ifndef TESTS_HOSTED_JOB_H
#define TESTS_HOSTED_JOB_H

#include <linux/fs.h>
#include <linux/mm.h>
#include <tee_compat.h>
#include <linux/tee_system.h>

#include <hosted/task.h>
#include <hosted/user.h>

#include "fake.h"
#include "shim.h"
#include "tee_result.h"

/* user.c */
int start_two_threads(void **state);
int stop(void **state);

/**
 * struct job - what a kernel thread does
 * @fn:		does it
 * @ctx:	a context
 * @shm:	memory for @fn
 * @file:	a file for @fn
 * @known:	what @fn has seen
 * @rc:		what the call of @fn returned
 * @ret:	the TA's result
 * @answer:	the supplicant's
 * @over:	@fn has returned
 * @task:	the thread; a reference is held
 */
struct job {
	void (*fn)(struct job *job);
	struct tee_context *ctx;
	struct tee_shm *shm;
	struct file *file;
	bool known;
	int rc;
	u32 ret;
	u64 answer;
	int over;
	struct task_struct *task;
};

void start_job(struct job *job, void (*fn)(struct job *job));
bool is_over(const struct job *job);
/* Wait until @fn has returned. */
void end_job(struct job *job);
/* Does it wait for something? */
bool sleeps(const struct job *job);

/* A context for kernel clients. */
struct tee_context *open_context(void);
/* Make two calls that take both threads for a while. */
void take_both_threads(struct job busy[2], struct tee_context *ctx);

#endif
