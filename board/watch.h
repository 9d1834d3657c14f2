/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The watch knows of both worlds which task sleeps, and on what, and which thread of the trusted
 * OS is taken, by whom, and what for. All of this changes under one lock, so a snapshot is a state
 * that the machine really was in.
 *
 * The watch stands between the hosted kernel and its scheduler, is the tracer of the trusted OS,
 * and probes the trace events of the driver.
 */
#ifndef BOARD_WATCH_H
#define BOARD_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hosted/sched.h>
#include <secure/secure.h>

#define WATCH_TASKS	512
/* A client has a longer name than the kernel keeps for a task. */
#define WATCH_NAME	32

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
 * @id:	a number that no other task has had since watch_init(), from 1
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
	unsigned int id;
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
	WATCH_EV_FAULT,		/* the same, and it is a fault that the scenario wants */
	WATCH_EV_DEADLOCK,	/* a deadlock was found */
	WATCH_EV_START,		/* from here on events count, see watch_start() */
	WATCH_EV_CALL,		/* @call: a client's call begins, is made again, or is done */
};

/* Where in its call a client is */
enum watch_step {
	WATCH_CALL_BEGINS,
	WATCH_CALL_AGAIN,	/* it failed, and is made again */
	WATCH_CALL_DONE,
	WATCH_CALL_FAILED,	/* it failed, and the client gives up */
};

/**
 * struct watch_call - a call as its client sees it
 * @step:	what happens
 * @number:	which of the client's calls it is, counted from 1
 * @due:	ns since the machine was switched on: when the call was to begin
 * @ns:		WATCH_CALL_DONE: so long after @due
 * @late:	WATCH_CALL_DONE: that is longer than the scenario allows
 * @result:	WATCH_CALL_AGAIN, WATCH_CALL_FAILED: a TEEC_*, or a negative errno
 */
struct watch_call {
	enum watch_step step;
	unsigned int number;
	uint64_t due;
	uint64_t ns;
	bool late;
	long long result;
};

/**
 * struct watch_event - something that happened
 * @time:	ns since the machine was switched on
 * @kind:	what it is
 * @task:	id of the task that caused it, or that it is about; 0: nobody we know
 * @name:	its name
 * @role:	its role
 * @wait:	what it waits for, or did
 * @info:	WATCH_EV_SECURE
 * @call:	WATCH_EV_CALL
 * @text:	WATCH_EV_NOTE, WATCH_EV_FAULT: static
 */
struct watch_event {
	uint64_t time;
	enum watch_kind kind;
	unsigned int task;
	char name[WATCH_NAME];
	enum watch_role role;
	enum watch_wait wait;
	struct secure_event_info info;
	struct watch_call call;
	const char *text;
};

void watch_init(void);

/* For struct hosted_config and struct secure_config */
extern const struct hosted_sched watch_sched;
extern const struct secure_trace watch_trace;

void watch_client(const char *name);
void watch_call(const struct watch_call *call);
void watch_serves(int cmd);
int watch_driver_begin(void);
void watch_driver_end(void);
void watch_lane_wait(const void *call, size_t size);
void watch_smc_begin(void);
void watch_smc_end(void);
void watch_lock_taken(const void *object, const char *name);
void watch_lock_given(void);
void watch_note(const char *text);
void watch_fault(const char *text);
uint64_t watch_start(void);
uint64_t watch_deadlock(void);
void watch_snapshot(struct watch_snapshot *snap);

/**
 * struct watch_counts - what has happened since watch_start()
 * @switches:	world switches: threads that were taken or resumed
 * @entries:	of these, threads that were taken
 * @rpcs:	RPC commands
 * @refused:	calls that found no thread in spite of a token
 *
 * They are counted as it happens, so they are right also where events are lost.
 */
struct watch_counts {
	unsigned long long switches;
	unsigned long long entries;
	unsigned long long rpcs;
	unsigned long long refused;
};

void watch_counts(struct watch_counts *counts);
unsigned int watch_take(struct watch_event *events, unsigned int max);
void watch_hold(bool hold);
void watch_wait_for_room(void);
uint64_t watch_held_ns(void);
uint64_t watch_lost(void);

#endif
