/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Spinlocks of the kernel.
 */
#ifndef KERNEL_SPIN_H
#define KERNEL_SPIN_H

#include <secure/platform.h>
#include <secure/pta.h>

static inline void spin_lock(struct secure_lock *lock)
{
	while (atomic_exchange_explicit(&lock->taken, true, memory_order_acquire))
		while (atomic_load_explicit(&lock->taken, memory_order_relaxed))
			platform_relax();
}

static inline void spin_unlock(struct secure_lock *lock)
{
	atomic_store_explicit(&lock->taken, false, memory_order_release);
}

#endif /* KERNEL_SPIN_H */
