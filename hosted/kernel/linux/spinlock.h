/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Spin locks, of every kind the same: what Linux keeps away by disabling bottom halves
 * or interrupts runs on threads of its own here, and is kept out by the lock itself.
 */
#ifndef HOSTED_LINUX_SPINLOCK_H
#define HOSTED_LINUX_SPINLOCK_H

#include <linux/types.h>

struct task_struct;

/**
 * struct hosted_spinlock - a spin lock
 * @word:	0: free, 1: taken, 2: taken, and somebody may wait
 * @owner:	who has taken it, to find mistakes
 */
typedef struct hosted_spinlock {
	int word;
	struct task_struct *owner;
} spinlock_t;

typedef spinlock_t raw_spinlock_t;

#define DEFINE_SPINLOCK(name)	spinlock_t name = { 0 }

/* Contended only: hosted_spin_contended() is the part that waits. */
void hosted_spin_contended(spinlock_t *lock);
void hosted_spin_enter(spinlock_t *lock);
void hosted_spin_leave(spinlock_t *lock);
void hosted_spin_hand_on(spinlock_t *lock);

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->word = 0;
	lock->owner = NULL;
}

static inline bool spin_trylock(spinlock_t *lock)
{
	int was = 0;

	if (!__atomic_compare_exchange_n(&lock->word, &was, 1, false, __ATOMIC_ACQUIRE,
					 __ATOMIC_RELAXED))
		return false;
	hosted_spin_enter(lock);
	return true;
}

static inline void spin_lock(spinlock_t *lock)
{
	if (!spin_trylock(lock))
		hosted_spin_contended(lock);
}

/* The next holder may free the lock, so it is not accessed any more after this. */
static inline void spin_unlock(spinlock_t *lock)
{
	hosted_spin_leave(lock);
	if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) == 2)
		hosted_spin_hand_on(lock);
}

#define spin_lock_bh(lock)			spin_lock(lock)
#define spin_unlock_bh(lock)			spin_unlock(lock)
#define spin_lock_irq(lock)			spin_lock(lock)
#define spin_unlock_irq(lock)			spin_unlock(lock)
#define spin_lock_irqsave(lock, flags)		do { (flags) = 0; spin_lock(lock); } while (0)
#define spin_unlock_irqrestore(lock, flags)	do { (void)(flags); spin_unlock(lock); } while (0)
#define raw_spin_lock_init(lock)		spin_lock_init(lock)
#define raw_spin_lock_irqsave(lock, flags)	spin_lock_irqsave(lock, flags)
#define raw_spin_unlock_irqrestore(lock, flags)	spin_unlock_irqrestore(lock, flags)

#endif
