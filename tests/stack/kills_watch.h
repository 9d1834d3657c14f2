/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the trusted OS has to do with a task, and with everybody: looked at from inside the
 * trusted OS, where each thread that is taken or freed and each session is told of.
 */
#ifndef TESTS_STACK_KILLS_WATCH_H
#define TESTS_STACK_KILLS_WATCH_H

#include <stdatomic.h>

#include "world.h"

/* For world_on() */
extern const struct world_watch kills_watch;

/*
 * Set the counts to zero. Call this before world_on(), when no call is in the trusted OS and no
 * session is open.
 */
void kills_watch_init(void);

/**
 * kills_watch_me() - count the calling task's calls that are in the trusted OS
 * @inside:	goes up when a call of this task takes a thread, and down when that call is
 *		over, whichever task it ends on. NULL: do not count any more
 */
void kills_watch_me(atomic_uint *inside);

/* Returns the number of sessions that are open in the trusted OS. */
unsigned int kills_watch_sessions(void);

/* How many sessions have been closed since kills_watch_init() */
unsigned int kills_watch_closings(void);

#endif
