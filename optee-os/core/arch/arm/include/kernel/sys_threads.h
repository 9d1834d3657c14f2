/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Thread contexts that are reserved for system calls.
 */
#ifndef __KERNEL_SYS_THREADS_H
#define __KERNEL_SYS_THREADS_H

#include <kernel/thread.h>
#include <sm/optee_smc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * OPTEE_SMC_CALL_WITH_REGD_ARG on behalf of a system service: it may take a
 * thread that OPTEE_SMC_RESERVE_SYS_THREAD has reserved.
 */
#define OPTEE_SMC_CALL_SYSTEM_WITH_REGD_ARG	OPTEE_SMC_STD_CALL_VAL(U(20))

/*
 * Reserve one more thread for system calls, or give one back.
 *
 * a0	OPTEE_SMC_RETURN_OK
 *	OPTEE_SMC_RETURN_ETHREAD_LIMIT	no thread can be spared, or no thread
 *					is reserved
 *	OPTEE_SMC_RETURN_ENOTAVAIL	OP-TEE is built with virtualization
 * a1-7	Preserved
 */
#define OPTEE_SMC_RESERVE_SYS_THREAD		OPTEE_SMC_FAST_CALL_VAL(U(21))
#define OPTEE_SMC_UNRESERVE_SYS_THREAD		OPTEE_SMC_FAST_CALL_VAL(U(22))

#ifdef CFG_SYS_THREADS
/* The caller of these two holds the global thread lock. */
bool sys_threads_enter(size_t thread, uint32_t a0);
void sys_threads_leave(size_t thread);

bool sys_threads_fast_smc(struct thread_smc_args *args);
uint32_t sys_threads_plain_call(uint32_t a0);
#else
static inline bool sys_threads_enter(size_t thread __unused,
				     uint32_t a0 __unused)
{
	return true;
}

static inline void sys_threads_leave(size_t thread __unused)
{
}

static inline bool sys_threads_fast_smc(struct thread_smc_args *args __unused)
{
	return false;
}

static inline uint32_t sys_threads_plain_call(uint32_t a0)
{
	return a0;
}
#endif

#endif /*__KERNEL_SYS_THREADS_H*/
