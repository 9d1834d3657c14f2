/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory objects.
 */
#ifndef KERNEL_SHM_H
#define KERNEL_SHM_H

#include "extent.h"

struct thread;

/* Objects that can be registered at the same time */
#define SHM_MAX			4096
/* Of those, what ordinary calls cannot register: for system calls, and for memory lent in RPCs */
#define SHM_SYSTEM		512
/* Pages of one object, at most */
#define SHM_PAGES_MAX		65536

/**
 * struct shm - memory of the normal world
 * @extent:	its first pages
 * @last:	the last of its other runs of pages, NULL if there are none
 * @offset:	where in them it starts, less than a page
 * @size:	bytes
 * @cookie:	its name, 0 where it has none
 * @guest:	who has given it that name: a7 of the call, which a hypervisor sets
 * @next:	next in its hash chain, or next in the list of unused ones
 * @refs:	parameters of calls that are running name it
 * @args:	calls that are running have their message in it
 * @waiter:	thread that unregisters it: from then on no call can begin to use it; or NULL
 *
 * The members from @next on belong to the table (shm_table.c) and are under its lock.
 */
struct shm {
	struct extent extent;
	struct extent *last;
	u32 offset;
	u64 size;
	u64 cookie;
	u32 guest;
	struct shm *next;
	u32 refs;
	u32 args;
	struct thread *waiter;
};

/* shm.c: the pages of an object */
u32 shm_describe(struct shm *shm, u64 pa, u64 size);
u32 shm_describe_list(struct shm *shm, u64 buf_ptr, u64 size, bool share);
void shm_forget(struct shm *shm);
int shm_read(const struct shm *shm, u64 offset, void *dst, size_t len);
int shm_write(const struct shm *shm, u64 offset, const void *src, size_t len);

/* nsec.c: memory of the normal world, by physical address */
int nsec_read(void *dst, u64 pa, size_t len);
int nsec_write(u64 pa, const void *src, size_t len);

/* shm_table.c: the table of objects */
void shm_boot(void);
struct shm *shm_alloc(bool share);
void shm_free(struct shm *shm);
u32 shm_register(u64 buf_ptr, u64 size, u64 cookie);
u32 shm_unregister(u64 cookie);
struct shm *shm_get(u64 cookie);
void shm_put(struct shm *shm);
struct shm *shm_get_arg(u64 cookie);
void shm_put_arg(struct shm *shm);
unsigned int shm_registered(void);

#endif /* KERNEL_SHM_H */
