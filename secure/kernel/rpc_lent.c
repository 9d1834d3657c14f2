// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Where commands are written, and the cache of lent memory.
 *
 * A call can bring a struct for commands behind its message (OPTEE_SMC_CALL_WITH_RPC_ARG and the
 * REGD_ARG calls). Commands of any other call are written to memory that the normal world lends at
 * the first of them (OPTEE_SMC_RPC_FUNC_ALLOC).
 *
 * With the cache on, memory stays with the thread after the call. The next call on that thread can
 * be another guest's, which must neither read nor write that memory, and has no use for its cookie:
 * in a Linux that checks no cookies it is a pointer. So a piece of memory is used, and given back,
 * only in calls of the guest that has lent it. A call of another guest leaves it where it is, and
 * borrows a spare piece, which does not stay.
 *
 * One guest has the cache on at a time, the last that has asked for it.
 */
#include <secure/platform.h>

#include "config.h"
#include "rpc.h"

#include "optee_smc.h"

#define RPC_SIZE	OPTEE_MSG_GET_ARG_SIZE(SECURE_RPC_PARAMS)

/*
 * The guest whose lent memory stays with a thread after a call. It changes only while no thread is
 * in use, so a call finds the same at its end as at its beginning.
 */
static struct {
	bool on;
	u32 guest;
} cache;

/*
 * Where the memory is that this call may use, or where it goes. The answer is the same during the
 * whole call, as only calls on this thread put memory there, and nobody takes it meanwhile.
 */
static struct rpc_lent *lent_to(struct thread *t)
{
	struct rpc_lent *lent = &t->rpc.lent;

	return !lent->cookie || lent->guest == t->client ? lent : &t->rpc.spare;
}

static bool stays_after_call(const struct thread *t, const struct rpc_lent *lent)
{
	return lent == &t->rpc.lent && cache.on && cache.guest == t->client;
}

static void free_lent(struct thread *t, u64 cookie)
{
	rpc_suspend(t, OPTEE_SMC_RPC_FUNC_FREE, cookie);
}

/* The RPC function ALLOC takes its size in a1. The answer is two pairs of registers. */
static u32 alloc_lent(struct thread *t, struct rpc_lent *lent)
{
	u64 cookie, pa;

	rpc_suspend(t, OPTEE_SMC_RPC_FUNC_ALLOC, (u64)RPC_SIZE << 32);
	pa = optee_smc_pair_to_u64(t->regs.a[1], t->regs.a[2]);
	cookie = optee_smc_pair_to_u64(t->regs.a[4], t->regs.a[5]);
	if (!pa || !cookie)
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (pa % PAGE_SIZE || shm_describe(&lent->shm, pa, RPC_SIZE)) {
		free_lent(t, cookie);
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	lent->guest = t->client;
	lent->cookie = cookie;
	return TEEC_SUCCESS;
}

/**
 * rpc_begin() - prepare for the RPCs of a call that begins
 * @t:		its thread
 * @shm:	object with a struct for commands, NULL if the call brought none
 * @offset:	where there
 */
void rpc_begin(struct thread *t, struct shm *shm, u64 offset)
{
	t->rpc.shm = shm;
	t->rpc.offset = offset;
}

/**
 * rpc_prepare() - make sure that commands of this call do not fail for lack of memory; suspends
 * @t:		current thread
 *
 * Return: TEEC_SUCCESS or TEEC_ERROR_OUT_OF_MEMORY.
 */
u32 rpc_prepare(struct thread *t)
{
	struct rpc_lent *lent;
	u32 ret = TEEC_SUCCESS;

	if (t->rpc.shm)
		return TEEC_SUCCESS;
	lent = lent_to(t);
	if (!lent->cookie)
		ret = alloc_lent(t, lent);
	if (!ret)
		rpc_begin(t, &lent->shm, 0);
	return ret;
}

/**
 * rpc_lent_cookie() - name of the memory that commands of this call are written to
 * @t:		current thread
 *
 * Return: the cookie, 0 if the call has brought the memory.
 */
u64 rpc_lent_cookie(struct thread *t)
{
	const struct rpc_lent *lent = lent_to(t);

	return t->rpc.shm == &lent->shm ? lent->cookie : 0;
}

/**
 * rpc_end() - no more RPCs of a call; suspends if lent memory has to be given back
 * @t:		its thread
 */
void rpc_end(struct thread *t)
{
	struct rpc_lent *lent;
	u64 cookie;

	t->rpc.shm = NULL;
	/* This is so at the end of most calls. Without @lent there is no @spare either. */
	if (!t->rpc.lent.cookie)
		return;
	lent = lent_to(t);
	cookie = lent->cookie;
	if (!cookie || stays_after_call(t, lent))
		return;
	lent->cookie = 0;
	free_lent(t, cookie);
}

/**
 * rpc_cache_boot() - lent memory does not stay
 */
void rpc_cache_boot(void)
{
	cache.on = false;
}

/**
 * rpc_cache_enable() - memory that a guest lends stays from now on, and that of no other guest
 * @guest:	who asks
 *
 * Return: a0 of ENABLE_SHM_CACHE.
 */
u32 rpc_cache_enable(u32 guest)
{
	if (!threads_lock_idle())
		return OPTEE_SMC_RETURN_EBUSY;
	cache.on = true;
	cache.guest = guest;
	threads_unlock();
	return OPTEE_SMC_RETURN_OK;
}

static u64 take_one_of(u32 guest)
{
	struct rpc_lent *lent;
	unsigned int n;
	u64 cookie;

	for (n = 0; n < threads_count(); n++) {
		lent = &thread_by_id(n)->rpc.lent;
		cookie = lent->cookie;
		if (cookie && lent->guest == guest) {
			lent->cookie = 0;
			return cookie;
		}
	}
	return 0;
}

/**
 * rpc_cache_disable() - a guest's memory does not stay any more, and a piece that did is given back
 * @guest:	who asks
 * @cookie:	name of the piece
 *
 * Return: a0 of DISABLE_SHM_CACHE.
 */
u32 rpc_cache_disable(u32 guest, u64 *cookie)
{
	if (!threads_lock_idle())
		return OPTEE_SMC_RETURN_EBUSY;
	if (cache.guest == guest)
		cache.on = false;
	*cookie = take_one_of(guest);
	threads_unlock();
	return *cookie ? OPTEE_SMC_RETURN_OK : OPTEE_SMC_RETURN_ENOTAVAIL;
}
