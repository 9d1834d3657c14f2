/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Requests to the normal world.
 */
#ifndef KERNEL_RPC_H
#define KERNEL_RPC_H

#include "thread.h"

/* rpc_func.c: what a call is suspended for */
void rpc_suspend(struct thread *t, u32 func, u64 arg);

/* rpc_lent.c: where commands are written, and memory that the normal world lends for that */
void rpc_begin(struct thread *t, struct shm *shm, u64 offset);
u32 rpc_prepare(struct thread *t);
u64 rpc_lent_cookie(struct thread *t);
void rpc_end(struct thread *t);

void rpc_cache_boot(void);
u32 rpc_cache_enable(u32 guest);
u32 rpc_cache_disable(u32 guest, u64 *cookie);

/* rpc.c: commands */
u32 rpc_cmd(struct thread *t, u32 cmd, const struct optee_msg_param *params, unsigned int num,
	    struct optee_msg_param *answer);

#endif /* KERNEL_RPC_H */
