// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Thread contexts that are reserved for system calls.
 *
 * A reservation belongs to no thread and no caller. It promises that a system
 * call finds a free thread. Each running system call redeems one reservation,
 * as long as there are any; further system calls compete with ordinary ones.
 * How many threads have to stay free follows from these counts:
 *
 *	owed = num_reserved - MIN(num_reserved, num_system)
 *	free = CFG_NUM_THREADS - num_ordinary - num_system
 *
 * Three statements hold whenever the global thread lock is free:
 *
 *	num_ordinary + num_system <= CFG_NUM_THREADS
 *	num_reserved < CFG_NUM_THREADS, so that ordinary calls are never shut out
 *	owed <= free
 */

#include <assert.h>
#include <config.h>
#include <kernel/sys_threads.h>
#include <kernel/thread_private.h>

/* The global thread lock protects all of these. */
static unsigned int num_reserved;
static unsigned int num_ordinary;
static unsigned int num_system;
static bool runs_system_call[CFG_NUM_THREADS];

static unsigned int num_owed(void)
{
	return num_reserved > num_system ? num_reserved - num_system : 0;
}

static unsigned int num_free(void)
{
	return CFG_NUM_THREADS - num_ordinary - num_system;
}

/*
 * sys_threads_enter() - may a new call have a free thread
 * @thread:	the thread
 * @a0:		the call's SMC function ID
 *
 * An ordinary call must leave as many threads free as are owed.
 */
bool sys_threads_enter(size_t thread, uint32_t a0)
{
	bool system_call = a0 == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG;

	if (IS_ENABLED(CFG_NS_VIRTUALIZATION))
		return true;

	if (num_free() <= (system_call ? 0 : num_owed()))
		return false;

	if (system_call)
		num_system++;
	else
		num_ordinary++;
	runs_system_call[thread] = system_call;

	return true;
}

/*
 * sys_threads_leave() - the call on a thread is over
 * @thread:	the thread
 */
void sys_threads_leave(size_t thread)
{
	if (IS_ENABLED(CFG_NS_VIRTUALIZATION))
		return;

	if (runs_system_call[thread]) {
		assert(num_system);
		num_system--;
	} else {
		assert(num_ordinary);
		num_ordinary--;
	}
}

static bool reserve_thread(void)
{
	if (num_reserved + 1 >= CFG_NUM_THREADS || num_free() <= num_owed())
		return false;
	num_reserved++;

	return true;
}

static bool unreserve_thread(void)
{
	if (!num_reserved)
		return false;
	num_reserved--;

	return true;
}

/*
 * A kernel exchanges capabilities when its driver starts, before the driver
 * reserves anything. What is reserved by then was reserved by a kernel that
 * no longer runs.
 */
static bool drop_reservations(void)
{
	num_reserved = 0;

	return true;
}

/* Fast calls run with all exceptions masked. */
static bool change_reservations(bool (*change)(void))
{
	bool done = false;

	thread_lock_global();
	done = change();
	thread_unlock_global();

	return done;
}

/*
 * sys_threads_fast_smc() - handle a fast call about reservations
 * @args:	the call's registers
 *
 * With virtualization all guests compete for the same threads, and a promise to
 * one of them would have to be kept against the others. That is not supported:
 * reservations are refused, and threads are not counted at all.
 *
 * Returns false if somebody else has to answer the call.
 */
bool sys_threads_fast_smc(struct thread_smc_args *args)
{
	bool (*change)(void) = NULL;

	switch (args->a0) {
	case OPTEE_SMC_EXCHANGE_CAPABILITIES:
		if (IS_ENABLED(CFG_NS_VIRTUALIZATION))
			return false;
		change_reservations(drop_reservations);
		return false;
	case OPTEE_SMC_RESERVE_SYS_THREAD:
		change = reserve_thread;
		break;
	case OPTEE_SMC_UNRESERVE_SYS_THREAD:
		change = unreserve_thread;
		break;
	default:
		return false;
	}

	if (IS_ENABLED(CFG_NS_VIRTUALIZATION))
		args->a0 = OPTEE_SMC_RETURN_ENOTAVAIL;
	else if (change_reservations(change))
		args->a0 = OPTEE_SMC_RETURN_OK;
	else
		args->a0 = OPTEE_SMC_RETURN_ETHREAD_LIMIT;

	return true;
}

/*
 * sys_threads_plain_call() - how a call passes its arguments
 * @a0:		the call's SMC function ID
 *
 * Returns the ID of the ordinary call that passes its arguments in the same way.
 */
uint32_t sys_threads_plain_call(uint32_t a0)
{
	if (!IS_ENABLED(CFG_NS_VIRTUALIZATION) &&
	    a0 == OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG)
		return OPTEE_SMC_CALL_WITH_REGD_ARG;

	return a0;
}
