/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 teelane authors
 *
 * Notification values: waiting for one, and sending one.
 */
#ifndef OPTEE_NOTIF_H
#define OPTEE_NOTIF_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct optee_notif - notification values
 * @lock:	protects the rest; taken in hard interrupt context
 * @max:	largest value
 * @waiters:	on-stack entries
 * @pending:	values that were sent while nobody waited
 * @ending:	all waits end at once, see optee_notif_end()
 */
struct optee_notif {
	raw_spinlock_t lock;
	u32 max;
	struct list_head waiters;
	unsigned long *pending;
	bool ending;
};

int optee_notif_init(struct optee_notif *notif, u32 max);
void optee_notif_destroy(struct optee_notif *notif);
int optee_notif_wait(struct optee_notif *notif, u32 value, unsigned long until,
		     unsigned int state);
int optee_notif_sleep(struct optee_notif *notif, unsigned long until, unsigned int state);
int optee_notif_send(struct optee_notif *notif, u32 value);
void optee_notif_end(struct optee_notif *notif);

#endif /* OPTEE_NOTIF_H */
