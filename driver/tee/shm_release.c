// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The end of a memory object. Its memory is unregistered first, and that is a call
 * which may have to wait for a thread. What happens to the memory meanwhile depends
 * on its owner:
 *
 * - Memory of user space stays pinned, and pages from the pool stay allocated,
 *   until the secure world has given them up. So the task need not wait for it,
 *   and a worker can do it, see release.c.
 * - Memory of a kernel client is reused by the client as soon as tee_shm_free()
 *   returns, and nothing the core holds could prevent that. So tee_shm_free()
 *   returns when the secure world has given the memory up, also if the task is
 *   killed meanwhile.
 * - Memory of tee-supplicant is given up by an RPC of the secure world, and memory
 *   of the driver itself is not registered. Neither needs a call.
 */
#include "tee_shm_includes.h"

static bool takes_no_call(const struct tee_shm *shm)
{
	return shm->flags & TEE_SHM_PRIV ||
	       shm->ctx->teedev->desc->flags & TEE_DESC_PRIVILEGED;
}

static bool is_of_user_space(const struct tee_shm *shm)
{
	return shm->id >= 0;
}

/* False: the secure world could not be asked, and nothing has changed. */
static bool release_shm_memory(struct tee_shm *shm)
{
	struct tee_shm_pool *pool = shm->ctx->teedev->pool;
	struct tee_core_shm *cs = to_core_shm(shm);

	cs->kept = false;
	if (shm->flags & TEE_SHM_POOL)
		pool->ops->free(pool, shm);
	else if (tee_shm_unregister(shm))
		cs->kept = true;

	return !cs->kept;
}

static struct tee_core_shm *release_to_core_shm(struct tee_release *r)
{
	return container_of(r, struct tee_core_shm, release);
}

static bool finish_shm_on_worker(struct tee_release *r)
{
	struct tee_shm *shm = &release_to_core_shm(r)->shm;

	if (!release_shm_memory(shm))
		return false;
	/*
	 * If this ends the context, too, a task that waits for the object waits for that as well.
	 */
	tee_ctx_put_here(shm->ctx, is_of_user_space(shm));

	return true;
}

static void free_shm_object(struct tee_release *r)
{
	kfree_rcu(release_to_core_shm(r), rcu);
}

static void leave_shm_to_worker(struct tee_shm *shm, enum tee_patience patience)
{
	tee_release_by_worker(&to_core_shm(shm)->release, finish_shm_on_worker,
			      free_shm_object, patience);
}

static void release_user_shm(struct tee_shm *shm)
{
	enum tee_patience patience = tee_release_user_patience();

	if (patience != TEE_WAIT_KILLABLE)
		leave_shm_to_worker(shm, patience);
	else if (release_shm_memory(shm))
		tee_shm_discard(shm);
	else
		leave_shm_to_worker(shm, TEE_WAIT_NOT);
}

static void release_kernel_shm(struct tee_shm *shm)
{
	if (release_shm_memory(shm))
		tee_shm_discard(shm);
	else
		leave_shm_to_worker(shm, TEE_WAIT_DONE);
}

/* True: it was the last reference, and the object cannot be found by its id any more. */
static bool drop_shm_reference(struct tee_shm *shm)
{
	if (!shm || !refcount_dec_and_test(&shm->refcount))
		return false;

	if (is_of_user_space(shm))
		tee_shm_free_id(shm->ctx->teedev, shm->id);
	return true;
}

/**
 * tee_shm_put() - drop a reference on a memory object
 * @shm:	object, or NULL
 *
 * The last reference frees it, which may sleep.  Memory of a kernel client is
 * the client's again when this returns, see above.
 */
void tee_shm_put(struct tee_shm *shm)
{
	if (!drop_shm_reference(shm))
		return;

	if (is_of_user_space(shm) && !takes_no_call(shm))
		release_user_shm(shm);
	else
		release_kernel_shm(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_put);

void tee_shm_put_later(struct tee_shm *shm)
{
	if (drop_shm_reference(shm))
		leave_shm_to_worker(shm, TEE_WAIT_NOT);
}
EXPORT_SYMBOL_GPL(tee_shm_put_later);

/**
 * tee_shm_free() - drop the caller's reference on an object it allocated
 * @shm:	object, or NULL
 */
void tee_shm_free(struct tee_shm *shm)
{
	tee_shm_put(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_free);
