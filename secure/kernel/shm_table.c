// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * The table of shared memory objects: those that the normal world has registered, which are found
 * by their cookie, and those that it has lent in an RPC, which have none.
 */
#include <secure/platform.h>
#include <secure/pta.h>

#include "notif.h"
#include "shm.h"
#include "spin.h"
#include "thread.h"

#define HASH_BITS	10
#define HASH_SIZE	1024	/* two to the power of HASH_BITS */

/*
 * Invariants, under the lock:
 *  - A slot is in the hash chain of its cookie, or in the list of unused ones, or handed out
 *    without a cookie, or has never been used (from @fresh on).
 *  - No two slots in hash chains have the same guest and cookie.
 *  - @taken slots are in hash chains or handed out.
 *  - With a waiter neither @refs nor @args rises. @args is 0 then.
 */
static struct {
	struct secure_lock lock;
	struct shm *unused;
	u32 fresh;
	u32 registered;
	u32 taken;
	u64 key[2];
	struct shm *hash[HASH_SIZE];
	struct shm slot[SHM_MAX];
} table;

/*
 * Multiply-shift with keys that the normal world does not know, so that it cannot choose
 * cookies that all fall into one chain.
 */
static struct shm **hash_chain(u32 guest, u64 cookie)
{
	return &table.hash[(cookie * table.key[0] + guest * table.key[1]) >> (64 - HASH_BITS)];
}

/* The object that the guest of the current call knows by that cookie, or NULL */
static struct shm *find_by_cookie(u64 cookie)
{
	u32 guest = thread_current()->client;
	struct shm *shm = *hash_chain(guest, cookie);

	while (shm && (shm->cookie != cookie || shm->guest != guest))
		shm = shm->next;
	return shm;
}

/**
 * shm_boot() - nothing is shared
 */
void shm_boot(void)
{
	memset(table.hash, 0, sizeof(table.hash));
	table.unused = NULL;
	table.fresh = 0;
	table.registered = 0;
	table.taken = 0;
	platform_random(table.key, sizeof(table.key));
	table.key[0] |= 1;
	table.key[1] |= 1;
}

/**
 * shm_alloc() - an object without a name
 * @share:	it may be one of those that ordinary calls cannot register
 *
 * Return: the object, not described; NULL if there is none.
 */
struct shm *shm_alloc(bool share)
{
	struct shm *shm = NULL;

	spin_lock(&table.lock);
	if (table.taken < (share ? SHM_MAX : SHM_MAX - SHM_SYSTEM)) {
		table.taken++;
		if (table.unused) {
			shm = table.unused;
			table.unused = shm->next;
		} else {
			shm = &table.slot[table.fresh++];
			/* A boot before may have left extents in it, which are not its own now. */
			*shm = (struct shm){ 0 };
		}
	}
	spin_unlock(&table.lock);
	return shm;
}

/**
 * shm_free() - undo shm_alloc()
 * @shm:	object, in no hash chain
 */
void shm_free(struct shm *shm)
{
	shm_forget(shm);
	spin_lock(&table.lock);
	shm->next = table.unused;
	table.unused = shm;
	table.taken--;
	spin_unlock(&table.lock);
}

static bool enter_in_hash(struct shm *shm, u64 cookie)
{
	u32 guest = thread_current()->client;
	struct shm **head = hash_chain(guest, cookie);
	bool fresh;

	spin_lock(&table.lock);
	fresh = !find_by_cookie(cookie);
	if (fresh) {
		shm->cookie = cookie;
		shm->guest = guest;
		shm->next = *head;
		*head = shm;
		table.registered++;
	}
	spin_unlock(&table.lock);
	return fresh;
}

/**
 * shm_register() - register memory of the normal world
 * @buf_ptr:	as for shm_describe_list()
 * @size:	bytes
 * @cookie:	its cookie
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_BAD_PARAMETERS for cookie 0 or one that is in use;
 * TEEC_ERROR_OUT_OF_MEMORY if there are too many; or as
 * shm_describe_list().
 */
u32 shm_register(u64 buf_ptr, u64 size, u64 cookie)
{
	const bool share = thread_current()->system;
	struct shm *shm;
	u32 ret;

	if (!cookie)
		return TEEC_ERROR_BAD_PARAMETERS;
	shm = shm_alloc(share);
	if (!shm)
		return TEEC_ERROR_OUT_OF_MEMORY;
	ret = shm_describe_list(shm, buf_ptr, size, share);
	if (!ret && !enter_in_hash(shm, cookie))
		ret = TEEC_ERROR_BAD_PARAMETERS;
	if (ret)
		shm_free(shm);
	return ret;
}

static void remove_from_hash(struct shm *shm)
{
	struct shm **at = hash_chain(shm->guest, shm->cookie);

	while (*at != shm)
		at = &(*at)->next;
	*at = shm->next;
	table.registered--;
}

static void wait_unused(struct shm *shm)
{
	while (shm->refs) {
		spin_unlock(&table.lock);
		wait_for_wake(SECURE_NO_THREAD, "shared memory");
		spin_lock(&table.lock);
	}
}

/**
 * shm_unregister() - give memory back to the normal world; suspends
 * @cookie:	the name
 *
 * From here on no call can begin to use the memory; the function returns when the calls that use it
 * are done. It does not wait for a call that has its message there, because that call may be this
 * one.
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_BAD_PARAMETERS if there is no such memory or it is being
 * unregistered; TEEC_ERROR_BUSY if a call has its message there.
 */
u32 shm_unregister(u64 cookie)
{
	struct shm *shm;
	u32 ret = TEEC_SUCCESS;

	spin_lock(&table.lock);
	shm = find_by_cookie(cookie);
	if (!shm || shm->waiter)
		ret = TEEC_ERROR_BAD_PARAMETERS;
	else if (shm->args)
		ret = TEEC_ERROR_BUSY;
	if (!ret) {
		shm->waiter = thread_current();
		wait_unused(shm);
		remove_from_hash(shm);
	}
	spin_unlock(&table.lock);
	if (!ret)
		shm_free(shm);
	return ret;
}

static struct shm *get_by_cookie(u64 cookie, bool arg)
{
	struct shm *shm;

	spin_lock(&table.lock);
	shm = find_by_cookie(cookie);
	if (shm && shm->waiter)
		shm = NULL;
	if (shm && arg)
		shm->args++;
	else if (shm)
		shm->refs++;
	spin_unlock(&table.lock);
	return shm;
}

/**
 * shm_get() - begin to use registered memory, for a parameter
 * @cookie:	its name
 *
 * Return: the object, to be given to shm_put(); or NULL.
 */
struct shm *shm_get(u64 cookie)
{
	return get_by_cookie(cookie, false);
}

/**
 * shm_put() - undo shm_get(); suspends if somebody waits for that
 * @shm:	object
 */
void shm_put(struct shm *shm)
{
	struct thread *waiter;

	spin_lock(&table.lock);
	waiter = --shm->refs ? NULL : shm->waiter;
	spin_unlock(&table.lock);
	if (waiter)
		wake(waiter->id);
}

/**
 * shm_get_arg() - begin to use registered memory, for the message of a call
 * @cookie:	its name
 *
 * Return: the object, to be given to shm_put_arg(); or NULL.
 */
struct shm *shm_get_arg(u64 cookie)
{
	return get_by_cookie(cookie, true);
}

/**
 * shm_put_arg() - undo shm_get_arg()
 * @shm:	object
 */
void shm_put_arg(struct shm *shm)
{
	spin_lock(&table.lock);
	shm->args--;
	spin_unlock(&table.lock);
}

/**
 * shm_registered() - how many objects are registered, for tests
 */
unsigned int shm_registered(void)
{
	unsigned int num;

	spin_lock(&table.lock);
	num = table.registered;
	spin_unlock(&table.lock);
	return num;
}
