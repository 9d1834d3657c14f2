/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * What the files for memory objects share. Each uses only files below it in this list:
 *
 *	shm_release.c: releasing an object with its last reference
 *	shm_register.c: objects made of memory that a client has already
 *	shm_pages.c: the pages of such memory
 *	shm_dyn.c: memory from the page allocator
 *	shm.c: objects and their ids
 */
#ifndef TEE_SHM_PRIVATE_H
#define TEE_SHM_PRIVATE_H

#include <linux/errno.h>
#include <linux/rcupdate.h>

#include "release.h"
#include "tee_private.h"

/**
 * struct tee_core_shm - a memory object and what this core adds to it
 * @shm:	the stock structure, first member
 * @kept:	the memory could not be unregistered yet
 * @release:	for a worker that tries again
 * @rcu:	to free it
 */
struct tee_core_shm {
	struct tee_shm shm;
	bool kept;
	struct tee_release release;
	struct rcu_head rcu;
};

static inline struct tee_core_shm *to_core_shm(struct tee_shm *shm)
{
	return container_of(shm, struct tee_core_shm, shm);
}

/*
 * Errors of an unregister operation after which it is to be tried again: the task
 * was killed before the secure world was asked, or memory was short.
 */
static inline bool tee_shm_may_retry(int rc)
{
	return rc == -EINTR || rc == -ENOMEM || rc == -EBUSY;
}

/* shm.c */
struct tee_shm *tee_shm_new(struct tee_context *ctx, u32 flags, int id);
void tee_shm_discard(struct tee_shm *shm);
int tee_shm_new_id(struct tee_device *teedev);
void tee_shm_free_id(struct tee_device *teedev, int id);
void tee_shm_publish(struct tee_shm *shm);

/* shm_pages.c */
int tee_shm_hold_pages(struct tee_shm *shm, unsigned long start, size_t num);
void tee_shm_drop_pages(struct tee_shm *shm);
void tee_shm_lose_pages(struct tee_shm *shm);

/* shm_register.c */
int tee_shm_unregister(struct tee_shm *shm);

#endif /* TEE_SHM_PRIVATE_H */
