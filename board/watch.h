/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Watches both worlds: which task sleeps, and on what; which thread of the
 * trusted OS is taken, by whom, and what for. All of it changes under one lock,
 * so a snapshot is a state that the machine really was in.
 *
 * It is between the hosted kernel and its scheduler, is the trusted OS's tracer,
 * and probes the driver's trace events.
 */
#ifndef BOARD_WATCH_H
#define BOARD_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hosted/sched.h>
#include <secure/secure.h>

#define WATCH_TASKS	512
#define WATCH_NAME	16

/* What a task is, beyond what the kernel knows */
enum watch_role {
	WATCH_OTHER,
	WATCH_CLIENT,		/* has work to do that the scenario wants done */
	WATCH_SUPPLICANT,	/* serves the requests of others */
};

/* What a task waits for, as far as that is known */
enum watch_wait {
	WATCH_RUNS,		/* for nothing */
	WATCH_SLEEPS,		/* for a time that will come */
	WATCH_THREAD,		/* for a thread context */
	WATCH_ANSWER,		/* for the supplicant to answer */
	WATCH_NOTIF,		/* for a notification, in its call's RPC */
	WATCH_LOCK,		/* for a lock of the board's, see watch_lock_taken() */
	WATCH_IDLE,		/* a server, for something to do */
	WATCH_UNKNOWN,
};

/**
 * struct watch_task - a task of the normal world
 * @task:	it, never to be followed
 * @name:	its name
 * @role:	what it is
 * @serves:	WATCH_SUPPLICANT: the request it works on, OPTEE_RPC_CMD_*; -1: none
 * @since:	and since when, in the order in which things happened
 * @wants:	memory of its call that waits for a thread, never to be followed; NULL: none
 * @wants_size:	bytes of it
 * @wait:	what it waits for
 * @on:		the same, as the kernel says it; static strings
 * @seq:	so often has it gone to sleep
 * @token:	it has been woken before it slept
 */
struct watch_task {
	const struct task_struct *task;
	char name[WATCH_NAME];
	enum watch_role role;
	int serves;
	uint64_t since;
	const void *wants;
	size_t wants_size;
	enum watch_wait wait;
	struct hosted_wait on;
	uint64_t seq;
	bool token;
};

/**
 * struct watch_thread - a thread context of the trusted OS
 * @taken:	a call has it
 * @suspended:	that call is in the normal world
 * @system:	it is a system call
 * @owner:	the task that made the last world switch with it; NULL: nobody we know
 * @owner_name:	its name, also when it is gone
 * @service:	the service it is in, NULL: none
 * @cmd:	command of the service
 * @rpc:	the RPC command it waits for, OPTEE_RPC_CMD_*; -1: none
 * @since:	and since when, as in struct watch_task
 * @waits_for:	the thread it waits for, -1: none
 * @turn:	what that one holds, static
 */
struct watch_thread {
	bool taken;
	bool suspended;
	bool system;
	const struct task_struct *owner;
	char owner_name[WATCH_NAME];
	const char *service;
	uint32_t cmd;
	int rpc;
	uint64_t since;
	int waits_for;
	const char *turn;
};

/**
 * struct watch_snapshot - the machine at one moment
 * @tasks:	@num_tasks of them
 * @threads:	by number
 * @lock_owner:	who has the board's lock, NULL: nobody
 * @lock_name:	its name
 * @refused:	a call has found no thread in spite of its token, some time: somebody we
 *		do not know has had it
 */
struct watch_snapshot {
	struct watch_task tasks[WATCH_TASKS];
	unsigned int num_tasks;
	struct watch_thread threads[SECURE_MAX_THREADS];
	const struct task_struct *lock_owner;
	const char *lock_name;
	bool refused;
};

/* Kinds of events beside those of the trusted OS */
enum watch_kind {
	WATCH_EV_SECURE,	/* @info says what */
	WATCH_EV_SLEEP,		/* a task waits, for @wait */
	WATCH_EV_WAKE,		/* and does no longer */
	WATCH_EV_NOTE,		/* @text: something happened on the board */
};

/**
 * struct watch_event - something that happened
 * @time:	ns since the machine was switched on
 * @kind:	what it is
 * @name:	the task that caused it, or that it is about
 * @role:	its role
 * @wait:	what it waits for, or did
 * @info:	WATCH_EV_SECURE
 * @text:	WATCH_EV_NOTE, static
 */
struct watch_event {
	uint64_t time;
	enum watch_kind kind;
	char name[WATCH_NAME];
	enum watch_role role;
	enum watch_wait wait;
	struct secure_event_info info;
	const char *text;
};

/* Begin, with nothing known. Before hosted_boot() and secure_boot(). */
void watch_init(void);

/* For struct hosted_config and struct secure_config */
extern const struct hosted_sched watch_sched;
extern const struct secure_trace watch_trace;

/* What the calling task is. */
void watch_role(enum watch_role role);

/**
 * watch_serves() - the calling supplicant has begun to work on a request, or ended
 * @cmd:	OPTEE_RPC_CMD_*; -1: none. When it sleeps then, it is for the next one.
 */
void watch_serves(int cmd);

/*
 * watch_driver.c: begin to listen to the driver's trace events, 0 or a negative errno; and end, if
 * it was begun. Between hosted_boot() and hosted_shutdown().
 */
int watch_driver_begin(void);
void watch_driver_end(void);

/* For it: a call of the calling task, @size bytes at @call, is going to wait for a thread. */
void watch_lane_wait(const void *call, size_t size);

/* The calling task enters and leaves the other world. */
void watch_smc_begin(void);
void watch_smc_end(void);

/**
 * watch_lock_taken() - the calling task has taken the board's lock
 * @object:	the lock, as it is in struct hosted_wait
 * @name:	what to call it, static
 */
void watch_lock_taken(const void *object, const char *name);
void watch_lock_given(void);

/* Something for the timeline; @text is static. */
void watch_note(const char *text);

void watch_snapshot(struct watch_snapshot *snap);

/**
 * watch_next() - the next event
 * @ev:	what it was
 *
 * By one thread at a time. What nobody looked at in time is lost.
 *
 * Return: false: there is none now.
 */
bool watch_next(struct watch_event *ev);

/* How many events were lost since watch_init(). */
uint64_t watch_lost(void);

#endif
