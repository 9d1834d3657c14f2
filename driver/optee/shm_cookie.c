// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Cookies: the numbers by which the secure world knows shared memory.
 *
 * A cookie is never an address, and each cookie that comes from the secure world is looked up. A
 * made-up cookie leads nowhere, or to memory that is shared with the secure world anyway.
 *
 * Cookies follow each other, so the secure world can name one before it is told of it. Therefore a
 * cookie leads nowhere until optee_cookie_publish(), which is called when the secure world has
 * accepted the memory, or when all has been done that comes before it is told of lent memory. Till
 * then the memory is its owner's alone, who may free it when something fails.
 *
 * So an RPC is refused that names a client's memory after REGISTER_SHM has been executed, but
 * before the answer to it has been read. A well-behaved trusted OS makes no such RPC: it uses a
 * client's memory for what the client passes it on for, and the client has it only after that
 * answer.
 *
 * The first cookie is random, and the others follow it. If a kernel that is started by kexec began
 * with the same cookie, it would meet those that this kernel has left in the trusted OS.
 */
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>

#include "optee.h"
#include "shm.h"

/*
 * The mark of memory that was lent: the secure world has asked for it, and may give it back.
 * XA_MARK_0 cannot be used, because an XArray that allocates ids uses it itself.
 */
#define COOKIE_LENT	XA_MARK_1

/* The entry of a buried cookie: its memory is gone, but the secure world may still name it */
#define COOKIE_BURIED	xa_mk_value(0)

/**
 * optee_cookies_init() - initialize the table of cookies
 * @optee:	the trusted OS
 */
void optee_cookies_init(struct optee *optee)
{
	xa_init_flags(&optee->shms, XA_FLAGS_ALLOC1);
	optee->next_cookie = get_random_u32() & INT_MAX;
}

/**
 * optee_cookie_alloc() - set a cookie aside
 * @optee:	the trusted OS
 * @cookie:	the cookie, never 0
 *
 * It leads nowhere until optee_cookie_publish() is called, and need not ever lead anywhere.
 *
 * Return: 0 or -ENOMEM.
 */
int optee_cookie_alloc(struct optee *optee, u64 *cookie)
{
	u32 id;
	int rc;

	rc = xa_alloc_cyclic(&optee->shms, &id, NULL, xa_limit_31b, &optee->next_cookie,
			     GFP_KERNEL);
	if (rc < 0)
		return -ENOMEM;
	*cookie = id;
	return 0;
}

/**
 * optee_cookie_publish() - let memory be found by its cookie
 * @optee:	the trusted OS
 * @cookie:	from optee_cookie_alloc()
 * @shm:	the memory, complete
 * @lent:	the secure world has asked for it, and gets the caller's reference: it may give the
 *		memory back at once, so the caller must not use it any more
 *
 * Does not allocate: the place was allocated together with the cookie.
 */
void optee_cookie_publish(struct optee *optee, u64 cookie, struct tee_shm *shm, bool lent)
{
	xa_store(&optee->shms, cookie, shm, GFP_NOWAIT);
	if (lent)
		xa_set_mark(&optee->shms, cookie, COOKIE_LENT);
}

/**
 * optee_cookie_get() - look a cookie up
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
 * optee_cookie_forget() - a cookie is no longer in use
 * @optee:	the trusted OS
 * @cookie:	from optee_cookie_alloc()
 */
void optee_cookie_forget(struct optee *optee, u64 cookie)
{
	xa_erase(&optee->shms, cookie);
}

/**
 * optee_cookie_bury() - the memory goes, but the secure world may still use its cookie
 * @optee:	the trusted OS
 * @cookie:	from optee_cookie_alloc()
 *
 * The cookie leads nowhere from now on, and no other memory gets it. Does not allocate.
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
 * Return: the memory, with the reference that the caller of optee_cookie_publish() had; NULL if no
 * memory of that cookie was lent, or it was given back before.
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
