/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Spinlocks of the kernel.
 *
 * Interrupts are masked while a lock is held. If a thread were preempted while it holds the lock of
 * the pool, the normal world could not resume it, because that takes the same lock. Locks that are
 * held together are released in the reverse order, as each restores what was masked before it.
 */
#ifndef KERNEL_SPIN_H
#define KERNEL_SPIN_H

#include <secure/platform.h>
#include <secure/pta.h>

#include "arch.h"

static inline void spin_lock(struct secure_lock *lock)
{
	unsigned long interrupts = arch_mask_interrupts();

	while (atomic_exchange_explicit(&lock->taken, true, memory_order_acquire))
		while (atomic_load_explicit(&lock->taken, memory_order_relaxed))
			platform_relax();
	lock->interrupts = interrupts;
}

static inline void spin_unlock(struct secure_lock *lock)
{
	unsigned long interrupts = lock->interrupts;

	atomic_store_explicit(&lock->taken, false, memory_order_release);
	arch_restore_interrupts(interrupts);
}

#endif /* KERNEL_SPIN_H */
