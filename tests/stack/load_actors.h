/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Processes that load the machine. Each can be killed at any moment.
 */
#ifndef TESTS_STACK_LOAD_ACTORS_H
#define TESTS_STACK_LOAD_ACTORS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "caller.h"

#define ACTOR_TASKS	8

struct holder;
struct task_struct;

enum actor_kind {
	ACTOR_ORDINARY,		/* calls without a lane */
	ACTOR_KEEPS,		/* has lanes until it is told to stop */
	ACTOR_COMES_AND_GOES,	/* requests some, releases some, closes, and ends */
};

/**
 * struct actor - a process, and after it another one in its place
 * @kind:	what the actor does
 * @lanes:	ACTOR_KEEPS: how many it has
 * @tasks:	ACTOR_KEEPS: how many tasks make calls; more than @lanes compete, as far as
 *		they are more, as ordinary calls do
 * @goal:	ACTOR_ORDINARY: it ends after so many calls, and is never killed; 0: none
 * @seed:	of its random numbers
 * @stop:	the actor is to end
 * @calls:	how many of its calls had the right result
 * @wrong:	whatever has not
 * @busy:	requests that were refused, as no thread would be left
 * @started:	there is a process, and it was not joined
 * @killed:	the actor is being killed
 * @holder:	the context of the process; of ACTOR_ORDINARY, too, though it has no lane
 * @caller:	the same, as its tasks use it
 * @task:	its tasks
 * @num_tasks:	so many were started and not joined; the process's, while there is one
 */
struct actor {
	enum actor_kind kind;
	unsigned int lanes;
	unsigned int tasks;
	unsigned int goal;
	uint32_t seed;
	atomic_bool stop;
	atomic_uint calls;
	atomic_uint wrong;
	atomic_uint busy;
	bool started;
	bool killed;
	struct holder *holder;
	struct caller caller;
	struct task_struct *task[ACTOR_TASKS];
	unsigned int num_tasks;
};

/* Start a process in @a's place, where there is none. */
void actor_start(struct actor *a);

/* Has its process ended? It is forgotten then. */
bool actor_has_ended(struct actor *a);

/* Kill its process, without waiting for it. */
void actor_kill(struct actor *a);

/* Tell it to stop, and wait until its process is gone. */
void actor_stop(struct actor *a);

#endif
