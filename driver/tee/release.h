/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 */
#ifndef TEE_RELEASE_H
#define TEE_RELEASE_H

#include <linux/completion.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

/**
 * enum tee_patience - how long a task waits for a worker to release something
 * @TEE_WAIT_NOT:	not at all
 * @TEE_WAIT_EXITING:	the task exits: for a bounded time, see release.c
 * @TEE_WAIT_KILLABLE:	until the task is killed
 * @TEE_WAIT_DONE:	until it is released
 */
enum tee_patience {
	TEE_WAIT_NOT,
	TEE_WAIT_EXITING,
	TEE_WAIT_KILLABLE,
	TEE_WAIT_DONE,
};

/**
 * struct tee_release - something that a worker is to release
 * @work:	does it
 * @finish:	releases everything except for the memory that this is part of;
 *		false: it could not be done yet, and is to be tried again
 * @free:	frees that memory
 * @delay_ms:	pause before the next attempt
 * @done:	completed after @finish
 * @holders:	the worker and the task that waits for it; the last calls @free
 */
struct tee_release {
	struct delayed_work work;
	bool (*finish)(struct tee_release *r);
	void (*free)(struct tee_release *r);
	unsigned int delay_ms;
	struct completion done;
	refcount_t holders;
};

enum tee_patience tee_release_user_patience(void);
void tee_release_by_worker(struct tee_release *r,
			   bool (*finish)(struct tee_release *r),
			   void (*free)(struct tee_release *r),
			   enum tee_patience patience);
int tee_release_setup(void);
void tee_release_cleanup(void);

#endif /* TEE_RELEASE_H */
