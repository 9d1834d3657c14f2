/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * The trusted OS as its machine sees it: boot, and the secure monitor call.
 *
 * Includes fixed-width types only, so that it goes together with any other
 * header, those of a kernel among them.
 */
#ifndef SECURE_SECURE_H
#define SECURE_SECURE_H

#include <stdbool.h>
#include <stdint.h>

/* Thread contexts, at most */
#define SECURE_MAX_THREADS		64
/* Sessions open at once, at most */
#define SECURE_MAX_SESSIONS		256
/* Parameters that the RPC struct behind a call's message has room for */
#define SECURE_RPC_PARAMS		4

/*
 * Notification values: those below SECURE_NOTIF_SYNC are the services' (0 is
 * DO_BOTTOM_HALF), the one at SECURE_NOTIF_SYNC + n is what thread n waits for
 * when it waits for another thread. EXCHANGE_CAPABILITIES names the last.
 */
#define SECURE_NOTIF_SYNC		64
#define SECURE_NOTIF_MAX		(SECURE_NOTIF_SYNC + SECURE_MAX_THREADS - 1)

/* GET_OS_UUID: this trusted OS is OP-TEE's in its interface only */
#define SECURE_OS_UUID_0		0x74094ab2
#define SECURE_OS_UUID_1		0xa40c40fa
#define SECURE_OS_UUID_2		0xb41757ad
#define SECURE_OS_UUID_3		0x400bf479

/**
 * enum secure_event - what a tracer is told
 * @SECURE_EV_TAKEN:		a thread is taken by a yielding call
 * @SECURE_EV_REFUSED:		a yielding call found no thread; value: ordinary 0, system 1
 * @SECURE_EV_SUSPENDED:	a thread goes to the normal world; cmd: RPC function
 * @SECURE_EV_RESUMED:		it is back
 * @SECURE_EV_FREED:		its call is over; value: a0
 * @SECURE_EV_RESERVED:		RESERVE_SYS_THREAD; value: how many there are now
 * @SECURE_EV_UNRESERVED:	UNRESERVE_SYS_THREAD; value: how many there are now
 * @SECURE_EV_OPENING:		a service's open begins
 * @SECURE_EV_OPENED:		and ends; value: result
 * @SECURE_EV_INVOKING:		a command begins; cmd: command of the service
 * @SECURE_EV_INVOKED:		and ends; value: result
 * @SECURE_EV_CLOSED:		a session is gone
 * @SECURE_EV_RPC:		an RPC command is sent; cmd: OPTEE_RPC_CMD_*, value: its first
 *				parameter's a, value2: b
 * @SECURE_EV_RPC_DONE:		it is answered; value: result
 * @SECURE_EV_WAITS:		the thread is going to wait for another one; value: that one's
 *				number or SECURE_NO_THREAD, what: a name for what it holds
 * @SECURE_EV_WAITED:		that wait is over
 * @SECURE_EV_NOTIF:		a notification is posted; value: which
 */
enum secure_event {
	SECURE_EV_TAKEN,
	SECURE_EV_REFUSED,
	SECURE_EV_SUSPENDED,
	SECURE_EV_RESUMED,
	SECURE_EV_FREED,
	SECURE_EV_RESERVED,
	SECURE_EV_UNRESERVED,
	SECURE_EV_OPENING,
	SECURE_EV_OPENED,
	SECURE_EV_INVOKING,
	SECURE_EV_INVOKED,
	SECURE_EV_CLOSED,
	SECURE_EV_RPC,
	SECURE_EV_RPC_DONE,
	SECURE_EV_WAITS,
	SECURE_EV_WAITED,
	SECURE_EV_NOTIF,
};

/* secure_event_info.thread where no thread is concerned */
#define SECURE_NO_THREAD		(~0U)

/**
 * struct secure_event_info - an event and its circumstances
 * @event:	what happened
 * @thread:	thread context, or SECURE_NO_THREAD
 * @system:	it is a system call's
 * @session:	session id, 0 for none
 * @cmd:	see enum secure_event
 * @value:	see enum secure_event
 * @value2:	see enum secure_event
 * @what:	name of the service, or see enum secure_event; static, may be NULL
 */
struct secure_event_info {
	enum secure_event event;
	unsigned int thread;
	bool system;
	uint32_t session;
	uint32_t cmd;
	uint64_t value;
	uint64_t value2;
	const char *what;
};

/**
 * struct secure_trace - an observer
 * @event:	told of each event by whoever causes it, on the causer's stack, which is small;
 *		several at a time on several cores. It makes no call into the trusted OS.
 *		No lock of the trusted OS is held.
 * @arg:	passed on to it
 */
struct secure_trace {
	void (*event)(void *arg, const struct secure_event_info *info);
	void *arg;
};

/**
 * struct secure_config - what is fixed at boot
 * @threads:		thread contexts, 1 to SECURE_MAX_THREADS
 * @hide_caps:		OPTEE_SMC_SEC_CAP_* not to offer. The calls that belong to the bit are then
 *			unknown, as in a trusted OS that was built without.
 * @hide_thread_count:	GET_THREAD_COUNT is unknown, as it is in an old OP-TEE
 * @trace:		observer, or NULL; must live as long as the trusted OS
 */
struct secure_config {
	unsigned int threads;
	uint32_t hide_caps;
	bool hide_thread_count;
	const struct secure_trace *trace;
};

/**
 * struct smc_regs - registers of a secure monitor call
 * @a:	a0 to a7: arguments on the way in, results on the way out. Calls are 32-bit ones: the
 *	upper halves are not looked at, and 0 in results.
 */
struct smc_regs {
	uint64_t a[8];
};

/**
 * secure_boot() - start the trusted OS
 * @cfg:	how
 *
 * May be called again as a reboot when no call is in the trusted OS on any core. Suspended threads,
 * sessions, shared memory and reservations are then forgotten. It is the only call that allocates.
 *
 * Return: 0; -1 if @cfg makes no sense or the memory for stacks is not to be had.
 */
int secure_boot(const struct secure_config *cfg);

/**
 * secure_smc() - a secure monitor call of the normal world
 * @regs:	registers of the calling core, see abi/optee_smc.h
 *
 * Returns when the call has been answered or has been suspended. Never blocks but for spinlocks
 * that are held for a few instructions. Each core can call while others are in here.
 */
void secure_smc(struct smc_regs *regs);

#endif /* SECURE_SECURE_H */
