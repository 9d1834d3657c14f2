// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * Trace points: probes come and go under a lock, and are called without one.
 */
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/tracepoint.h>

static spinlock_t probes_lock; /* protects changes */

/**
 * hosted_probe_add() - add a probe to a trace point
 * @tp:	the trace point
 * @probe:	function to be called
 * @data:	its first argument
 *
 * Return: 0, or -ENOSPC if there are HOSTED_PROBES already.
 */
int hosted_probe_add(struct tracepoint *tp, void (*probe)(void), void *data)
{
	int rc = -ENOSPC;
	int n;

	spin_lock(&probes_lock);
	for (n = 0; rc && n < HOSTED_PROBES; n++) {
		if (tp->probe[n])
			continue;
		tp->data[n] = data;
		__atomic_store_n(&tp->probe[n], probe, __ATOMIC_RELEASE);
		__atomic_fetch_add(&tp->num, 1, __ATOMIC_RELEASE);
		rc = 0;
	}
	spin_unlock(&probes_lock);
	return rc;
}

/**
 * hosted_probe_remove() - undo hosted_probe_add()
 * @tp:	the trace point
 * @probe:	as it was added
 * @data:	as it was added
 *
 * Return: 0 or -ENOENT.
 */
int hosted_probe_remove(struct tracepoint *tp, void (*probe)(void), void *data)
{
	int rc = -ENOENT;
	int n;

	spin_lock(&probes_lock);
	for (n = 0; rc && n < HOSTED_PROBES; n++) {
		if (tp->probe[n] != probe || tp->data[n] != data)
			continue;
		__atomic_store_n(&tp->probe[n], NULL, __ATOMIC_RELEASE);
		__atomic_fetch_sub(&tp->num, 1, __ATOMIC_RELEASE);
		rc = 0;
	}
	spin_unlock(&probes_lock);
	return rc;
}

void tracepoint_synchronize_unregister(void)
{
	synchronize_rcu();
}
