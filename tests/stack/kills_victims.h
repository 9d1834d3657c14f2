/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Clients that are killed at any moment: processes that use /dev/tee0, and processes that are
 * in a driver which is a client.
 */
#ifndef TESTS_STACK_KILLS_VICTIMS_H
#define TESTS_STACK_KILLS_VICTIMS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "caller.h"

struct task_struct;

enum victim_kind {
	VICTIM_PROCESS,		/* opens /dev/tee0 */
	VICTIM_MODULE,		/* is in a driver that opens a context for each user */
	VICTIM_DRIVER,		/* is in a driver that has one context and one buffer for all */
	NUM_VICTIM_KINDS,
};

/**
 * struct victim - a process, and after it another one in its place
 * @kind:	what the victim does
 * @storage:	storage can be used: there is a supplicant
 * @seed:	of its random numbers
 * @stop:	the victim is to end
 * @calls:	how many of its calls had the right result
 * @wrong:	the name of a call that had a wrong result although the task was not killed, or
 *		NULL. Tasks of the victim write it while others read it.
 * @left:	calls of the kernel that returned while they were still in the trusted OS
 * @inside:	calls of its task that are in the trusted OS; at [!@life]: of the process before,
 *		which was killed and may have left one
 * @life:	0 or 1, in turn
 * @canceller_inside: as @inside[@life], of @canceller
 * @name:	of the process, and of its object in storage
 * @caller:	its client, but for VICTIM_DRIVER
 * @over:	@canceller is to end
 * @canceller:	a second task, which cancels what the first one calls; NULL: there is none
 * @task:	the process; NULL: there is none
 * @killed_at:	when it was killed, ns; 0: it was not
 */
struct victim {
	enum victim_kind kind;
	bool storage;
	uint32_t seed;
	atomic_bool stop;
	atomic_uint calls;
	const char *wrong;
	atomic_uint left;
	atomic_uint inside[2];
	unsigned int life;
	atomic_uint canceller_inside;
	char name[16];
	struct caller caller;
	atomic_bool over;
	struct task_struct *canceller;
	struct task_struct *task;
	uint64_t killed_at;
};

/*
 * The driver that VICTIM_DRIVER uses; @kind is that of its client of invoke-tests. By the task
 * that booted.
 */
void victims_driver_open(enum caller_kind kind, bool storage);
void victims_driver_close(void);

/* Start a process in @v's place, where there is none. */
void victim_start(struct victim *v);

/* Kill it, without waiting for it. */
void victim_kill(struct victim *v);

/* Return: the name of what was wrong in a process of this place, or NULL */
const char *victim_wrong(const struct victim *v);

/* Is a call of its task in the trusted OS now? */
bool victim_is_inside(const struct victim *v);

/* Has its process ended? It is forgotten then. */
bool victim_has_ended(struct victim *v);

#endif
