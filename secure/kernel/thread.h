/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Thread contexts: what a yielding call occupies from entry to return.
 */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include <secure/pta.h>
#include <secure/secure.h>

#include "shm.h"

/* Parameters of a message that are used: two meta parameters, and four of the client */
#define MSG_NUM_PARAMS		6

enum thread_state {
	THREAD_FREE,
	THREAD_ACTIVE,
	THREAD_SUSPENDED,
};

/**
 * struct thread_msg - the message of the call (call.c)
 * @shm:	object it lies in
 * @offset:	where there
 * @page:	@shm, where the call named the message by its address
 * @arg:	private copy of the message, with as many parameters as are used
 * @copy:	the room for it
 * @tmp:	memory that the parameters describe (param.c)
 */
struct thread_msg {
	struct shm *shm;
	u64 offset;
	struct shm page;
	union {
		struct optee_msg_arg arg;
		u8 copy[OPTEE_MSG_GET_ARG_SIZE(MSG_NUM_PARAMS)];
	};
	struct shm tmp[PTA_NUM_PARAMS];
};

/**
 * struct rpc_lent - memory that the normal world has lent for requests (rpc_lent.c)
 * @cookie:	its name, 0 if there is none
 * @guest:	whose memory it is
 * @shm:	the memory
 */
struct rpc_lent {
	u64 cookie;
	u32 guest;
	struct shm shm;
};

/**
 * struct thread_rpc - where requests to the normal world are written (rpc_lent.c)
 * @shm:	object they lie in, NULL if there is none yet
 * @offset:	where there
 * @lent:	memory lent to the call; with the cache on it stays here after the call
 * @spare:	memory lent to the call while @lent has stayed from a call of another guest
 */
struct thread_rpc {
	struct shm *shm;
	u64 offset;
	struct rpc_lent lent;
	struct rpc_lent spare;
};

/**
 * struct thread_run - the request that a thread executes, under sessions_lock (cancel.c)
 * @active:	a service is executing
 * @cancelled:	it has been asked to stop; read without the lock
 * @session:	on which session, 0 while it is opened
 * @cancel_id:	what the client calls the request
 * @waits:	notification value it waits for, 0 for none
 */
struct thread_run {
	bool active;
	atomic_bool cancelled;
	u32 session;
	u32 cancel_id;
	u32 waits;
};

/**
 * struct thread - a thread context
 * @id:		its number
 * @state:	under the lock of the pool
 * @system:	it is a system call's
 * @client:	a7 at entry, and so it must be at each resumption
 * @finished:	the call is over
 * @regs:	registers of the last and of the next world switch
 * @locks:	spinlocks that the service holds
 * @pta:	service that executes, NULL for none
 * @turn_next:	thread that waits behind it for the same turn, NULL for none (turn.c)
 * @msg:	message
 * @rpc:	requests
 * @run:	for cancellation
 *
 * The core that has taken or resumed the thread owns all of it, until it suspends or is free.
 */
struct thread {
	unsigned int id;
	enum thread_state state;
	bool system;
	u32 client;
	bool finished;
	struct smc_regs regs;
	unsigned int locks;
	const struct pta *pta;
	struct thread *turn_next;
	struct thread_msg msg;
	struct thread_rpc rpc;
	struct thread_run run;
};

int threads_boot(unsigned int num, u32 (*call)(struct thread *t));
unsigned int threads_count(void);
struct thread *thread_by_id(unsigned int id);
struct thread *thread_current(void);

struct thread *thread_take(bool system, u32 client);
struct thread *thread_resume(u32 id, u32 client);
void thread_run(struct thread *t, struct smc_regs *regs);
void thread_suspend(struct thread *t);
void thread_preempt(void);

bool threads_reserve(u32 guest);
bool threads_unreserve(u32 guest);
void threads_unreserve_all(u32 guest);
bool threads_lock_idle(void);
void threads_unlock(void);

#endif /* KERNEL_THREAD_H */
