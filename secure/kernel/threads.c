// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The pool of thread contexts, and how they go from one world to the other.
 *
 * A thread is FREE, ACTIVE (on a core) or SUSPENDED (waiting to be resumed by the normal world).
 * The core that enters it makes it ACTIVE. The core changes that only after it has left the thread
 * and has copied its registers: from then on another core may enter it.
 */
#include <secure/types.h>

#include "optee_smc.h"

#include "arch.h"
#include "config.h"
#include "reserve.h"
#include "spin.h"
#include "thread.h"

/*
 * Invariants, under the lock: bit n of @free is set if and only if thread n is FREE; the first
 * reserve.reserved entries of @reserved_by are the guests (a7 of the call, which a hypervisor
 * sets) whose reservations there are, in no particular order.
 */
static struct {
	struct secure_lock lock;
	struct reserve reserve;
	u32 reserved_by[SECURE_MAX_THREADS];
	u64 free;
	u32 (*call)(struct thread *t);
	struct thread thread[SECURE_MAX_THREADS];
} pool;

static u64 all_threads(void)
{
	return ~0ULL >> (64 - pool.reserve.total);
}

/* A thread executes one call after the other. */
static void main_loop(unsigned int id)
{
	struct thread *t = &pool.thread[id];

	for (;;) {
		t->regs.a[0] = pool.call(t);
		t->finished = true;
		arch_leave();
	}
}

/**
 * threads_boot() - make threads
 * @num:	how many, 1 to SECURE_MAX_THREADS
 * @call:	executes a yielding call; returns a0
 *
 * Return: 0 or -1.
 */
int threads_boot(unsigned int num, u32 (*call)(struct thread *t))
{
	unsigned int n;

	memset(&pool, 0, sizeof(pool));
	for (n = 0; n < num; n++)
		pool.thread[n].id = n;
	reserve_init(&pool.reserve, num);
	pool.free = all_threads();
	pool.call = call;
	return arch_boot(num, main_loop);
}

/**
 * threads_count() - number of threads
 */
unsigned int threads_count(void)
{
	return pool.reserve.total;
}

/**
 * thread_by_id() - find a thread by its number
 * @id:		less than threads_count()
 */
struct thread *thread_by_id(unsigned int id)
{
	return &pool.thread[id];
}

/**
 * thread_current() - the thread that executes the caller
 *
 * Return: the thread, or NULL outside of yielding calls.
 */
struct thread *thread_current(void)
{
	unsigned int id = arch_current();

	return id == ARCH_NO_CONTEXT ? NULL : &pool.thread[id];
}

/**
 * thread_take() - take a free thread for a yielding call
 * @system:	it is a system call
 * @client:	a7
 *
 * Return: the thread, ACTIVE; NULL if this call may have none now.
 */
struct thread *thread_take(bool system, u32 client)
{
	struct thread *t = NULL;

	spin_lock(&pool.lock);
	if (reserve_enter(&pool.reserve, system)) {
		t = &pool.thread[__builtin_ctzll(pool.free)];
		pool.free &= pool.free - 1;
		t->state = THREAD_ACTIVE;
	}
	spin_unlock(&pool.lock);
	if (t) {
		t->system = system;
		t->client = client;
		t->finished = false;
		trace(.event = SECURE_EV_TAKEN, .thread = t->id, .system = system);
	} else {
		trace(.event = SECURE_EV_REFUSED, .thread = SECURE_NO_THREAD, .system = system,
		      .value = system);
	}
	return t;
}

/**
 * thread_resume() - take a suspended thread to go on with it
 * @id:		as the normal world says
 * @client:	a7
 *
 * Return: the thread, ACTIVE; NULL if there is none of that number, it is not suspended, or it is
 * another client's.
 */
struct thread *thread_resume(u32 id, u32 client)
{
	struct thread *t = NULL;

	if (id >= pool.reserve.total)
		return NULL;
	id = arch_index(id, pool.reserve.total);
	spin_lock(&pool.lock);
	if (pool.thread[id].state == THREAD_SUSPENDED && pool.thread[id].client == client) {
		t = &pool.thread[id];
		t->state = THREAD_ACTIVE;
	}
	spin_unlock(&pool.lock);
	return t;
}

/* Give the thread up. From here on another core may enter it. */
static void let_go(struct thread *t, bool finished)
{
	spin_lock(&pool.lock);
	if (finished) {
		reserve_leave(&pool.reserve, t->system);
		t->state = THREAD_FREE;
		pool.free |= 1ULL << t->id;
	} else {
		t->state = THREAD_SUSPENDED;
	}
	spin_unlock(&pool.lock);
}

/**
 * thread_run() - execute a thread until it suspends or its call is over
 * @t:		ACTIVE, taken by this core
 * @regs:	registers in and out
 */
void thread_run(struct thread *t, struct smc_regs *regs)
{
	t->regs = *regs;
	arch_enter(t->id);
	*regs = t->regs;
	if (t->finished)
		trace(.event = SECURE_EV_FREED, .thread = t->id, .system = t->system,
		      .value = regs->a[0]);
	let_go(t, t->finished);
}

/**
 * thread_suspend() - return to the normal world; suspends
 * @t:		the current thread, its registers set
 */
void thread_suspend(struct thread *t)
{
	if (t->locks)
		platform_panic("suspended with a lock held");
	trace(.event = SECURE_EV_SUSPENDED, .thread = t->id, .system = t->system,
	      .session = t->run.session, .cmd = OPTEE_SMC_RETURN_GET_RPC_FUNC(t->regs.a[0]));
	arch_leave();
	trace(.event = SECURE_EV_RESUMED, .thread = t->id, .system = t->system,
	      .session = t->run.session);
}

/* Under the lock: gives a reservation of @guest back; false if it has none. */
static bool give_back_one(u32 guest)
{
	unsigned int n;

	for (n = 0; n < pool.reserve.reserved; n++) {
		if (pool.reserved_by[n] == guest) {
			reserve_remove(&pool.reserve);
			pool.reserved_by[n] = pool.reserved_by[pool.reserve.reserved];
			return true;
		}
	}
	return false;
}

static void trace_reservation(enum secure_event event, unsigned int now)
{
	trace(.event = event, .thread = SECURE_NO_THREAD, .value = now);
}

/**
 * threads_reserve() - set one more thread aside for system calls
 * @guest:	that asks for it
 *
 * Return: true if a thread was set aside.
 */
bool threads_reserve(u32 guest)
{
	unsigned int now;
	bool done;

	spin_lock(&pool.lock);
	done = reserve_add(&pool.reserve);
	now = pool.reserve.reserved;
	if (done)
		pool.reserved_by[now - 1] = guest;
	spin_unlock(&pool.lock);
	if (done)
		trace_reservation(SECURE_EV_RESERVED, now);
	return done;
}

/**
 * threads_unreserve() - undo one threads_reserve()
 * @guest:	who asks
 *
 * Return: false if that guest has no reservation.
 */
bool threads_unreserve(u32 guest)
{
	unsigned int now;
	bool done;

	spin_lock(&pool.lock);
	done = give_back_one(guest);
	now = pool.reserve.reserved;
	spin_unlock(&pool.lock);
	if (done)
		trace_reservation(SECURE_EV_UNRESERVED, now);
	return done;
}

/**
 * threads_unreserve_all() - undo every threads_reserve() of a guest
 * @guest:	whose kernel has crashed or was replaced: the new one does not know of them
 */
void threads_unreserve_all(u32 guest)
{
	unsigned int now, left;

	/*
	 * All of them under one lock: if other cores could reserve in between, this would go on for
	 * as long as they do, in a fast call.
	 */
	spin_lock(&pool.lock);
	now = pool.reserve.reserved;
	while (give_back_one(guest))
		;
	left = pool.reserve.reserved;
	spin_unlock(&pool.lock);
	while (now > left)
		trace_reservation(SECURE_EV_UNRESERVED, --now);
}

/**
 * threads_lock_idle() - let no call begin, if none is under way
 *
 * Return: true, and threads_unlock() is to follow within a few instructions; false if a thread is
 * in use.
 */
bool threads_lock_idle(void)
{
	spin_lock(&pool.lock);
	if (pool.free == all_threads())
		return true;
	spin_unlock(&pool.lock);
	return false;
}

/**
 * threads_unlock() - undo threads_lock_idle()
 */
void threads_unlock(void)
{
	spin_unlock(&pool.lock);
}
