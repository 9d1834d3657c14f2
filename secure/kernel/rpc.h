/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Requests to the normal world.
 */
#ifndef KERNEL_RPC_H
#define KERNEL_RPC_H

#include "thread.h"

void rpc_begin(struct thread *t, struct shm *shm, u64 offset);
void rpc_end(struct thread *t);
u32 rpc_prepare(struct thread *t);
u32 rpc_cmd(struct thread *t, u32 cmd, const struct optee_msg_param *params, unsigned int num,
	    struct optee_msg_param *answer);

void rpc_cache_boot(void);
u32 rpc_cache_enable(void);
u32 rpc_cache_disable(u64 *cookie);

#endif /* KERNEL_RPC_H */
