// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * Spinlocks of services.
 */
#include "spin.h"
#include "thread.h"

/* See pta.h. */
void secure_lock(struct secure_lock *lock)
{
	struct thread *t = thread_current();

	spin_lock(lock);
	if (t)
		t->locks++;
}

/* See pta.h. */
void secure_unlock(struct secure_lock *lock)
{
	struct thread *t = thread_current();

	if (t)
		t->locks--;
	spin_unlock(lock);
}
