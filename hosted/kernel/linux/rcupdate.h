/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * RCU: a reader is known by the generation in which it began.
 */
#ifndef HOSTED_LINUX_RCUPDATE_H
#define HOSTED_LINUX_RCUPDATE_H

#include <linux/compiler.h>
#include <linux/types.h>

void rcu_read_lock(void);
void rcu_read_unlock(void);
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void synchronize_rcu(void);
void rcu_barrier(void);
/* Free @ptr, from kmalloc(), after a grace period. @head is in it. */
void hosted_kfree_rcu(struct rcu_head *head, void *ptr);

#define kfree_rcu(ptr, field)		hosted_kfree_rcu(&(ptr)->field, ptr)

#endif
