/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Shared memory: registering it, its cookies, its page lists.
 */
#ifndef OPTEE_SHM_H
#define OPTEE_SHM_H

#include <linux/types.h>

struct optee;
struct page;
struct tee_context;
struct tee_shm;
struct tee_shm_pool;

/* shm.c: shared memory of clients */
int optee_shm_register(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
		       size_t num_pages, unsigned long start);
int optee_shm_unregister(struct tee_context *ctx, struct tee_shm *shm);
int optee_shm_register_supp(struct tee_context *ctx, struct tee_shm *shm, struct page **pages,
			    size_t num_pages, unsigned long start);
int optee_shm_unregister_supp(struct tee_context *ctx, struct tee_shm *shm);
struct tee_shm_pool *optee_shm_pool_dynamic(void);

/* mem_type.c: only in the kernel; hosted/core/mem_type.c takes its place in a process */
int optee_check_mem_type(unsigned long start, size_t num_pages);

/* shm_cookie.c: cookies */
void optee_cookies_init(struct optee *optee);
int optee_cookie_alloc(struct optee *optee, u64 *cookie);
void optee_cookie_publish(struct optee *optee, u64 cookie, struct tee_shm *shm, bool lent);
struct tee_shm *optee_cookie_get(struct optee *optee, u64 cookie);
void optee_cookie_forget(struct optee *optee, u64 cookie);
void optee_cookie_bury(struct optee *optee, u64 cookie);
struct tee_shm *optee_cookie_take_back(struct optee *optee, u64 cookie);

/* shm_list.c: page lists */
u64 *optee_page_list_alloc(struct page **pages, size_t num_pages, size_t offset, size_t *size);
void optee_page_list_free(u64 *list, size_t size);
u64 optee_page_list_addr(const u64 *list, size_t offset);

#endif /* OPTEE_SHM_H */
