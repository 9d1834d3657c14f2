// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cookies: the names that shared memory goes by in the secure world.
 *
 * The secure world is told a number, never an address of ours, and each number
 * it gives back is looked up. A number it made up finds nothing, or memory that
 * is shared with it anyway.
 *
 * The first number is random, and the others follow it: a kernel that is started by
 * kexec must not meet the names that this one has left in the trusted OS.
 */
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>

#include "optee_private.h"

/*
 * Lent to the secure world on its request, which may give it back. Mark 0 is
 * the XArray's own where it allocates ids.
 */
#define COOKIE_LENT	XA_MARK_1

/* In the place of memory that is gone, whose name the secure world may still use */
#define COOKIE_BURIED	xa_mk_value(0)

/**
 * optee_cookies_init() - no names yet
 * @optee:	the trusted OS
 */
void optee_cookies_init(struct optee *optee)
{
	xa_init_flags(&optee->shms, XA_FLAGS_ALLOC1);
	optee->next_cookie = get_random_u32() & INT_MAX;
}

/**
 * optee_cookie_alloc() - give shared memory a name
 * @optee:	the trusted OS
 * @shm:	the memory
 * @lent:	the secure world asked for it and may free it
 * @cookie:	the name, never 0
 *
 * Return: 0 or -ENOMEM.
 */
int optee_cookie_alloc(struct optee *optee, struct tee_shm *shm, bool lent, u64 *cookie)
{
	u32 id;
	int rc;

	rc = xa_alloc_cyclic(&optee->shms, &id, shm, xa_limit_31b, &optee->next_cookie,
			     GFP_KERNEL);
	if (rc < 0)
		return -ENOMEM;
	if (lent)
		xa_set_mark(&optee->shms, id, COOKIE_LENT);
	*cookie = id;
	return 0;
}

/**
 * optee_cookie_get() - look a name up
 * @optee:	the trusted OS
 * @cookie:	from the secure world, not to be trusted
 *
 * Return: the memory with a reference for the caller, or NULL.
 */
struct tee_shm *optee_cookie_get(struct optee *optee, u64 cookie)
{
	struct tee_shm *shm = NULL;

	if (cookie != (u32)cookie)
		return NULL;
	rcu_read_lock();
	shm = xa_load(&optee->shms, cookie);
	if (xa_is_value(shm) || (shm && !refcount_inc_not_zero(&shm->refcount)))
		shm = NULL;
	rcu_read_unlock();
	return shm;
}

/**
 * optee_cookie_forget() - a name is no longer in use
 * @optee:	the trusted OS
 * @cookie:	from optee_cookie_alloc()
 */
void optee_cookie_forget(struct optee *optee, u64 cookie)
{
	xa_erase(&optee->shms, cookie);
}

/**
 * optee_cookie_bury() - the memory goes, but the secure world may still use its name
 * @optee:	the trusted OS
 * @cookie:	from optee_cookie_alloc()
 *
 * The name leads nowhere from now on, and no other memory gets it. Does not allocate.
 */
void optee_cookie_bury(struct optee *optee, u64 cookie)
{
	xa_store(&optee->shms, cookie, COOKIE_BURIED, GFP_NOWAIT);
}

/**
 * optee_cookie_take_back() - the secure world gives memory back
 * @optee:	the trusted OS
 * @cookie:	from the secure world, not to be trusted
 *
 * Return: the memory, with the reference that optee_cookie_alloc()'s caller
 * had; NULL if no memory of that name was lent, or it was given back before.
 */
struct tee_shm *optee_cookie_take_back(struct optee *optee, u64 cookie)
{
	struct tee_shm *shm = NULL;

	if (cookie != (u32)cookie)
		return NULL;
	xa_lock(&optee->shms);
	if (xa_get_mark(&optee->shms, cookie, COOKIE_LENT))
		shm = __xa_erase(&optee->shms, cookie);
	xa_unlock(&optee->shms);
	return shm;
}
