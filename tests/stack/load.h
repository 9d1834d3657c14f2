/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The books on who is in the trusted OS, who waits, and who was granted what. They
 * are kept where it happens, and each entry is checked as it is made.
 */
#ifndef TESTS_STACK_LOAD_H
#define TESTS_STACK_LOAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "kernel.h"
#include "world.h"

/**
 * struct holder - a context, for as long as it is open
 * @lock:	protects @dead, and @counted with it
 * @dead:	the client is being killed, or ends: its lanes do not count any more
 * @counted:	lanes that were granted and are part of the sum
 * @granted:	lanes it may have, including one it has just asked for
 * @inside:	its system calls in the trusted OS
 */
struct holder {
	pthread_mutex_t lock;
	bool dead;
	unsigned int counted;
	atomic_uint granted;
	atomic_uint inside;
};

/**
 * struct books - what was seen
 * @system:	system calls that entered
 * @ordinary:	ordinary ones
 * @waits:	calls that waited for a thread
 * @grants:	and were given a token
 * @on_lane_waits: G1: a call that has a lane of its own waited
 * @demoted:	G1: it entered, but as an ordinary one
 * @trespasses:	G2: a context had more system calls inside than it has lanes
 * @strangers:	G2: a system call was made for one who is gone, on a lane of somebody's who lives
 * @refused:	the trusted OS had no thread for a call
 * @overtaken:	G3: an ordinary token went to another than the first who waits, or to one who has
 *		had one
 * @unbacked:	G5: more lanes are granted than the trusted OS has set aside
 */
struct books {
	atomic_uint system;
	atomic_uint ordinary;
	atomic_uint waits;
	atomic_uint grants;
	atomic_uint on_lane_waits;
	atomic_uint demoted;
	atomic_uint trespasses;
	atomic_uint strangers;
	atomic_uint refused;
	atomic_uint overtaken;
	atomic_uint unbacked;
};

extern struct books books;
extern const struct world_watch books_watch;
extern const struct kernel_probes books_probes;

/* Begin anew; the machine is on, and nobody calls. Lanes that are reserved now are nobody's. */
void books_open(void);

/* G1 to G5, as far as the entries say. */
void books_check(void);

/* The same, at the end; prints the counts. */
void books_close(void);

/**
 * books_i_am() - whose calls the calling task makes
 * @holder:	the context; NULL: one that never has a lane
 * @on_lane:	there are lanes for all of the context's tasks
 */
void books_i_am(struct holder *holder, bool on_lane);

struct holder *holder_new(void);
void holders_free(void);

/* A request: it is about to be made, and it was granted or not. G5 is checked. */
void holder_requests(struct holder *h);
void holder_requested(struct holder *h, bool granted);

/* A lane goes back: it is about to be released, and it has been. */
void holder_releases(struct holder *h);
void holder_released(struct holder *h);

/* To be called before a client is killed or closed: from then on its lanes can go back any time. */
void holder_ends(struct holder *h);

/* Lanes that are granted, of all that are not ending */
unsigned int holders_sum(void);

#endif
